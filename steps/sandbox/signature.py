"""AWS's Signature Version 4: what a request's sender and its receiver both calculate. Cheap to import.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

STAMP = "%Y%m%dT%H%M%SZ"
SAFE = "-_.~"


def canonical(
    method: str, path: str, query: str, headers: Mapping[str, str], signed: Iterable[str], payload: str
) -> str:
    """Write a request in the one way in which it is signed; `path` is written so already, `payload` is a digest."""
    names = list(signed)
    return "\n".join(
        (
            method,
            path,
            canonical_query(query),
            *(f"{name}:{' '.join(headers.get(name, '').split())}" for name in names),
            "",
            ";".join(names),
            payload,
        )
    )


def canonical_query(query: str) -> str:
    """Sort a query's parameters, each quoted in the same way."""
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    quoted = sorted(
        (quote(unquote(name), safe=SAFE), quote(unquote(value), safe=SAFE)) for name, _, value in pairs
    )
    return "&".join(f"{name}={value}" for name, value in quoted)


def signature(secret: str, scope: str, stamp: str, request: str) -> str:
    """Sign a canonical request; `scope` is `date/region/service/aws4_request`, `stamp` the time as in STAMP."""
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest(request.encode())}"
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


def proof(secret: str, question: str) -> str:
    """Show that one has a secret, without saying it, by an answer that only its holders can give to a new question."""
    return hmac.digest(f"practice cloud {secret}".encode(), question.encode(), "sha256").hex()


def digest(body: bytes) -> str:
    """Give the SHA-256 of a body, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def sign(method: str, url: str, body: bytes, key: str, secret: str) -> dict[str, str]:
    """Give the headers that sign an order for the practice cloud itself, by its own key pair."""
    place, stamp = urlsplit(url), datetime.now(UTC).strftime(STAMP)
    scope = f"{stamp[:8]}/practice/practice/aws4_request"
    headers = {"host": place.netloc, "x-amz-date": stamp}
    request = canonical(method, place.path, place.query, headers, sorted(headers), digest(body))
    found = signature(secret, scope, stamp, request)
    return {
        "X-Amz-Date": stamp,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={key}/{scope}, "
        f"SignedHeaders={';'.join(sorted(headers))}, Signature={found}",
    }
