"""What goes wrong on this machine before AWS is asked: profiles, keys, configuration, disks; each in words."""

import contextlib
import errno
import re
from collections.abc import Iterator

from steps.engine.troubles import Trouble

VALUE = re.compile(r", value: .*?(?=, (?:type|valid)\b|$)", re.DOTALL | re.MULTILINE)
"""The value in botocore's words of a parameter that it refuses: it may be a secret."""

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def local_trouble(error: Exception, profile: str = "") -> Trouble | None:
    """What it means and what to do, for an error that this machine can have; None for any other."""
    from botocore.exceptions import BotoCoreError

    match error:
        case OSError() if not isinstance(error, BotoCoreError):
            return refused_by_the_system(error)
        case BotoCoreError():
            return (
                _of_the_credentials(error, profile)
                or _of_the_session(error, profile)
                or _of_the_configuration(error)
            )
        case _:
            return None


def refused_by_the_system(error: OSError) -> Trouble:
    """Something that this machine does not let us do: a full disk, a file that cannot be read."""
    what = f"{error.filename}: " if error.filename else ""
    if error.errno in FULL:
        return Trouble(
            "This machine's disk is full.",
            why=f"{what}{error.strerror}.",
            cure="Make room, then run the same command again: it is carried on from here.",
        )
    return Trouble(
        f"This machine refuses something that is needed: {what}{error.strerror or error}.",
        cure="See to it, then run the same command again: it is carried on from here.",
    )


@contextlib.contextmanager
def wrong_credentials(profile: str) -> Iterator[None]:
    """Whatever breaks while credentials are read is a Trouble; errors of botocore's and Troubles pass through."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, Trouble):
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        if isinstance(error, OSError) and error.filename:
            why = f"The program that the profile names cannot be run: {error.filename}: {error.strerror}."
        else:
            why = f"{error}."
        raise Trouble(
            f"The credentials{_of(profile)} cannot be read.",
            why=why,
            cure="Look at `credential_process` and at the stored keys in ~/.aws/config and ~/.aws/credentials, or log in "
            f"another way: {ways_to_log_in(profile)}.",
        ) from error


def ways_to_log_in(profile: str) -> str:
    """The commands that renew a login of this profile."""
    return f"`aws sso login{for_profile(profile)}` or `aws login{for_profile(profile)}`, or paste fresh keys"


def for_profile(profile: str) -> str:
    """The option of the AWS CLI that names it; empty for the one that it takes anyway."""
    return f" --profile {profile}" if profile not in ("", "default") else ""


def _of(profile: str) -> str:
    return f" of the profile {profile}" if profile else ""


def _of_the_credentials(error: Exception, profile: str) -> Trouble | None:
    from botocore import exceptions as of_botocore

    match error:
        case of_botocore.PartialCredentialsError():
            return Trouble(
                "Only half of an access key is there.",
                why=str(error),
                cure="Give the other half too: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together.",
            )
        case of_botocore.NoCredentialsError():
            nobody = (
                f"The profile {profile} has no credentials."
                if profile
                else "There are no AWS credentials on this machine."
            )
            return Trouble(
                nobody,
                why=str(error),
                cure=f"Run `aws login{for_profile(profile)}` (AWS CLI 2.32 or newer) or `aws configure{for_profile(profile)}`, "
                "or practise without an account: `--target sandbox`.",
            )
        case of_botocore.CredentialRetrievalError() | of_botocore.MetadataRetrievalError():
            return Trouble(
                f"The credentials{_of(profile)} could not be fetched.",
                why=str(error),
                cure="If the profile has a credential_process, run that program by hand to see what it says; "
                f"else log in again ({ways_to_log_in(profile)}).",
            )
        case _:
            return None


def _of_the_session(error: Exception, profile: str) -> Trouble | None:
    from botocore import exceptions as of_botocore

    match error:
        case (
            of_botocore.SSOTokenLoadError()
            | of_botocore.UnauthorizedSSOTokenError()
            | of_botocore.TokenRetrievalError()
        ):
            cure = f"Run `aws sso login{for_profile(profile)}`, then try again."
            return Trouble("Your SSO session has ended.", why=str(error), cure=cure)
        case of_botocore.LoginInsufficientPermissions():
            return Trouble(
                "Your AWS login may not be used by programs.",
                why=str(error),
                cure="Have the policy SignInLocalDevelopmentAccess attached to this identity, "
                f"then run `aws login{for_profile(profile)}` again.",
            )
        case of_botocore.LoginRefreshRequired() | of_botocore.LoginTokenLoadError():
            cure = f"Run `aws login{for_profile(profile)}`, then try again."
            return Trouble("Your AWS login has ended.", why=str(error), cure=cure)
        case of_botocore.RefreshWithMFAUnsupportedError():
            return Trouble(
                "The session of your role has ended, and a new one takes a new code of your MFA device.",
                cure="Try again: it asks for the code.",
            )
        case _:
            return None


def _of_the_configuration(error: Exception) -> Trouble:
    from botocore import exceptions as of_botocore

    match error:
        case of_botocore.ProfileNotFound():
            return Trouble(
                f"{error}.", cure="`aws configure list-profiles` shows the profiles that there are."
            )
        case of_botocore.InfiniteLoopConfigError():
            return Trouble(
                "A profile of your AWS configuration leads back to itself.",
                why=str(error),
                cure="Each `source_profile` in ~/.aws/config must end at one that has credentials of its own.",
            )
        case of_botocore.ConfigParseError() | of_botocore.ConfigNotFound():
            return Trouble(
                "Your AWS configuration cannot be read.",
                why=str(error),
                cure="Correct the file, which usually is ~/.aws/config, then try again: `aws configure list` reads the same one.",
            )
        case of_botocore.ParamValidationError():
            return Trouble(
                "Something that AWS cannot take was about to be asked of it, and was not.",
                why=" ".join(VALUE.sub("", f"{error}").split()),
                cure="If it comes from an app.toml, correct it there, then try again: it is carried on from here.",
            )
        case of_botocore.NoRegionError():
            return Trouble("No region is chosen.", cure="Give one: `--region eu-central-1`.")
        case of_botocore.HTTPClientError():
            return Trouble(
                "The call to AWS could not even be made.",
                why=str(error),
                cure="Look whether AWS_CA_BUNDLE (or `ca_bundle` in the profile) names a file with certificates, and HTTPS_PROXY "
                "a proxy's URL; then try again.",
            )
        case _:
            return Trouble(
                "Your AWS configuration says something that AWS's own library cannot use.",
                why=str(error),
                cure="Look at the profile in ~/.aws/config and at the variables AWS_…, correct it, then try again.",
            )
