"""How AWS refuses a request whose signature it does not take: each wire protocol has codes and a form of its own.

The codes are those of the services' pages "Common errors" (EC2's: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html).
"""

import json
from html import escape
from typing import Any

from steps.sandbox.absent import cbor
from steps.sandbox.verify import UnverifiedRequest

INVALID = "The security token included in the request is invalid."
OURS = "The practice cloud takes the keys that `fargate-wizard sandbox` prints."
ENDED = "The security token included in the request is expired"
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
NOT_VALIDATED = "AWS was not able to validate the provided access credentials."
MISSING = "Request is missing Authentication Token"

# reason: code, status, message; an empty message is the reason's own detail
Codes = dict[str, tuple[str, int, str]]
QUERY: Codes = {
    "missing": ("MissingAuthenticationToken", 403, MISSING),
    "incomplete": ("IncompleteSignature", 400, ""),
    "unknown": ("InvalidClientTokenId", 403, f"{INVALID} {OURS}"),
    "wrong": ("SignatureDoesNotMatch", 403, MISMATCH),
    "skewed": ("SignatureDoesNotMatch", 403, ""),
    "expired": ("ExpiredToken", 403, ENDED),
}
EC2: Codes = QUERY | {
    "unknown": ("AuthFailure", 401, f"{NOT_VALIDATED} {OURS}"),
    "wrong": ("AuthFailure", 401, NOT_VALIDATED),
    "skewed": ("RequestExpired", 400, "Request has expired."),
    "expired": ("RequestExpired", 400, "Request has expired."),
}
JSON: Codes = {
    "missing": ("MissingAuthenticationTokenException", 400, "Missing Authentication Token"),
    "incomplete": ("IncompleteSignatureException", 400, ""),
    "unknown": ("UnrecognizedClientException", 400, f"{INVALID} {OURS}"),
    "wrong": ("InvalidSignatureException", 400, MISMATCH),
    "skewed": ("InvalidSignatureException", 400, ""),
    "expired": ("ExpiredTokenException", 400, ENDED),
}
REST_JSON: Codes = {reason: (code, 403, message) for reason, (code, _, message) in JSON.items()}
S3: Codes = {
    "missing": ("AccessDenied", 403, "Access Denied"),
    "incomplete": ("AuthorizationHeaderMalformed", 400, ""),
    "unknown": (
        "InvalidAccessKeyId",
        403,
        "The AWS Access Key Id you provided does not exist in our records.",
    ),
    "wrong": ("SignatureDoesNotMatch", 403, MISMATCH),
    "skewed": (
        "RequestTimeTooSkewed",
        403,
        "The difference between the request time and the current time is too large.",
    ),
    "expired": ("ExpiredToken", 400, "The provided token has expired."),
}
XML_FORMS = {
    "ec2": "<Response><Errors>{error}</Errors><RequestID>0</RequestID></Response>",
    "query": "<ErrorResponse>{error}<RequestId>0</RequestId></ErrorResponse>",
    "s3": "{error}",
}
CODES = {"ec2": EC2, "query": QUERY, "json": JSON, "cbor": JSON, "rest-json": REST_JSON, "s3": S3}
IN_REST_XML = ("route53", "cloudfront")
EC2_VERSION = b"Version=2016-11-15"


def refuse(
    reason: UnverifiedRequest, environ: dict[str, Any], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Write the refusal of a request: status, headers, body."""
    protocol = protocol_of(environ, body)
    code, status, message = CODES[protocol][reason.reason]
    message = message or reason.detail
    if protocol in XML_FORMS:
        kind = "<Type>Sender</Type>" if protocol == "query" else ""
        error = f"<Error>{kind}<Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        page = f'<?xml version="1.0" encoding="UTF-8"?>\n{XML_FORMS[protocol].format(error=error)}'
        return status, {"Content-Type": "text/xml"}, page.encode()
    if protocol == "cbor":
        headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return status, headers, cbor({"__type": code, "message": message})
    content = {"__type": code, "message": message} if protocol == "json" else {"message": message}
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": code}
    return status, headers, json.dumps(content).encode()


def protocol_of(environ: dict[str, Any], body: bytes) -> str:
    """Tell a request's wire protocol by its form, and by the service that its Authorization header names, if any."""
    scope = environ.get("HTTP_AUTHORIZATION", "").partition(",")[0].split("/")
    service = scope[3] if len(scope) > 4 else ""
    if "HTTP_X_AMZ_TARGET" in environ:
        return "json"
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return "cbor"
    if service in ("ec2", "s3"):
        return service
    asked = body if b"Action=" in body else environ.get("QUERY_STRING", "").encode()
    if b"Action=" in asked:
        return "ec2" if not service and EC2_VERSION in asked else "query"
    return "query" if service in IN_REST_XML else "rest-json"
