"""A small HTTP server around one function: it logs a line a request and cuts nobody off when it stops."""

import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

BASE = os.environ.get("SERVED_UNDER", "/").rstrip("/")
"""Where the load balancer leads here: it passes the whole path on."""


def below(base: str, path: str) -> str:
    """Give the rest of a path under `base`; whoever comes another way, as a health check does, asks without it."""
    inside = path == base or path.startswith(f"{base}/")
    return (path[len(base) :] if inside else path).rstrip("/") or "/"


class Request(NamedTuple):
    """What is asked for: the path below SERVED_UNDER, without a slash at its end, the query, the kinds of answer that suit."""

    path: str
    query: dict[str, str]
    accept: str


class Reply(NamedTuple):
    """What is answered: the text, its media type, the status."""

    text: str
    kind: str = "text/plain"
    status: HTTPStatus = HTTPStatus.OK


class Connection(BaseHTTPRequestHandler):
    """One client's connection, kept open from one request to the next."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    timeout = (
        75  # seconds idle: more than a load balancer's 60, so that it never sends into a closing connection
    )
    wbufsize = (
        -1
    )  # headers and body leave as one packet, instead of the second waiting for the first's receipt

    def do_GET(self) -> None:
        """Answer a request."""
        path, _, query = self.path.partition("?")
        accept = self.headers.get("Accept", "")
        reply = self.server.answer(Request(below(BASE, path), dict(parse_qsl(query)), accept))
        body = reply.text.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", f"{reply.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Vary", "Accept")
        self.send_header("X-Content-Type-Options", "nosniff")  # a path that is said back stays text
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.send_header("Connection", "close")  # nobody reads the body, and it is not the next request
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Answer a request without the body."""
        self.do_GET()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002  (its base's signature)
        """Write the line that becomes a log event."""
        status = code.value if isinstance(code, HTTPStatus) else code
        print(self.client_address[0], json.dumps(self.requestline), status, flush=True)

    def log_message(self, *args: Any) -> None:
        """Stay silent: the line of the request has said it."""


class Server(ThreadingTCPServer):
    """The server: `answer` is asked for every reply, from many threads at once."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Callable[[Request], Reply]) -> None:
        self.answer = answer
        self.connections: set[Any] = set()
        super().__init__(address, Connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it is open."""
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong, unless the client only hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Accept nobody new and read nothing more: idle connections end now, busy ones after their answer."""
        self.shutdown()
        for connection in tuple(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)


def serve(answer: Callable[[Request], Reply]) -> None:
    """Serve on the environment's PORT, and on its HOST alone if it names one, until SIGTERM: so ECS and Docker stop a task."""
    host, port = os.environ.get("HOST", "0.0.0.0"), int(os.environ.get("PORT", "8080"))
    with Server((host, port), answer) as server:
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: Thread(target=server.stop).start())
        print(f"listening on {host}:{port}", flush=True)
        server.serve_forever(poll_interval=0.1)
