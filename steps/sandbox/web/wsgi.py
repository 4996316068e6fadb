"""A WSGI application behind a connection: a request is read whole, and only then handed on (PEP 3333)."""

import io
import logging
import math
import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from steps.sandbox.web.connection import BoundedConnection

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

LOG = logging.getLogger(__name__)
FAILED = b"The practice cloud failed; see sandbox.log.\n"

SOCKET = "practice.socket"
"""The key of a request's environment under which its connection is."""


class Serving(Protocol):
    """The server, as a connection knows it."""

    app: Application
    server_port: int


class Gateway(BoundedConnection):
    """Answers any method by its server's `app`, one request after another, as AWS does.

    `body_seconds` are given to a whole body.
    """

    server: Serving  # type: ignore[assignment]
    body_seconds = 30.0

    def __getattr__(self, name: str) -> Any:
        """Take every HTTP method alike."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        self.wire.hurry(self.body_seconds)
        body = b"".join(self.body.pieces())
        self.wire.hurry(math.inf)
        status, headers = 500, list[tuple[str, str]]()

        def start_response(words: str, told: list[tuple[str, str]], exc_info: Any = None) -> None:
            nonlocal status, headers
            del exc_info  # nothing has been sent yet
            status, headers = int(words.split(maxsplit=1)[0]), told

        try:
            content = b"".join(self.server.app(self.environ(body), start_response))
        except OSError:  # the application hangs up
            raise
        except Exception:
            LOG.exception("a request failed: %s %r", self.command, self.path)
            status, headers, content = 500, [("Content-Type", "text/plain")], FAILED
        self._send(status, headers, content)

    def environ(self, body: bytes) -> Environ:
        """The request as WSGI has it. A header with an underscore is none: it would pass for one with a hyphen."""
        path, _, query = self.path.partition("?")
        told: Environ = {
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            SOCKET: self.connection,
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path.encode("latin-1")).decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": self.path,
            "REMOTE_ADDR": self.client_address[0],
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            if "_" not in name:
                told[key] = f"{told[key]},{value}" if key in told else value
        told.pop("HTTP_TRANSFER_ENCODING", None)
        return told | {"CONTENT_LENGTH": str(len(body))}

    def _send(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        bodiless = self.command == "HEAD" or status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection"):
                self.send_header(name, value)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self._headers_buffer.append(b"\r\n" if bodiless else b"\r\n" + content)
        self.flush_headers()
