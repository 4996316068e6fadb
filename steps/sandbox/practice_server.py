"""The practice cloud's one HTTP server, on loopback only: moto behind a gate, a signature and a lock, and a banner."""

import json
import logging
import math
import os
import re
import socket
import time
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from steps.sandbox import absent
from steps.sandbox.calls import WARMING
from steps.sandbox.gate import check
from steps.sandbox.key import Key
from steps.sandbox.signature import proof
from steps.sandbox.unsigned import refuse
from steps.sandbox.verify import CALLER, UnverifiedRequest, key_of, verify
from steps.sandbox.weather import page
from steps.sandbox.web.body import Body
from steps.sandbox.web.loopback_server import LoopbackServer
from steps.sandbox.web.wsgi import SOCKET, Gateway, StartResponse
from steps.sandbox.world import ACCOUNT, World

LOG = logging.getLogger(__name__)

LARGEST_BODY = 32 << 20  # bytes: AWS's own largest here is a layer's part, 20 MiB
STRANGERS_BODY = 1 << 20  # bytes: all places together take no more of this machine's memory than it can spare
ONLY_MOTOS = ("HTTP_X_MOTO_ACCOUNT_ID", f"HTTP_{WARMING.upper().replace('-', '_')}")
"""Headers that would mean something to moto or to us, and that no caller may send."""


QUESTION = re.compile(r"question=([0-9a-f]{32})")


class Door(LoopbackServer):
    """The server; it has an application before it is opened."""

    app: "PracticeCloud"


class PracticeConnection(Gateway):
    """One connection to the API: nobody gets in but our own callers, and with a large body those who name a known key."""

    server: Door  # type: ignore[assignment]
    timeout = 30.0
    head_seconds = 10.0
    largest_body = LARGEST_BODY

    def admit(self) -> None:
        """See who it is, before the body is read."""
        world = self.server.app.world
        check(self, world.own_names)
        with world.lock:
            known = key_of(world.keys, self.headers.get("Authorization", ""))
        if not known:
            self.body = Body(self.head, self.rfile, self._go_on, STRANGERS_BODY)


class PracticeCloud:
    """The WSGI application: AWS at every path but `/_practice`, for those who sign with a key that was given out.

    The banner alone is anybody's, because a client must tell a practice cloud from AWS before it has a key: it says
    what runs here, and orders nothing.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.last_call = time.monotonic()
        self._aws = DomainDispatcherApplication(application_of)
        # moto lists its own folder for every request, twice: half of what a small call costs
        self._aws.get_backend_for_host = lru_cache(maxsize=256)(self._aws.get_backend_for_host)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, and remember when it came."""
        self.last_call = time.monotonic()
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("GET", "/_practice"):
            return answer(start_response, banner(self.world, environ["QUERY_STRING"]))
        body = environ["wsgi.input"].getvalue()
        try:
            with self.world.lock:
                caller = verify(self.world.keys, environ, body)
        except UnverifiedRequest as reason:
            status, headers, page_ = refuse(reason, environ, body)
            start_response(f"{status} Refused", [*headers.items(), ("Content-Length", str(len(page_)))])
            return [page_]
        if environ["PATH_INFO"].startswith("/_practice"):
            return self._obey(environ, start_response, caller, body)
        environ[CALLER] = caller
        for name in ONLY_MOTOS:
            environ.pop(name, None)
        return self.call_aws(environ, start_response)

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

    def call_aws(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Let moto answer one request, whose body has been read: a slow caller stops nobody."""
        service = absent.signed_for(environ)
        if service is not None and service not in absent.SERVICES:
            return absent.answer(environ, start_response, service)
        try:
            with self.world.lock:
                self.world.weather.lose_answer = False
                answered = list(self._aws(environ, start_response))
                lost = self.world.weather.lose_answer
        except Exception:
            LOG.exception("a request failed: %s %r", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            failure = {"__type": "InternalFailure", "message": "The practice cloud failed; see sandbox.log."}
            return answer(start_response, failure, "500 Internal Server Error")
        if lost:
            hang_up(environ)
        return answered


def new_key(world: World, body: bytes) -> page.Page:
    """Give out a new pair of the person who practises: `{"seconds": 900}` makes one of a session that ends."""
    try:
        seconds = json.loads(body or b"{}").get("seconds")
        with world.lock:
            key = world.keys.make(None if seconds is None else float(seconds))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {"error": 'Send a JSON object, such as {"seconds": 900}.'}, "400 Bad Request"
    return {"id": key.id, "secret": key.secret, "token": key.token}, "200 OK"


def hang_up(environ: dict[str, Any]) -> None:
    """Close the connection without an answer, as a network does that breaks."""
    environ[SOCKET].shutdown(socket.SHUT_RDWR)
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


def banner(world: World, query: str) -> dict[str, Any]:
    """Say what tells a practice cloud from AWS, and one practice cloud from another; prove it to who asks (`question=…`)."""
    asked = QUESTION.fullmatch(query)
    return ({"proof": proof(world.keys.own.secret, asked[1])} if asked else {}) | {
        "sandbox": "fargate-wizard",
        "version": version("fargate-wizard"),
        "speed": None if math.isinf(world.clock.speed) else world.clock.speed,
        "account": ACCOUNT,
        "tasks": world.tasks,
        "registry": world.registry,
        "pid": os.getpid(),
    }


def listen(port: int) -> Door:
    """Take a port of loopback (0: any free one); it is opened when it has an application. Raises OSError."""
    door = Door(PracticeConnection, port=port)
    door.server_activate()
    return door
