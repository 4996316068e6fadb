"""Turns any error into words for the user: what happened, why, what to do."""

import logging
import re

from steps.engine.cloud.refusals import (
    EXPIRED,
    MISSIGNED,
    THROTTLED,
    error_code,
    error_message,
    is_unanswered,
)
from steps.engine.troubles import Trouble

log = logging.getLogger(__name__)

DENIED = re.compile(r"AccessDenied|UnauthorizedOperation|NotAuthorized|^403$")
BLOCKED = re.compile(r"BlockedException|account is currently blocked", re.IGNORECASE)
VALUE = re.compile(r", value: .*?(?=, (?:type|valid)\b|$)", re.DOTALL | re.MULTILINE)
"""The value in botocore's words of a parameter that it refuses: it may be a secret."""

CLOCK = re.compile(r"Signature expired|Signature not yet current")

UNKNOWN_KEY = ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure")
"""What AWS also answers in a region that the account has not enabled, whatever the key."""

LIMIT = re.compile(r"LimitExceeded|QuotaExceeded|TooMany|MaximumExceeded")


def explain(error: Exception, *, profile: str = "") -> Trouble:
    """The trouble behind an error; one that is a Trouble already is returned as it is.

    An error that nobody foresaw goes to the log with its traceback, and the words name the log.
    """
    if isinstance(error, Trouble):
        return error
    if code := error_code(error):
        return _refusal(error, code, profile)
    return _local(error, profile)


def _refusal(error: Exception, code: str, profile: str) -> Trouble:
    operation = getattr(error, "operation_name", "the call")
    message = error_message(error)
    if EXPIRED.search(code):
        return expired(profile, message, perhaps_the_region=code in UNKNOWN_KEY)
    if MISSIGNED.search(code):
        return _missigned(profile, message)
    if DENIED.search(code):
        return Trouble(
            f"AWS does not allow you the call {operation}.",
            why=message,
            cure="Ask whoever manages the account for this permission, then try again: it is carried on from here.",
        )
    if BLOCKED.search(code) or BLOCKED.search(message):
        return Trouble(
            "AWS has blocked this account from starting tasks.",
            why="New and unverified accounts often start with a quota of zero.",
            cure="Only AWS Support can lift it: open a case under “Account and billing”.",
        )
    if THROTTLED.search(code):
        return Trouble(
            f"AWS is throttling this account and did not answer {operation}.",
            why=message,
            cure="Wait a minute, then try again: what stands is kept and carried on from here.",
        )
    if is_unanswered(error):
        return Trouble(
            f"AWS has a fault of its own and did not answer {operation}.",
            why=f"{code}: {message}",
            cure="Wait a minute, then try again: what stands is kept and carried on from here.",
        )
    if LIMIT.search(code):
        return Trouble(
            f"A quota of this account is used up: {message}",
            cure="Remove what you no longer need, or ask for more under Service Quotas in the AWS console.",
        )
    return Trouble(
        f"AWS refused {operation}: {message}",
        why=f"Its code for this is {code}. It will not pass by itself.",
        cure="Change what AWS complains of: an answer (--set), or an app.toml. If it is neither, report it with this code: "
        "it is a fault of fargate-wizard. What stands is kept and carried on from here.",
    )


def _local(error: Exception, profile: str) -> Trouble:
    return _no_credentials(error, profile) or _not_sent(error) or _unforeseen(error)


def _no_credentials(error: Exception, profile: str) -> Trouble | None:
    """There are none, or whoever lends them does not know this machine any more."""
    from botocore import exceptions as of_botocore

    what, cure, of_it = "", "", _profile(profile)
    match error:
        case of_botocore.LoginInsufficientPermissions():
            what = "Your AWS login may not be used by programs."
            cure = (
                "Have the policy SignInLocalDevelopmentAccess attached to this identity, "
                f"then run `aws login{of_it}` again."
            )
        case of_botocore.PartialCredentialsError():
            what = "Only half of an access key is there."
            cure = "Give the other half too: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together."
        case of_botocore.ConfigParseError():
            what = "A file of your AWS configuration cannot be read."
            cure = "Correct it, usually ~/.aws/config; `aws configure list` stops complaining then."
        case of_botocore.NoCredentialsError():
            what = "There are no AWS credentials on this machine."
            cure = (
                f"Run `aws login{of_it}` (AWS CLI 2.32 or newer) or `aws configure{of_it}`, "
                "or practise without an account: `--target sandbox`."
            )
        case of_botocore.ProfileNotFound():
            shown = "`aws configure list-profiles` shows the profiles that there are."
            return Trouble(f"{error}.", cure=shown)
        case (
            of_botocore.SSOTokenLoadError()
            | of_botocore.UnauthorizedSSOTokenError()
            | of_botocore.TokenRetrievalError()
        ):
            what, cure = "Your SSO session has ended.", f"Run `aws sso login{of_it}`, then try again."
        case of_botocore.LoginRefreshRequired() | of_botocore.LoginTokenLoadError():
            what, cure = "Your AWS login has ended.", f"Run `aws login{of_it}`, then try again."
        case of_botocore.CredentialRetrievalError():
            what = "The credentials could not be fetched."
            cure = (
                "If the profile has a credential_process, run that program by hand to see what it says; "
                f"else log in again ({ways_to_log_in(profile)})."
            )
    return Trouble(what, why=str(error), cure=cure) if what else None


def _not_sent(error: Exception) -> Trouble | None:
    """The call never came to AWS, or nothing came back."""
    from botocore import exceptions as of_botocore

    match error:
        case (
            of_botocore.EndpointConnectionError()
            | of_botocore.ConnectTimeoutError()
            | of_botocore.ReadTimeoutError()
            | of_botocore.ConnectionClosedError()
        ):
            return Trouble(
                "AWS cannot be reached.",
                why=str(error),
                cure="Check the network (and AWS_ENDPOINT_URL, if you set it), then try again: nothing is lost.",
            )
        case of_botocore.ParamValidationError():
            return Trouble(
                "Something that AWS cannot take was about to be asked of it, and was not.",
                why=" ".join(VALUE.sub("", f"{error}").split()),
                cure="If it comes from an app.toml, correct it there, then try again: it is carried on from here.",
            )
        case of_botocore.NoRegionError():
            return Trouble("No region is chosen.", cure="Give one: `--region eu-central-1`.")
    return None


def _unforeseen(error: Exception) -> Trouble:
    log.error("unforeseen", exc_info=error)
    return Trouble(
        f"Something unforeseen happened: {type(error).__name__}: {error}",
        why="This is a fault of fargate-wizard itself; the details are in wizard.log, in its folder or the one above.",
        cure="Try again: what stands is kept and carried on from here.",
    )


def expired(profile: str, message: str = "", *, perhaps_the_region: bool = False) -> Trouble:
    """Credentials that ended or were never valid, with the commands that renew them; or a region that is not enabled."""
    region = " If that does not help, the region is not enabled for this account: AWS console, Account, AWS Regions."
    return Trouble(
        "AWS does not accept your credentials: they have expired or are not valid.",
        why=message,
        cure=f"Log in again ({ways_to_log_in(profile)}), then try again: it is carried on from here."
        f"{region if perhaps_the_region else ''}",
    )


def _missigned(profile: str, message: str) -> Trouble:
    if CLOCK.search(message):
        return Trouble(
            "AWS does not accept your calls: this machine's clock is wrong.",
            why=message,
            cure="Set the clock (`date -u` shows what it says), then try again: it is carried on from here.",
        )
    return Trouble(
        "AWS knows your access key, but not with this secret.",
        why=message,
        cure="The secret access key, or the session token, belongs to another key or was not copied whole: paste it again "
        f"(`aws configure{_profile(profile)}`, or AWS_SECRET_ACCESS_KEY), then try again: it is carried on from here.",
    )


def ways_to_log_in(profile: str) -> str:
    """The commands that renew a login of this profile."""
    return f"`aws sso login{_profile(profile)}` or `aws login{_profile(profile)}`, or paste fresh keys"


def _profile(profile: str) -> str:
    return f" --profile {profile}" if profile not in ("", "default") else ""
