"""The gate of the practice cloud's HTTP servers: no web page, no other name, no endless or ambiguous request gets in.

A page in the user's browser can send requests to loopback, but not without the headers by which browsers name it
(`Origin`, `Sec-Fetch-Site`: https://www.w3.org/TR/fetch-metadata/), and not under our own `Host` when it comes by a
name of its own that was rebound to 127.0.0.1. Node's `fetch` sends `Sec-Fetch-Mode` alone, so that one tells nothing.
"""

import io
import math
import re
import socket
import time
from contextlib import suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

OWN_NAMES = {"127.0.0.1", "localhost", "[::1]"}
"""What our own callers call this machine; with Docker, the bridge's address as well, by which containers come."""

BROWSERS_OWN = ("Origin", "Sec-Fetch-Site")
PORT = re.compile(r":[0-9]{1,5}$")
LENGTH = re.compile(r"[0-9]{1,15}")
MOST_WAITING = 256
"""Connections that may stand open without a whole request; the one that has waited longest gives way."""

Refusal = tuple[int, str]
"""An HTTP status, and one sentence."""


def judge(headers: Message, largest: float = math.inf) -> Refusal | None:
    """Refuse a request by its head; None lets it in."""
    return _judge_sender(headers) or _judge_length(headers, largest)


def _judge_sender(headers: Message) -> Refusal | None:
    """Want a name that no page can have been rebound to; the port may be that of a proxy in front of us."""
    if any(name in headers for name in BROWSERS_OWN):
        return 403, "The practice cloud takes no requests from web pages."
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or PORT.sub("", hosts[0].strip().lower()) not in OWN_NAMES:
        return 403, "The practice cloud answers to 127.0.0.1 and localhost only."
    return None


def _judge_length(headers: Message, largest: float) -> Refusal | None:
    """Want one way to tell where the body ends (RFC 9112, section 6.3)."""
    lengths = {length.strip() for length in headers.get_all("Content-Length", [])}
    codings = [coding.strip().lower() for coding in headers.get_all("Transfer-Encoding", [])]
    if codings and (lengths or codings != ["chunked"]):
        return 400, "Say the body's length by Content-Length, or send it chunked, and not both."
    if len(lengths) > 1 or not all(map(LENGTH.fullmatch, lengths)):
        return 400, "Content-Length is one whole number."
    if any(int(length) > largest for length in lengths):
        return 413, f"A body here has {largest:.0f} bytes at most."
    return None


class Patience(io.RawIOBase):
    """Reads from a connection until `deadline` (by the monotonic clock, in seconds); TimeoutError after it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self.deadline = connection, math.inf

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has come, in the time that is left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)

    def wait(self, seconds: float) -> None:
        """Let whatever is read next come within so many seconds from now."""
        self.deadline = time.monotonic() + seconds


class Guarded(BaseHTTPRequestHandler):
    """A connection of a server that nobody can hold up, and that only our own callers get into.

    A server sets `largest_body` (bytes) and the seconds that it waits for a request, for its head, and for its body.
    """

    idle = 60.0
    head_within = 10.0
    body_within = 30.0
    largest_body: float = math.inf
    _waiting: ClassVar[dict["Guarded", None]] = {}

    def setup(self) -> None:
        """Read by the clock."""
        super().setup()
        self.rfile.close()
        self.patience = Patience(self.connection)
        self.rfile = self.reader = io.BufferedReader(self.patience)

    def handle_one_request(self) -> None:
        """Wait for a request to begin, and then for its head."""
        self._waiting[self] = None
        if len(self._waiting) > MOST_WAITING:
            with suppress(OSError, StopIteration, RuntimeError):
                next(iter(self._waiting)).connection.shutdown(socket.SHUT_RDWR)
        try:
            self.patience.wait(self.idle)
            self.reader.peek(1)
            self.patience.wait(self.head_within)
            super().handle_one_request()
        except (OSError, ValueError):  # too late, gone, or no HTTP at all
            self.close_connection = True
        finally:
            self._waiting.pop(self, None)

    def parse_request(self) -> bool:
        """Read the head, and turn away whom the gate does not let in."""
        if not super().parse_request():
            return False
        self._waiting.pop(self, None)
        refusal = self.judge()
        if refusal:
            self.turn_away(*refusal)
            return False
        self.patience.wait(self.body_within)
        self.connection.settimeout(self.body_within)
        if self.headers.get("Expect", "").lower() == "100-continue":
            super().handle_expect_100()
        return True

    def handle_expect_100(self) -> bool:
        """Ask for no body before the gate has seen the head."""
        return True

    def judge(self) -> Refusal | None:
        """Refuse a request by its head; None lets it in."""
        if not self.path.startswith("/"):
            return 400, "The practice cloud is no proxy."
        return judge(self.headers, self.largest_body)

    def turn_away(self, status: int, sentence: str) -> None:
        """Answer with one sentence, and hang up; what is left of the body is thrown away for a moment.

        (A connection that is closed with bytes unread takes the answer away from the caller.)
        """
        self.close_connection = True
        body = f"{sentence}\n".encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.patience.wait(1.0)
            while self.rfile.read1(65536):
                pass
