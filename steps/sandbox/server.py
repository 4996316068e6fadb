"""The practice cloud's one HTTP server, on loopback only: moto behind a gate, a signature and a lock, and a banner."""

import io
import json
import logging
import math
import os
import socket
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from steps.sandbox import absent
from steps.sandbox.calls import WARMING
from steps.sandbox.gate import Guarded
from steps.sandbox.key import Key
from steps.sandbox.unsigned import refuse
from steps.sandbox.verify import CALLER, Unverified, verify
from steps.sandbox.weather import page
from steps.sandbox.world import ACCOUNT, World

LOG = logging.getLogger(__name__)

StartResponse = Callable[..., Any]

LARGEST_BODY = 32 << 20  # bytes: AWS's own largest here is a layer's part, 20 MiB
PIECE = 1 << 16
PATIENCE = "practice.patience"
ONLY_MOTOS = ("HTTP_X_MOTO_ACCOUNT_ID", f"HTTP_{WARMING.upper().replace('-', '_')}")
"""Headers that would mean something to moto or to us, and that no caller may send."""


class Quiet(Guarded, WSGIRequestHandler):
    """Lets nobody in but our own callers, sends at once, writes no access log."""

    protocol_version = "HTTP/1.1"
    largest_body = LARGEST_BODY
    disable_nagle_algorithm = True

    def make_environ(self) -> dict[str, Any]:
        """Hand the connection's patience on, which ends with a body that cannot be taken."""
        return {**super().make_environ(), PATIENCE: self.patience}

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Stay silent."""


class Practice:
    """The WSGI application: AWS at every path but `/_practice`, for those who sign with a key that was given out.

    The banner alone is anybody's, because a client must tell a practice cloud from AWS before it has a key: it says
    what runs here, and orders nothing.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.last_call = time.monotonic()
        self._aws = DomainDispatcherApplication(application_of)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, and remember when it came."""
        self.last_call = time.monotonic()
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("GET", "/_practice"):
            return answer(start_response, banner(self.world))
        try:
            body = read_all(environ)
        except BadBody as problem:
            environ[PATIENCE].wait(1.0)  # for what is left of it
            return answer(start_response, {"error": problem.args[1]}, problem.args[0])
        try:
            with self.world.lock:
                caller = verify(self.world.keys, environ, body)
        except Unverified as reason:
            status, headers, page_ = refuse(reason, environ, body)
            start_response(f"{status} Refused", [*headers.items(), ("Content-Length", str(len(page_)))])
            return [page_]
        if environ["PATH_INFO"].startswith("/_practice"):
            return self._obey(environ, start_response, caller, body)
        environ[CALLER] = caller
        for name in ONLY_MOTOS:
            environ.pop(name, None)
        return self.call_aws(environ, start_response, body)

    def _obey(
        self, environ: dict[str, Any], start_response: StartResponse, caller: Key, body: bytes
    ) -> Iterable[bytes]:
        """Carry out an order for the practice cloud itself, which only the holder of its own pair may give."""
        if caller != self.world.keys.own:
            sorry = {"error": "Orders for the practice cloud are signed with its own key."}
            return answer(start_response, sorry, "403 Forbidden")
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "POST", "/_practice/reset":
                self.world.reset()
                return answer(start_response, {"reset": True})
            case "GET", "/_practice/calls":
                return answer(start_response, page.calls(self.world))
            case method, "/_practice/weather":
                return answer(start_response, *page.weather(self.world, method, body))
            case method, "/_practice/policies":
                return answer(start_response, *page.policies(self.world, method, body))
            case "POST", "/_practice/keys":
                return answer(start_response, *new_key(self.world, body))
            case _:
                return answer(
                    start_response, {"error": "The practice cloud has no such page."}, "404 Not Found"
                )

    def call_aws(
        self, environ: dict[str, Any], start_response: StartResponse, body: bytes
    ) -> Iterable[bytes]:
        """Let moto answer one request, whose body has been read: a slow caller stops nobody."""
        service = absent.signed_for(environ)
        if service is not None and service not in absent.SERVICES:
            return absent.answer(environ, start_response, service)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        try:
            with self.world.lock:
                self.world.weather.lose_answer = False
                answered = list(self._aws(environ, start_response))
                lost = self.world.weather.lose_answer
        except Exception:
            LOG.exception("a request failed: %s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            failure = {"__type": "InternalFailure", "message": "The practice cloud failed; see sandbox.log."}
            return answer(start_response, failure, "500 Internal Server Error")
        if lost:
            hang_up(environ)
        return answered


class BadBody(Exception):
    """A body that cannot be taken: the HTTP status, and one sentence."""


def read_all(environ: dict[str, Any]) -> bytes:
    """Read a request's body, by its length or in chunks. Raises BadBody when it is not whole, or too large."""
    stream, length = environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0)
    if not environ.get("wsgi.input_terminated"):
        body = bytes(stream.read(length)) if length else b""
        if len(body) < length:
            raise BadBody("400 Bad Request", "The body ended before its length.")
        return body
    read = bytearray()
    try:
        while piece := stream.read(PIECE):
            read += piece
            if len(read) > LARGEST_BODY:
                raise BadBody("413 Content Too Large", f"A body here has {LARGEST_BODY} bytes at most.")
    except (OSError, ValueError) as problem:  # what werkzeug says of one that it cannot read
        raise BadBody("400 Bad Request", f"The body's chunks cannot be read: {problem}.") from None
    return bytes(read)


def new_key(world: World, body: bytes) -> page.Page:
    """Give out a new pair of the person who practises: `{"seconds": 900}` makes one of a session that ends."""
    try:
        seconds = json.loads(body or b"{}").get("seconds")
        with world.lock:
            key = world.keys.make(None if seconds is None else float(seconds))
    except (ValueError, TypeError, AttributeError, OverflowError):
        return {"error": 'Send a JSON object, such as {"seconds": 900}.'}, "400 Bad Request"
    return {"id": key.id, "secret": key.secret, "token": key.token}, "200 OK"


def hang_up(environ: dict[str, Any]) -> None:
    """Close the connection without an answer, as a network does that breaks."""
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError  # the server takes it for a caller that has gone


def application_of(service: str | None) -> Any:
    """Make moto's application for a service, or one that says that there is no such service here."""
    if service not in absent.BACKENDS:
        return absent.application
    application = create_backend_app(service)
    application.register_error_handler(404, lambda _: absent.unrouted(service))
    return application


def answer(start_response: StartResponse, content: dict[str, Any], status: str = "200 OK") -> list[bytes]:
    """Give one small JSON answer."""
    body = json.dumps(content).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    if "__type" in content:
        headers.append(("x-amzn-ErrorType", content["__type"]))
    start_response(status, headers)
    return [body]


def banner(world: World) -> dict[str, Any]:
    """Say what tells a practice cloud from AWS, and one practice cloud from another."""
    return {
        "sandbox": "fargate-wizard",
        "version": version("fargate-wizard"),
        "speed": None if math.isinf(world.clock.speed) else world.clock.speed,
        "account": ACCOUNT,
        "tasks": world.tasks,
        "registry": world.registry,
        "pid": os.getpid(),
    }


def listen(port: int) -> BaseWSGIServer:
    """Bind a server to loopback (port 0: any free one); it has no application yet. Raises OSError."""
    bound = socket.create_server(("127.0.0.1", port), backlog=128)
    server = make_server(
        "127.0.0.1", port, absent.application, threaded=True, request_handler=Quiet, fd=bound.fileno()
    )
    bound.close()  # the server has a descriptor of its own
    return server
