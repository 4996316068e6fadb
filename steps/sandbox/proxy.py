"""The names inside, for any process that honours `http_proxy`: an HTTP proxy that resolves names through Cloud Map.

It knows a task by the secret in the proxy's URL, and leads to other tasks and nowhere else: to no port of this machine that
no task was given, and out of it never. A web page cannot send the header that carries the secret.
"""

import base64
import binascii
import ipaddress
import itertools
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from steps.sandbox.hops import passing_headers
from steps.sandbox.relay import BadGateway, GatewayTimeout, Patience, relay
from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.head import BadRequest
from steps.sandbox.web.loopback_server import LoopbackServer
from steps.sandbox.world import World

PATIENCE = Patience(answer=30.0, upgraded=3600.0)
CONNECTIONS = 512
AUTHORITY = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")

FOR_TASKS = "Only tasks of the practice cloud are answered here, by the secret in their http_proxy."

Resolve = Callable[[str, str], list[str]]


class Unreachable(Exception):
    """Nothing in the practice network answers at this name and port; the message says why."""


class Proxy(LoopbackServer):
    """A forward proxy on loopback. Who knows a task's secret asks from that task's VPC; nobody else is answered."""

    def __init__(self, world: World, resolve: Resolve) -> None:
        super().__init__(ProxyPassage, CONNECTIONS)
        self._world = world
        self._resolve = resolve
        self._admitted: dict[str, str] = {}
        self._turns = itertools.count()
        self.open("practice-names")

    def admit(self, secret: str, vpc_id: str) -> str:
        """Let this secret ask from a VPC; give what to set `http_proxy` to."""
        self._admitted[secret] = vpc_id
        return f"http://{vpc_id}:{secret}@{self.address}"

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


class ProxyPassage(BoundedConnection):
    """One process's connection to the proxy."""

    server: Proxy

    def __getattr__(self, name: str) -> Any:
        """Take every HTTP method alike."""
        if name.startswith("do_"):
            return self._pass
        raise AttributeError(name)

    def do_CONNECT(self) -> None:  # noqa: N802 - the server's name
        """Open a tunnel to a name and port."""
        self.close_connection = True
        if (vpc_id := self._vpc()) is None:
            return
        host, port = _authority(self.path)
        try:
            place = self.server.find(host, port, vpc_id)
            with socket.create_connection(place, PATIENCE.answer) as other:
                self.send_response_only(HTTPStatus.OK, "Connection established")
                self.end_headers()
                self.tunnel(other, PATIENCE.upgraded)
        except (Unreachable, OSError) as error:
            self.send_error(HTTPStatus.BAD_GATEWAY, str(error))

    def _pass(self) -> None:
        if (vpc_id := self._vpc()) is None:
            return
        host, port, target = _address(self.path)
        try:
            place = self.server.find(host, port, vpc_id)
            relay(self, place, target, passing_headers(self), PATIENCE)
        except Unreachable as error:
            self.send_error(HTTPStatus.BAD_GATEWAY, str(error))
        except BadGateway as error:
            self.send_error(HTTPStatus.BAD_GATEWAY, f"{self.path} did not answer: {error}")
        except GatewayTimeout:
            self.send_error(
                HTTPStatus.GATEWAY_TIMEOUT, f"{self.path} did not answer in {PATIENCE.answer:.0f} s."
            )

    def _vpc(self) -> str | None:
        """The VPC of the task that asks; a stranger is refused."""
        vpc_id = self.server.vpc_of(self.headers.get("Proxy-Authorization", ""))
        if vpc_id is None:
            self.close_connection = self.lingers = True
            status, words = HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, f"{FOR_TASKS}\n".encode()
            self.say(
                status, "text/plain", words, Proxy_Authenticate='Basic realm="a task of the practice cloud"'
            )
        return vpc_id


def _address(target: str) -> tuple[str, int, str]:
    """The host, the port and the path of a whole address, which is how a proxy is asked."""
    try:
        asked = urlsplit(target)
        port = asked.port or 80
    except ValueError:
        raise BadRequest(400, f"{target} is no address.") from None
    if asked.scheme != "http" or not asked.hostname:
        raise BadRequest(400, "This is a proxy for http:// addresses of the practice network.")
    return asked.hostname, port, (asked.path or "/") + (f"?{asked.query}" if asked.query else "")


def _authority(target: str) -> tuple[str, int]:
    """The host and the port that a tunnel is to lead to."""
    found = AUTHORITY.fullmatch(target)
    if found is None or not 0 < int(found[2]) < 65536:
        raise BadRequest(400, "A tunnel leads to a host and a port.")
    return found[1].strip("[]"), int(found[2])


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
