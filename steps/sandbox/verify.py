"""Who sent a request: its signature (Version 4, in the Authorization header) is calculated again and compared.

Presigned URLs are not taken: nothing here uses them, and a link is what a web page can make a browser follow.
"""

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from botocore.utils import normalize_url_path

from steps.sandbox.key import Key
from steps.sandbox.signature import SAFE, STAMP, canonical, digest, signature
from steps.sandbox.world import Keys

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 +Credential=(?P<key>[^/, ]+)/(?P<scope>\d{8}/[^/, ]+/(?P<service>[^/, ]+)/aws4_request),"
    r" *SignedHeaders=(?P<signed>[a-z0-9;_.-]+), *Signature=(?P<signature>[0-9a-f]{64})"
)
SKEW = timedelta(minutes=5)
UNSIGNED_BODIES = ("UNSIGNED-PAYLOAD", "STREAMING-")
CALLER = "practice.caller"
"""The key of a verified request's environment under which its caller's Key is."""


class UnverifiedRequest(Exception):
    """A request that nobody known has signed: `reason` is missing, incomplete, unknown, wrong, skewed or expired."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def verify(keys: Keys, environ: dict[str, Any], body: bytes) -> Key:
    """Find who signed a request. Raises Unverified."""
    given = environ.get("HTTP_AUTHORIZATION", "")
    if not given:
        raise UnverifiedRequest("missing")
    parts = AUTHORIZATION.fullmatch(given.strip())
    if parts is None:
        raise UnverifiedRequest("incomplete", "Authorization header is not one of Signature Version 4.")
    stamp = check_time(environ, parts["scope"])
    key = keys.find(parts["key"])
    if key is None or not hmac.compare_digest(
        environ.get("HTTP_X_AMZ_SECURITY_TOKEN", "").encode(), key.token.encode()
    ):
        raise UnverifiedRequest("unknown")
    request = rewrite(environ, parts, body)
    if not hmac.compare_digest(signature(key.secret, parts["scope"], stamp, request), parts["signature"]):
        raise UnverifiedRequest("wrong")
    if key.ends and key.ends <= datetime.now(UTC):
        raise UnverifiedRequest("expired")
    return key


def key_of(keys: Keys, authorization: str) -> Key | None:
    """Find the key that a request names, before anything is known of whether it holds; None when there is no such key."""
    parts = AUTHORIZATION.fullmatch(authorization.strip())
    return keys.find(parts["key"]) if parts else None


def check_time(environ: dict[str, Any], scope: str) -> str:
    """Give the time at which a request was signed. Raises Unverified when that is not now."""
    stamp = str(environ.get("HTTP_X_AMZ_DATE", ""))
    try:
        when = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise UnverifiedRequest(
            "incomplete", "Authorization header requires existence of an 'X-Amz-Date' header."
        ) from None
    if stamp[:8] != scope[:8]:
        raise UnverifiedRequest("wrong")
    now = datetime.now(UTC)
    if when < now - SKEW:
        edge = f"{now - SKEW:{STAMP}} ({now:{STAMP}} - 5 min.)"
        raise UnverifiedRequest("skewed", f"Signature expired: {stamp} is now earlier than {edge}")
    if when > now + SKEW:
        edge = f"{now + SKEW:{STAMP}} ({now:{STAMP}} + 5 min.)"
        raise UnverifiedRequest("skewed", f"Signature not yet current: {stamp} is still later than {edge}")
    return stamp


def rewrite(environ: dict[str, Any], parts: re.Match[str], body: bytes) -> str:
    """Write a request in the canonical form. Raises Unverified when what counts is not signed."""
    headers = {
        name[5:].lower().replace("_", "-"): str(value)
        for name, value in environ.items()
        if name[:5] == "HTTP_"
    }
    headers |= {
        "content-type": environ.get("CONTENT_TYPE", ""),
        "content-length": environ.get("CONTENT_LENGTH", ""),
    }
    signed = parts["signed"].split(";")
    if {"host", *(name for name in headers if name.startswith("x-amz-"))} - set(signed):
        raise UnverifiedRequest("wrong")
    path, _, query = str(environ["REQUEST_URI"]).partition("?")
    if parts["service"] != "s3":
        path = quote(normalize_url_path(path), safe=f"/{SAFE}")
    payload = headers.get("x-amz-content-sha256") or digest(body)
    unsigned = parts["service"] == "s3" and payload.startswith(UNSIGNED_BODIES)
    if not unsigned and payload != digest(body):
        raise UnverifiedRequest("wrong")
    return canonical(environ["REQUEST_METHOD"], path, query, headers, signed, payload)
