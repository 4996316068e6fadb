"""The practice cloud's one HTTP server, on loopback only: moto behind a lock, and a banner."""

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
from steps.sandbox.weather import page
from steps.sandbox.world import ACCOUNT, World

LOG = logging.getLogger(__name__)

StartResponse = Callable[..., Any]


class Quiet(WSGIRequestHandler):
    """Keeps connections open (an SDK makes a hundred calls on one), sends at once, writes no access log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Stay silent."""


class Practice:
    """The WSGI application: AWS at every path but `/_practice`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.last_call = time.monotonic()
        self._aws = DomainDispatcherApplication(application_of)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, and remember when it came."""
        self.last_call = time.monotonic()
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "GET", "/_practice":
                return answer(start_response, banner(self.world))
            case "POST", "/_practice/reset":
                self.world.reset()
                return answer(start_response, {"reset": True})
            case "GET", "/_practice/calls":
                return answer(start_response, page.calls(self.world))
            case method, "/_practice/weather":
                return answer(start_response, *page.weather(self.world, method, read_all(environ)))
            case _:
                return self._call_aws(environ, start_response)

    def _call_aws(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        service = absent.signed_for(environ)
        if service is not None and service not in absent.SERVICES:
            return absent.answer(environ, start_response, service)
        # Read it all before the lock is taken, lest a slow caller stop everybody.
        environ["wsgi.input"] = io.BytesIO(read_all(environ))
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


def read_all(environ: dict[str, Any]) -> bytes:
    """Read a request's body."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return bytes(environ["wsgi.input"].read(length)) if length else b""


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
    """Bind a server to loopback (port 0: any free one); it has no application yet."""
    return make_server("127.0.0.1", port, app=absent.application, threaded=True, request_handler=Quiet)
