"""The headers that a load balancer passes on to a target: those of the request, and what it adds of its own.

The attributes that decide of it: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
"""

import re
import secrets
import time
from collections.abc import Mapping, Sequence

from steps.sandbox.hops import Header
from steps.sandbox.web.head import BadRequest

VALID_NAME = re.compile(r"[-A-Za-z0-9]+")
MOST_ADDRESSES = 30
HTTP_PORT = 80

Attributes = Mapping[str, str]


def forwarded(
    headers: Sequence[Header], attributes: Attributes, client: tuple[str, int], port: int
) -> list[Header]:
    """The headers for the target of a listener on `port`; raises BadRequest (463) for too many X-Forwarded-For addresses."""
    if attributes.get("routing.http.drop_invalid_header_fields.enabled") == "true":
        headers = [(name, value) for name, value in headers if VALID_NAME.fullmatch(name)]
    replaced = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "host"}
    kept = [(name, value) for name, value in headers if name.lower() not in replaced]
    traced = any(name.lower() == "x-amzn-trace-id" for name, _ in kept)
    return [
        *_host(headers, attributes, port),
        *kept,
        *_forwarded_for(headers, attributes, client),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Port", str(port)),
        *([] if traced else [("X-Amzn-Trace-Id", f"Root=1-{int(time.time()):x}-{secrets.token_hex(12)}")]),
    ]


def _values(headers: Sequence[Header], wanted: str) -> list[str]:
    return [value for name, value in headers if name.lower() == wanted]


def _host(headers: Sequence[Header], attributes: Attributes, port: int) -> list[Header]:
    """The Host, with the listener's port when it names none, unless it is to be preserved."""
    preserved = attributes.get("routing.http.preserve_host_header.enabled") == "true"
    ported = preserved or port == HTTP_PORT
    return [
        ("Host", host if ported or re.search(r":\d+$", host) else f"{host}:{port}")
        for host in _values(headers, "host")
    ]


def _forwarded_for(
    headers: Sequence[Header], attributes: Attributes, client: tuple[str, int]
) -> list[Header]:
    """Whom the request came from: appended to what it says itself, or that left as it is, or nothing."""
    said = _values(headers, "x-forwarded-for")
    if ",".join(said).count(",") >= MOST_ADDRESSES:
        raise BadRequest(463, "There are too many addresses in X-Forwarded-For.")
    host, port = client
    own = f"{host}:{port}" if attributes.get("routing.http.xff_client_port.enabled") == "true" else host
    match attributes.get("routing.http.xff_header_processing.mode"):
        case "remove":
            return []
        case "preserve":
            return [("X-Forwarded-For", value) for value in said]
        case _:
            return [("X-Forwarded-For", ", ".join([*said, own]))]
