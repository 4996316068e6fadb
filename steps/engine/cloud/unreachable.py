"""Nobody answers, or somebody who is not AWS: which errors say so, and the words for each."""

import re

from steps.engine.cloud.refusals import (
    BROKEN_OFF,
    NOT_AWS,
    NOT_UNDERSTOOD,
    THROTTLED,
    error_code,
    error_message,
    is_unanswered,
)
from steps.engine.troubles import Trouble

NO_NAME = re.compile(
    r"name resolution|Name or service not known|nodename nor servname|No address associated|getaddrinfo|NameResolutionError"
)
BAD_TIME = re.compile(r"not yet valid|certificate has expired")

OBJECT = re.compile(r"^(<[^>]*>|\w+\([^)]*\)):\s*")
"""How urllib3 begins what it says."""

NETWORK = "Check this machine's network (and AWS_ENDPOINT_URL, if you set it)."


def is_unreachable(error: BaseException | None) -> bool:
    """Whether the network, or what is between here and AWS, let the call down."""
    from botocore import exceptions as of_botocore

    return isinstance(
        error,
        of_botocore.EndpointConnectionError
        | of_botocore.ConnectTimeoutError
        | of_botocore.ReadTimeoutError
        | of_botocore.ConnectionClosedError
        | of_botocore.ProxyConnectionError
        | of_botocore.SSLError,
    )


def has_timed_out(error: BaseException | None) -> bool:
    """Whether nobody said anything for as long as one waits."""
    from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

    return isinstance(error, ConnectTimeoutError | ReadTimeoutError)


def unreachable(error: BaseException) -> Trouble | None:
    """What it means and what to do, when an error says that AWS did not answer; None for any other error."""
    if error_code(error) in (NOT_AWS, NOT_UNDERSTOOD):
        return _not_aws(error)
    if error_code(error) == BROKEN_OFF:
        return Trouble("AWS's answer broke off.", why=f"{error_message(error)}.", cure=NETWORK)
    if is_unreachable(error):
        return _cut_off(error)
    if is_unanswered(error) and not THROTTLED.search(error_code(error)):
        return Trouble(
            "AWS has a fault of its own and does not answer.",
            why=f"{error_code(error)}: {error_message(error)}",
            cure="Nothing is to be done but to wait; https://health.aws.amazon.com tells of larger faults.",
        )
    return None


def _not_aws(error: BaseException) -> Trouble:
    if error_code(error) == NOT_AWS:
        title = error_message(error) if error_message(error) != str(error) else ""
        return Trouble(
            "This is not AWS answering.",
            why=f"A web page{f' (“{title}”)' if title else ''} came in place of its answer: that of a network that wants a "
            "login of its own, or of a proxy.",
            cure="Open a browser and sign in to the network, or see to the proxy (HTTPS_PROXY, NO_PROXY).",
        )
    return Trouble(
        "What came as AWS's answer cannot be understood.",
        why=f"{error_message(error)}. Perhaps it is not AWS answering, or something between has spoilt it.",
        cure=NETWORK,
    )


def _cut_off(error: BaseException) -> Trouble:
    from botocore import exceptions as of_botocore

    why = _why(error)
    match error:
        case of_botocore.SSLError() if BAD_TIME.search(why):
            return Trouble(
                "The connection to AWS cannot be trusted: a certificate is not valid at the time of this machine's clock.",
                why=why,
                cure="Set the clock (`date -u` shows what it says).",
            )
        case of_botocore.SSLError():
            return Trouble(
                "The connection to AWS cannot be trusted: somebody between here and AWS shows a certificate of their own.",
                why=why,
                cure="Where your company does so, name its certificates: AWS_CA_BUNDLE, or `ca_bundle` in the profile, is the "
                "path of a file with them. Where it does not, leave this network.",
            )
        case of_botocore.ProxyConnectionError():
            return Trouble(
                "The proxy that leads to AWS does not let calls through.",
                why=why,
                cure="See to HTTPS_PROXY and HTTP_PROXY; NO_PROXY names what is reached without one.",
            )
        case _ if NO_NAME.search(why):
            return Trouble(
                "AWS cannot be reached: nobody knows its name.",
                why=why,
                cure=f"{NETWORK} DNS does not answer.",
            )
        case of_botocore.ConnectTimeoutError() | of_botocore.ReadTimeoutError():
            return Trouble("AWS cannot be reached: nobody answers.", why=why, cure=NETWORK)
        case _:
            return Trouble("AWS cannot be reached.", why=why, cure=NETWORK)


def _why(error: BaseException) -> str:
    """What botocore says of it, and what the system said to botocore, which it keeps to itself."""
    cause = OBJECT.sub("", str(getattr(error, "kwargs", {}).get("error", "")))
    return f"{error} ({cause})" if cause and cause not in str(error) else str(error)
