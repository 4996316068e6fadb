"""One client's connection to a listener: its requests are decided, passed on and answered, as a load balancer does."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from steps.sandbox.elbv2.forwarding import forwarded
from steps.sandbox.elbv2.routing import Decision, Fixed, Forward, Redirect
from steps.sandbox.elbv2.rule_conditions import HttpRequest
from steps.sandbox.hops import passing_headers
from steps.sandbox.relay import BadGateway, GatewayTimeout, Patience, relay
from steps.sandbox.targets.states import RegisteredTarget
from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.head import AUTHORITY, BadRequest

if TYPE_CHECKING:
    from steps.sandbox.elbv2.front import Front

LOG = logging.getLogger(__name__)

ABSOLUTE = re.compile(rf"https?://({AUTHORITY.pattern})(/[^?]*)?(\?.*)?", re.IGNORECASE)


class Deciding(Protocol):
    """The load balancers, as a connection asks them what becomes of a request."""

    def decide(self, front: "Front", asked: HttpRequest) -> Decision | None:
        """Find what the listener's rules say; None when nobody listens."""

    def authority(self, front: "Front", redirect: Redirect, asked_host: str) -> str:
        """Say where a redirect leads."""

    def choose(self, group_arn: str) -> RegisteredTarget | None:
        """Choose a target in turn; `release` it afterwards."""

    def release(self, target: RegisteredTarget) -> None:
        """Let it go."""

    def where(self, group_arn: str, target: RegisteredTarget) -> tuple[str, int]:
        """Find where it really listens."""

    def patience(self, attributes: Mapping[str, str]) -> Patience:
        """Say how long silence is suffered, with these attributes."""

    def attributes(self, front: "Front") -> Mapping[str, str]:
        """Give the load balancer's attributes, by their names."""

    def port(self, front: "Front") -> int:
        """Say the port of the listener."""

    def count(self, front: "Front", source: str, status: int) -> None:
        """Count an answer of the load balancer's own (`ELB`) or of a target (`Target`)."""


class Exchange(BoundedConnection):
    """Answers any method; `balancers` is bound by whoever opens the fronts."""

    balancers: Deciding
    server: "Front"

    def __getattr__(self, name: str) -> Any:
        """Take every HTTP method alike."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def do_TRACE(self) -> None:  # noqa: N802 - the server's name
        """Refuse it, as load balancers do: it would show a browser's script what it may not see."""
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    def do_CONNECT(self) -> None:  # noqa: N802 - the server's name
        """Refuse it: a load balancer is no way to anywhere else."""
        self.send_error(HTTPStatus.BAD_REQUEST)

    def _serve(self) -> None:
        asked = self._asked()
        match self.balancers.decide(self.server, asked):
            case None:
                self.close_connection = True
            case Fixed(status, content_type, body):
                self.balancers.count(self.server, "ELB", status)
                self.say(status, content_type, body)
            case Redirect() as redirect:
                authority = self.balancers.authority(self.server, redirect, self.headers.get("Host", ""))
                place = redirect.location(authority)
                self.balancers.count(self.server, "ELB", redirect.status)
                self.say(redirect.status, "text/html", _page(redirect.status), Location=place)
            case Forward(group_arn):
                self._forward(group_arn)

    def _asked(self) -> HttpRequest:
        self._take_apart_absolute_form()
        if not self.path.startswith("/") and (self.command, self.path) != ("OPTIONS", "*"):
            raise BadRequest(400, "The request asks for no path.")
        path, _, query = self.path.partition("?")
        return HttpRequest(
            method=self.command,
            host=re.sub(r":\d*$", "", self.headers.get("Host", "")),
            path=path,
            query=query,
            headers=self.headers.items(),
            source=self.client_address[0],
        )

    def _take_apart_absolute_form(self) -> None:
        """A whole address in the first line says the host as well, whatever the Host header does (RFC 9112, 3.2.2)."""
        if found := ABSOLUTE.fullmatch(self.path):
            del self.headers["Host"]
            self.headers["Host"] = found[1]
            self.path = (found[2] or "/") + (found[3] or "")

    def _forward(self, group_arn: str | None) -> None:
        target = self.balancers.choose(group_arn) if group_arn else None
        if group_arn is None or target is None:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        attributes, port = self.balancers.attributes(self.server), self.balancers.port(self.server)
        try:
            headers = forwarded(passing_headers(self), attributes, self.client_address, port)
            place = self.balancers.where(group_arn, target)
            status = relay(self, place, self.path, headers, self.balancers.patience(attributes))
            self.balancers.count(self.server, "Target", status)
        except BadGateway:
            self.send_error(HTTPStatus.BAD_GATEWAY)
        except GatewayTimeout:
            self.send_error(HTTPStatus.GATEWAY_TIMEOUT)
        finally:
            self.balancers.release(target)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the parent's signature
        """Answer with the page of a load balancer; what is left of the request is not read."""
        self.close_connection = self.lingers = True
        self.balancers.count(self.server, "ELB", code)
        self.say(code, "text/html", _page(code))

    def version_string(self) -> str:
        """Say what AWS's load balancers say in `Server`."""
        return "awselb/2.0"


def _page(status: int) -> bytes:
    known = status in {one.value for one in HTTPStatus}
    title = f"{status} {HTTPStatus(status).phrase if known else ''}"
    lines = (
        "<html>",
        f"<head><title>{title}</title></head>",
        "<body>",
        f"<center><h1>{title}</h1></center>",
        "</body>",
        "</html>",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()
