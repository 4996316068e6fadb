"""The names inside, for any process that honours `http_proxy`: an HTTP proxy that resolves names through Cloud Map.

It knows a task by the secret in the proxy's URL, and leads to other tasks and nowhere else: to no port of this machine that
no task was given, and out of it never. A web page cannot send the header that carries the secret.
"""

import base64
import binascii
import ipaddress
import itertools
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from steps.sandbox.relay import (
    BadGateway,
    BadRequest,
    GatewayTimeout,
    passing_headers,
    relay,
)
from steps.sandbox.tunnel import join
from steps.sandbox.world import World

PATIENCE = 30.0  # seconds of silence
CONNECTIONS = 512

FOR_TASKS = "Only tasks of the practice cloud are answered here, by the secret in their http_proxy."

Resolve = Callable[[str, str], list[str]]


class Unreachable(Exception):
    """Nothing in the practice network answers at this name and port; the message says why."""


class Stranger(Exception):
    """Whoever asks knows no task's secret."""


class Proxy(ThreadingHTTPServer):
    """A forward proxy on loopback. Who knows a task's secret asks from that task's VPC; nobody else is answered."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, world: World, resolve: Resolve) -> None:
        super().__init__(("127.0.0.1", 0), Passage)
        self._world = world
        self._resolve = resolve
        self._admitted: dict[str, str] = {}
        self._turns = itertools.count()
        self._slots = threading.BoundedSemaphore(CONNECTIONS)
        threading.Thread(target=self.serve_forever, name="practice-names", daemon=True).start()

    def admit(self, secret: str, vpc_id: str) -> str:
        """Let this secret ask from a VPC; give what to set `http_proxy` to."""
        self._admitted[secret] = vpc_id
        return f"http://{vpc_id}:{secret}@127.0.0.1:{self.server_port}"

    def dismiss(self, secret: str) -> None:
        """Answer this secret no more."""
        self._admitted.pop(secret, None)

    def dismiss_all(self) -> None:
        """Answer nobody any more."""
        self._admitted.clear()

    def vpc_of(self, authorization: str) -> str | None:
        """Tell from which VPC somebody asks, by the secret in the proxy's URL; None for a stranger."""
        word, _, said = authorization.partition(" ")
        if word.lower() != "basic":
            return None
        with suppress(binascii.Error, UnicodeDecodeError):
            return self._admitted.get(base64.b64decode(said).decode().partition(":")[2])
        return None

    def find(self, host: str, port: int, vpc_id: str) -> tuple[str, int]:
        """Find the loopback address behind a name or private address; Unreachable says what is missing."""
        with self._world.lock:
            ips = [host] if _is_ip(host) else self._resolve(host, vpc_id)
            places = [place for ip in ips if (place := self._world.addresses.where(ip, port))]
        if not ips:
            raise Unreachable(
                f"{host} is not known in this practice network: no Cloud Map instance has that name."
            )
        if not places:
            raise Unreachable(f"{host} is {', '.join(ips)}, and nothing listens there on port {port}.")
        return places[next(self._turns) % len(places)]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection on its own thread, as long as there are not too many."""
        if self._slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """Let a process go away in the middle of a request."""


class Passage(BaseHTTPRequestHandler):
    """One process's connection to the proxy."""

    server: Proxy
    protocol_version = "HTTP/1.1"
    timeout = 60.0
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Any:
        """Take every HTTP method alike."""
        if name.startswith("do_"):
            return self._pass
        raise AttributeError(name)

    def do_CONNECT(self) -> None:
        """Open a tunnel to a name and port."""
        self.close_connection = True
        try:
            vpc_id = self._vpc()
            asked = urlsplit(f"//{self.path}")
            place = self.server.find(asked.hostname or "", asked.port or 443, vpc_id)
            with socket.create_connection(place, PATIENCE) as other:
                self.send_response_only(HTTPStatus.OK, "Connection established")
                self.end_headers()
                join(self.connection, other)
        except Stranger:
            self._refuse(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, FOR_TASKS)
        except (Unreachable, OSError, ValueError) as error:
            self._refuse(HTTPStatus.BAD_GATEWAY, str(error))

    def _pass(self) -> None:
        try:
            vpc_id = self._vpc()
            asked = urlsplit(self.path)
            place = self.server.find(_host_of(asked), asked.port or 80, vpc_id)
            target = (asked.path or "/") + (f"?{asked.query}" if asked.query else "")
            relay(self, place, target, passing_headers(self), PATIENCE)
        except Stranger:
            self._refuse(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, FOR_TASKS)
        except BadRequest as error:
            self._refuse(error.status, str(error))
        except (Unreachable, ValueError) as error:
            self._refuse(HTTPStatus.BAD_GATEWAY, str(error))
        except BadGateway as error:
            self._refuse(HTTPStatus.BAD_GATEWAY, f"{self.path} did not answer: {error}")
        except GatewayTimeout:
            self._refuse(HTTPStatus.GATEWAY_TIMEOUT, f"{self.path} did not answer in {PATIENCE:.0f} s.")

    def _vpc(self) -> str:
        """The VPC of the task that asks. Raises Stranger."""
        vpc_id = self.server.vpc_of(self.headers.get("Proxy-Authorization", ""))
        if vpc_id is None:
            raise Stranger
        return vpc_id

    def _refuse(self, status: int, sentence: str) -> None:
        self.close_connection = True
        body = f"{sentence}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            self.send_header("Proxy-Authenticate", 'Basic realm="a task of the practice cloud"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def version_string(self) -> str:
        """Say who answers when nobody else does."""
        return "fargate-wizard practice cloud"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Stay silent."""


def _host_of(asked: SplitResult) -> str:
    if asked.scheme != "http" or not asked.hostname:
        raise BadRequest(400, "This is a proxy for http:// addresses of the practice network.")
    return asked.hostname


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
