"""One health check of one target: a real request to where the target really listens."""

import io
import re
import socket
import string
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from steps.sandbox.clock import Clock
from steps.sandbox.web.head import LONGEST_LINE, MOST_HEADERS
from steps.sandbox.web.wire import Wire

ASKING = "User-Agent: ELB-HealthChecker/2.0\r\nAccept-Encoding: identity\r\nConnection: close\r\n"
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})( .*)?\r?\n")
SHORTEST_PATIENCE = 2.0  # real seconds: a busy machine must not make a good target unhealthy


@dataclass(frozen=True)
class HealthCheckResult:
    """What a health check found; a reason and a description in AWS's words when it failed."""

    reason: str | None = None
    description: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the target answered as its group asks."""
        return self.reason is None


PASSED = HealthCheckResult()
TIMED_OUT = HealthCheckResult("Target.Timeout", "Request timed out")
FAILED = HealthCheckResult("Target.FailedHealthChecks", "Health checks failed")
INTERNAL = HealthCheckResult("Elb.InternalError", "Health checks failed due to an internal error")


@dataclass(frozen=True)
class HealthCheck:
    """What a target group asks of its targets; `patience` is in real seconds."""

    protocol: str
    path: str
    codes: str
    patience: float

    @classmethod
    def of(cls, group: Any, clock: Clock) -> "HealthCheck":
        """The question of one of moto's target groups."""
        matcher = getattr(group, "matcher", None) or {}
        return cls(
            protocol=group.health_check_protocol,
            path=group.health_check_path or "/",
            codes=matcher.get("HttpCode") or "200",
            patience=max(clock.real(float(group.health_check_timeout_seconds)), SHORTEST_PATIENCE),
        )


def check(place: tuple[str, int] | None, question: HealthCheck) -> HealthCheckResult:
    """Ask once. A private address behind which nothing was ever started swallows the request, as a network does."""
    if place is None:
        return TIMED_OUT
    try:
        if question.protocol != "HTTP":
            socket.create_connection(place, question.patience).close()
            return PASSED
        return _judge(_status(place, question), question.codes)
    except TimeoutError:
        return TIMED_OUT
    except (OSError, ValueError):
        return FAILED


def _status(place: tuple[str, int], question: HealthCheck) -> int:
    """Ask over HTTP and give the status; the whole head must come in time, lest a slow target keep others waiting."""
    path = quote(question.path, safe=string.punctuation)
    asked = f"GET {path} HTTP/1.1\r\nHost: {place[0]}:{place[1]}\r\n{ASKING}\r\n"
    with socket.create_connection(place, question.patience) as connection:
        wire = Wire(connection, question.patience)
        wire.write(asked.encode("ascii"))
        wire.hurry(question.patience)
        return read_status(io.BufferedReader(wire))


def read_status(reader: io.BufferedReader) -> int:
    """Read an answer's head and give its status; raises ValueError when it is none."""
    found = STATUS_LINE.fullmatch(reader.readline(LONGEST_LINE))
    if found is None:
        raise ValueError("this is no answer of HTTP")
    for _ in range(MOST_HEADERS):
        if reader.readline(LONGEST_LINE) in {b"\r\n", b"\n", b""}:
            break
    return int(found[1])


def _judge(status: int, codes: str) -> HealthCheckResult:
    if any(low <= status <= high for low, high in _ranges(codes)):
        return PASSED
    return HealthCheckResult(
        "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{status}]"
    )


def _ranges(codes: str) -> list[tuple[int, int]]:
    """A matcher such as `200,202-299` as pairs of first and last code."""
    return [(int(low), int(high or low)) for low, high in re.findall(r"(\d+)(?:-(\d+))?", codes)]
