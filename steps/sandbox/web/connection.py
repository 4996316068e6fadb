"""One client's connection to a server of the practice cloud: read strictly and in time, refused in a sentence."""

import io
import math
import socket
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler
from typing import Any

from steps.sandbox.tunnel import join
from steps.sandbox.web.body import LARGEST_BODY, PIECE, Body
from steps.sandbox.web.head import BadRequest, Head, options, read_head
from steps.sandbox.web.room import ConnectionRoom
from steps.sandbox.web.wire import Wire, buffered

LINGERING = (
    2.0  # seconds that a refused client has to read why, before what it still sends resets the connection
)


class BoundedConnection(BaseHTTPRequestHandler):
    """Answers with the `do_…` of its class; the server's `room` decides who stays when there are too many.

    `timeout` is how many seconds of silence are suffered, `head_seconds` how many a whole head may take, and
    `largest_body` bytes are taken.
    """

    protocol_version = "HTTP/1.1"
    timeout = 60.0
    head_seconds = 20.0
    largest_body = LARGEST_BODY
    room: ConnectionRoom | None = None
    rfile: io.BufferedReader
    headers: HTTPMessage

    def setup(self) -> None:
        """Read and write by the wire, which keeps the time."""
        self.connection = self.request
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.room = getattr(self.server, "room", None)
        self.wire = Wire(self.connection, self.timeout, self.room)
        self.rfile = io.BufferedReader(self.wire)
        self.wfile = self.wire  # type: ignore[assignment]  # all that is asked of it is write and flush
        self.lingers = False

    def handle_one_request(self) -> None:
        """Read one request and answer it; a client that says nothing more, or nothing in time, is let go."""
        self._forget()
        try:
            if not self.rfile.peek(1):
                return
        except OSError:  # silence: nobody is there to be told
            return
        try:
            self._read()
            self.admit()
            getattr(self, f"do_{self.command}", self._know_nothing)()
        except BadRequest as refused:
            self.send_error(refused.status, str(refused))
        if not self.body.done:
            self.close_connection = self.lingers = True  # what is left of it is no request

    def admit(self) -> None:
        """Let a request in by its head, before its body is read; who is not to come in is refused with BadRequest."""

    def _know_nothing(self) -> None:
        raise BadRequest(501, f"{self.command} is not for here.")

    def _forget(self) -> None:
        self.close_connection = True
        self.command, self.path, self.requestline, self.request_version = "", "", "", "HTTP/1.1"
        self._take(Head("", "", "HTTP/1.1", HTTPMessage()))

    def _read(self) -> None:
        self.wire.hurry(self.head_seconds)
        try:
            head = read_head(self.rfile)
        except TimeoutError as error:
            raise BadRequest(408, "The request did not come in time.") from error
        except OSError as error:
            raise BadRequest(400, "The request ended early.") from error
        finally:
            self.wire.hurry(math.inf)
        self.command, self.path, self.request_version = head.method, head.target, head.version
        self.requestline = f"{head.method} {head.target} {head.version}"
        self._take(head)
        self.close_connection = not head.stays

    def _take(self, head: Head) -> None:
        self.head, self.headers = head, head.headers
        self.body = Body(head, self.rfile, self._go_on, self.largest_body)

    def _go_on(self) -> None:
        """Tell a client that waits to be told so to send its body: only now is it known to be wanted."""
        if self.request_version == "HTTP/1.1" and "100-continue" in options(self.headers, "Expect"):
            self.send_response_only(HTTPStatus.CONTINUE)
            self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the parent's signature
        """Refuse in a sentence, and hang up."""
        self.close_connection = self.lingers = True
        self.say(code, "text/plain; charset=utf-8", f"{message or HTTPStatus(code).phrase}\n".encode())

    def say(self, status: int, content_type: str, body: bytes, **more: str) -> None:
        """Give a whole answer; `more` are headers, underscores for hyphens."""
        self.close_connection = self.close_connection or not self.body.done
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def tunnel(self, other: socket.socket, idle: float, said: bytes = b"") -> None:
        """Carry bytes to and from another connection until both have said all, or nothing for `idle` seconds."""
        self.close_connection = True
        room, guest = self.room, self.connection
        heard = (lambda: room.waits(guest)) if room else (lambda: None)
        join(guest, other, said=(buffered(self.rfile, self.wire), said), idle=idle, heard=heard)

    def finish(self) -> None:
        """Let a refused client read its answer: closing at once would reset the connection under it."""
        if self.lingers:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_WR)
                self.wire.hurry(LINGERING)
                while self.rfile.read1(PIECE):
                    continue
        super().finish()

    def version_string(self) -> str:
        """Say who answers."""
        return "fargate-wizard practice cloud"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Stay silent."""
