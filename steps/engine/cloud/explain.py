"""Turns any error into words for the user: what happened, why, what to do."""

import logging
import re

from steps.engine.cloud.denied import denied
from steps.engine.cloud.local import for_profile, local_trouble, ways_to_log_in
from steps.engine.cloud.refusals import (
    EXPIRED,
    MISSIGNED,
    THROTTLED,
    error_code,
    error_message,
)
from steps.engine.cloud.unreachable import unreachable
from steps.engine.troubles import Trouble

log = logging.getLogger(__name__)

DENIED = re.compile(r"AccessDenied|UnauthorizedOperation|NotAuthorized|^403$")
BLOCKED = re.compile(r"BlockedException|account is currently blocked", re.IGNORECASE)
CLOCK = re.compile(r"Signature expired|Signature not yet current")

WRONG_CLOCK = "this machine's clock is wrong"

UNKNOWN_KEY = ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure")
"""What AWS also answers in a region that the account has not enabled, whatever the key."""

LIMIT = re.compile(r"LimitExceeded|QuotaExceeded|TooMany|MaximumExceeded")


def explain(error: Exception, *, profile: str = "") -> Trouble:
    """The trouble behind an error; one that is a Trouble already is returned as it is.

    An error that nobody foresaw goes to the log with its traceback, and the words name the log.
    """
    if isinstance(error, Trouble):
        return error
    if cut_off := unreachable(error):
        return Trouble(cut_off.what, why=cut_off.why, cure=f"{cut_off.cure} Then try again: nothing is lost.")
    if code := error_code(error):
        return _refusal(error, code, profile)
    if on_this_machine := local_trouble(error, profile):
        return on_this_machine
    log.error("unforeseen", exc_info=error)
    return Trouble(
        f"Something unforeseen happened: {type(error).__name__}: {error}",
        why="This is a fault of fargate-wizard itself; the details are in wizard.log, in its folder or the one above.",
        cure="Try again: what stands is kept and carried on from here.",
    )


def _refusal(error: Exception, code: str, profile: str) -> Trouble:
    operation = getattr(error, "operation_name", "the call")
    message = error_message(error)
    if EXPIRED.search(code):
        return expired(profile, message, perhaps_the_region=code in UNKNOWN_KEY)
    if MISSIGNED.search(code):
        return _missigned(profile, message)
    if DENIED.search(code):
        return denied(operation, message)
    if BLOCKED.search(code) or BLOCKED.search(message):
        return Trouble(
            "AWS has blocked this account from starting tasks.",
            why="New and unverified accounts often start with a quota of zero.",
            cure="Only AWS Support can lift it: open a case under “Account and billing”.",
        )
    if "does not support creating load balancers" in message:
        return Trouble(
            "This account may not create load balancers yet.",
            why=message,
            cure="AWS has not verified it. Open a case with AWS Support under “Account and billing”, which is free, and try "
            "again when they have answered: it is carried on from here.",
        )
    if THROTTLED.search(code):
        return Trouble(
            f"AWS is throttling this account and did not answer {operation}.",
            why=message,
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
        cure="Change what AWS complains of: an answer (--set), or an app.toml. If it is neither, report it with this code. "
        "What stands is kept and carried on from here.",
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
            f"AWS does not accept your calls: {WRONG_CLOCK}.",
            why=message,
            cure="Set the clock (`date -u` shows what it says), then try again: it is carried on from here.",
        )
    return Trouble(
        "AWS knows your access key, but not with this secret.",
        why=message,
        cure="The secret access key, or the session token, belongs to another key or was not copied whole: paste it again "
        f"(`aws configure{for_profile(profile)}`, or AWS_SECRET_ACCESS_KEY), then try again: it is carried on from here.",
    )
