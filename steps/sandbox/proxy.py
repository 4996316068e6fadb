"""The names inside, for any process that honours `http_proxy`: an HTTP proxy that resolves names through Cloud Map."""

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
from steps.sandbox.places import place_of
from steps.sandbox.relay import BadGateway, GatewayTimeout, Patience, relay
from steps.sandbox.web.connection import Connection
from steps.sandbox.web.head import BadRequest
from steps.sandbox.web.server import Server
from steps.sandbox.world import World

PATIENCE = Patience(answer=30.0, upgraded=3600.0)
CONNECTIONS = 512
AUTHORITY = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")

Resolve = Callable[[str, str], list[str]]


class Unreachable(Exception):
    """Nothing in the practice network answers at this name and port; the message says why."""


class Proxy(Server):
    """A forward proxy on loopback. Who asks with a user name in the proxy's URL asks from that VPC."""

    def __init__(self, world: World, resolve: Resolve) -> None:
        super().__init__(Passage, CONNECTIONS)
        self._world = world
        self._resolve = resolve
        self._turns = itertools.count()
        self.open("practice-names")

    def url(self, vpc_id: str = "") -> str:
        """What to set `http_proxy` to."""
        user = f"{vpc_id}:inside@" if vpc_id else ""  # clients send a user only with a password
        return f"http://{user}127.0.0.1:{self.server_port}"

    def find(self, host: str, port: int, vpc_id: str) -> tuple[str, int]:
        """Find the loopback address behind a name or private address; Unreachable says what is missing."""
        with self._world.lock:
            ips = [host] if _is_ip(host) else self._resolve(host, vpc_id)
            places = [place for ip in ips if (place := place_of(self._world, ip, port))]
        if not ips:
            raise Unreachable(
                f"{host} is not known in this practice network: no Cloud Map instance has that name."
            )
        if not places:
            raise Unreachable(f"{host} is {', '.join(ips)}, and nothing listens there on port {port}.")
        return places[next(self._turns) % len(places)]


class Passage(Connection):
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
        host, port = _authority(self.path)
        try:
            place = self.server.find(host, port, self._vpc())
            with socket.create_connection(place, PATIENCE.answer) as other:
                self.send_response_only(HTTPStatus.OK, "Connection established")
                self.end_headers()
                self.tunnel(other, PATIENCE.upgraded)
        except (Unreachable, OSError) as error:
            self.send_error(HTTPStatus.BAD_GATEWAY, str(error))

    def _pass(self) -> None:
        host, port, target = _address(self.path)
        try:
            place = self.server.find(host, port, self._vpc())
            relay(self, place, target, passing_headers(self), PATIENCE)
        except Unreachable as error:
            self.send_error(HTTPStatus.BAD_GATEWAY, str(error))
        except BadGateway as error:
            self.send_error(HTTPStatus.BAD_GATEWAY, f"{self.path} did not answer: {error}")
        except GatewayTimeout:
            self.send_error(
                HTTPStatus.GATEWAY_TIMEOUT, f"{self.path} did not answer in {PATIENCE.answer:.0f} s."
            )

    def _vpc(self) -> str:
        """The VPC that the process said it is in, by the user name of its proxy URL."""
        word, _, secret = self.headers.get("Proxy-Authorization", "").partition(" ")
        with suppress(binascii.Error, UnicodeDecodeError):
            if word.lower() == "basic":
                return base64.b64decode(secret).decode().partition(":")[0]
        return ""


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
