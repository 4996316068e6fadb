"""Requests to a practice cloud by hand: signed or not, whole or not."""

import http.client
import socket
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta

from steps.sandbox.signature import STAMP, canonical, digest, signature
from tests.sandbox.conftest import Practice

MAKE_VPC = b"Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0/16"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MINUTE = timedelta(minutes=1)
NOTHING: Mapping[str, str] = {}


def netloc(practice: Practice) -> str:
    return practice.endpoint.removeprefix("http://")


def send(
    practice: Practice, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = NOTHING
) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of an answer to a request with exactly these headers."""
    with closing(http.client.HTTPConnection(netloc(practice), timeout=20)) as connection:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return (
            answer.status,
            answer.read().decode(),
            {name.lower(): value for name, value in answer.getheaders()},
        )


def signed(
    practice: Practice,
    body: bytes = MAKE_VPC,
    when: datetime | None = None,
    service: str = "ec2",
    host: str = "",
) -> dict[str, str]:
    """Headers of a call that the practice cloud's own key signs."""
    stamp = (when or datetime.now(UTC)).strftime(STAMP)
    scope = f"{stamp[:8]}/eu-central-1/{service}/aws4_request"
    headers = {"host": host or netloc(practice), "x-amz-date": stamp}
    request = canonical("POST", "/", "", headers, headers, digest(body))
    found = signature(practice.running.secret, scope, stamp, request)
    credential = f"Credential={practice.running.key}/{scope}"
    told = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={';'.join(headers)}, Signature={found}"
    return FORM | {"Host": headers["host"], "X-Amz-Date": stamp, "Authorization": told}


def vpcs(practice: Practice) -> int:
    return len(practice.client("ec2").describe_vpcs()["Vpcs"])


def raw(practice: Practice, content: bytes) -> bytes:
    """Everything that is answered to these bytes."""
    host, _, port = netloc(practice).partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(content)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer
