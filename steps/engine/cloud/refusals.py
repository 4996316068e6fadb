"""What AWS's errors mean: a refusal, a call without an answer, something that is there already or not at all."""

import re
from collections.abc import Mapping
from typing import Any

EXPIRED = re.compile(
    r"^(ExpiredToken|ExpiredTokenException|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|AuthFailure)$"
)
MISSIGNED = re.compile(r"^(SignatureDoesNotMatch|(InvalidSignature|IncompleteSignature)(Exception)?)$")
"""A key that AWS knows, with a secret or a time that are not right: a new login of the same key changes nothing."""

THROTTLED = re.compile(r"^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException)$")
EXISTING = re.compile(
    r"AlreadyExists|AlreadyAssociated|Duplicate(?! tag keys)|has been taken in this account|not idempotent|PriorityInUse"
    r"|IdempotentParameterMismatch|already has a|ConflictingDomainExists|InvalidSubnet\.Conflict"
    r"|InvalidPermission\.NotFound"  # what was to be revoked has been
)
NOT_AWS, BROKEN_OFF, NOT_UNDERSTOOD = "NotAws", "BrokenOff", "NotUnderstood"
"""Codes of our own: a page came in place of an answer, only the beginning of one, or something that is no answer of this call."""

ABSENT = ("NotFound", "NotFoundException", "NoSuchEntity", "NotAttached", "ServiceNotActiveException")


def error_code(error: BaseException) -> str:
    """AWS's code of a refusal, or an empty text for any other error."""
    return str(_part(error, "Error").get("Code", ""))


def error_message(error: BaseException) -> str:
    """AWS's own words, or the error's."""
    return str(_part(error, "Error").get("Message", "") or error)


def is_refusal(error: BaseException) -> bool:
    """Whether AWS said no, so that nothing came of the call."""
    return 400 <= _status(error) < 500


def is_unanswered(error: BaseException) -> bool:
    """Whether the call may have had its effect although no answer says so: a lost connection, a fault of AWS's own."""
    return _status(error) >= 500 or is_lost(error)


def is_lost(error: BaseException | None) -> bool:
    """Whether the connection ended after the call was sent, or may have been."""
    from botocore.exceptions import ConnectionClosedError, ReadTimeoutError, SSLError

    return isinstance(error, ConnectionClosedError | ReadTimeoutError | SSLError)


def is_absent(error: BaseException) -> bool:
    """Whether AWS says that the thing is not there (InvalidVpcID.NotFound, NoSuchEntity, ServiceNotFoundException …).

    ECS has no code of its own for a task definition without an active revision, only words.
    """
    return error_code(error).endswith(ABSENT) or "Unable to describe task definition" in error_message(error)


def says_it_exists(error: BaseException) -> bool:
    """Whether AWS refuses to make what is there already (EntityAlreadyExists, InvalidGroup.Duplicate …)."""
    return EXISTING.search(f"{error_code(error)}: {error_message(error)}") is not None


def is_logged_out(error: BaseException) -> bool:
    """Whether the credentials could not even be had: a session that ended, a login that must be renewed."""
    from botocore import exceptions as of_botocore

    return isinstance(
        error,
        of_botocore.SSOTokenLoadError
        | of_botocore.UnauthorizedSSOTokenError
        | of_botocore.TokenRetrievalError
        | of_botocore.LoginRefreshRequired
        | of_botocore.LoginTokenLoadError
        | of_botocore.RefreshWithMFAUnsupportedError
        | of_botocore.CredentialRetrievalError,
    )


def _part(error: BaseException, name: str) -> Mapping[str, Any]:
    response = getattr(error, "response", None)
    part = response.get(name, {}) if isinstance(response, Mapping) else {}
    return part if isinstance(part, Mapping) else {}


def _status(error: BaseException) -> int:
    return int(_part(error, "ResponseMetadata").get("HTTPStatusCode", 0))
