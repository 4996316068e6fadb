"""One client's connection to a listener: its requests are decided, passed on and answered, as a load balancer does."""

import secrets
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from steps.sandbox.elbv2.conditions import Asked
from steps.sandbox.elbv2.routing import Decision, Fixed, Forward, Redirect
from steps.sandbox.relay import BadGateway, BadRequest, GatewayTimeout, Header, passing_headers, relay
from steps.sandbox.targets.states import Target

if TYPE_CHECKING:
    from steps.sandbox.elbv2.front import Front


class Deciding(Protocol):
    """The load balancers, as a connection asks them what becomes of a request."""

    def decide(self, front: "Front", asked: Asked) -> Decision | None:
        """Find what the listener's rules say; None when nobody listens."""

    def authority(self, front: "Front", redirect: Redirect, asked_host: str) -> str:
        """Say where a redirect leads."""

    def choose(self, group_arn: str) -> Target | None:
        """Choose a target in turn; `release` it afterwards."""

    def release(self, target: Target) -> None:
        """Let it go."""

    def where(self, group_arn: str, target: Target) -> tuple[str, int]:
        """Find where it really listens."""

    def patience(self, front: "Front") -> float:
        """Say how many seconds an answer may take."""


class Exchange(BaseHTTPRequestHandler):
    """Answers any method; `balancers` is bound by whoever opens the fronts."""

    balancers: Deciding
    server: "Front"
    protocol_version = "HTTP/1.1"
    timeout = 60.0
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Any:
        """Take every HTTP method alike."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        asked = self._asked()
        match self.balancers.decide(self.server, asked):
            case None:
                self.close_connection = True
            case Fixed(status, content_type, body):
                self._answer(status, content_type, body)
            case Redirect() as redirect:
                authority = self.balancers.authority(self.server, redirect, self.headers.get("Host", ""))
                self._answer(
                    redirect.status, "text/html", _page(redirect.status), redirect.location(authority)
                )
            case Forward(group_arn):
                self._forward(group_arn)

    def _asked(self) -> Asked:
        if not self.path.startswith("/"):  # the absolute form, which HTTP/1.1 servers must take too
            parts = urlsplit(self.path)
            self.path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        path, _, query = self.path.partition("?")
        return Asked(
            method=self.command,
            host=self.headers.get("Host", "").rsplit(":", 1)[0],
            path=path,
            query=query,
            headers=self.headers.items(),
            source=self.client_address[0],
        )

    def _forward(self, group_arn: str | None) -> None:
        target = self.balancers.choose(group_arn) if group_arn else None
        if group_arn is None or target is None:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        try:
            place = self.balancers.where(group_arn, target)
            relay(self, place, self.path, self._forwarded(), self.balancers.patience(self.server))
        except BadRequest as error:
            self.send_error(error.status)
        except BadGateway:
            self.send_error(HTTPStatus.BAD_GATEWAY)
        except GatewayTimeout:
            self.send_error(HTTPStatus.GATEWAY_TIMEOUT)
        finally:
            self.balancers.release(target)

    def _forwarded(self) -> list[Header]:
        """The request's headers with what a load balancer adds: who asked, how, and a trace."""
        passed = dict.fromkeys(("x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"), "")
        kept: list[Header] = []
        for name, value in passing_headers(self):
            if name.lower() in passed:
                passed[name.lower()] = value
            else:
                kept.append((name, value))
        before, client = passed["x-forwarded-for"], self.client_address[0]
        listener = self.server.listener
        kept += [
            ("X-Forwarded-For", f"{before}, {client}" if before else client),
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Port", str(listener.port if listener is not None else self.server.server_port)),
        ]
        if "X-Amzn-Trace-Id" not in self.headers:
            kept.append(("X-Amzn-Trace-Id", f"Root=1-{int(time.time()):x}-{secrets.token_hex(12)}"))
        return kept

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the parent's signature
        """Answer with the page of a load balancer; what is left of the request is not read."""
        self.close_connection = True
        self._answer(code, "text/html", _page(code))

    def _answer(self, status: int, content_type: str, body: bytes, location: str | None = None) -> None:
        if self.headers_has_body():
            self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if location is not None:
            self.send_header("Location", location)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def headers_has_body(self) -> bool:
        """Whether the request carries a body that nobody has read."""
        headers = getattr(self, "headers", None) or {}
        return "Transfer-Encoding" in headers or headers.get("Content-Length", "0") != "0"

    def version_string(self) -> str:
        """Say what AWS's load balancers say in `Server`."""
        return "awselb/2.0"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Stay silent."""


def _page(status: int) -> bytes:
    title = f"{status} {HTTPStatus(status).phrase}"
    lines = (
        "<html>",
        f"<head><title>{title}</title></head>",
        "<body>",
        f"<center><h1>{title}</h1></center>",
        "</body>",
        "</html>",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()
