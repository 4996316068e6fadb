"""Asking at the front door from here: what a load balancer would call an answer is one, whatever it says.

The load balancer's own answers: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
"""

import socket
import threading
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import TypeVar
from urllib.parse import urlsplit

from steps.aws.security_groups import OPEN_TO
from steps.aws.vpc import ANYWHERE
from steps.engine.model.site import Site
from steps.engine.troubles import NotYet, Stopped

CONNECT_WITHIN = 10.0  # seconds
ANSWER_WITHIN = 65.0  # seconds: a load balancer waits for sixty, and then says that it does not any more
TRIES = 3  # connections that fail until this machine is taken for one that is not let in
LARGEST = 1 << 20  # bytes of a page that are read

T = TypeVar("T")


class LeftOut(Exception):
    """This machine cannot ask; the text says why."""


class NoAnswer(NotYet):
    """Nothing came from the app so far; `causes` are those that are likely."""

    def __init__(self, seen: str, causes: str) -> None:
        super().__init__(seen)
        self.causes = causes


class _Unreachable(Exception):
    """There was no connection; the text says why."""


@dataclass(frozen=True)
class AppAnswer:
    """What the app answered; `location` is where a redirect leads, `page` what was read of its body."""

    status: int
    reason: str
    location: str
    page: bytes

    def __str__(self) -> str:
        words = f"{self.status} {self.reason}".strip()
        return f"{words}, to {self.location} (not followed)" if self.location else words


OWN = {
    502: "The task closed the connection, or what it sent is no HTTP: it may speak TLS on that port, or end at the request.",
    503: "No task was there to take the request: they may be stopping, or not healthy.",
    504: "The task took the request and did not answer: it may wait for something that it cannot reach, for from a private "
    "subnet there is no way to the Internet; or the page takes longer than a minute.",
}
"""What the load balancer means when it answers so itself."""

SILENCE = "The load balancer took the request, and nothing came back."
CLOSED = "Its address may not be known here yet, or something between here and AWS stops the connection."


def knock(site: Site, url: str, accept: str = "") -> AppAnswer:
    """The app's answer, of whatever status; nothing is followed, and no proxy asked.

    Its body is read where `accept` names a type: it may be one that never ends.
    Raises NoAnswer while none comes, LeftOut where none can come to this machine, Stopped when the user asks to stop.
    """
    for left in reversed(range(TRIES)):
        try:
            return _stoppable(site, lambda: _ask(url, accept))
        except _Unreachable as problem:
            why = _shut_out(site, url, problem)
            if not why:
                raise NoAnswer(f"{url} cannot be reached: {problem}", CLOSED) from problem
            if not left:
                raise LeftOut(f"{why} ({problem})") from problem
        site.pause(2.0)
    raise AssertionError(url)


def _shut_out(site: Site, url: str, problem: _Unreachable) -> str:
    """Why a connection from here may be impossible; empty when it should be possible.

    A name that is not known yet says nothing of who is let in: but behind a proxy none may ever be.
    """
    proxies = urllib.request.getproxies()
    host, proxy = urlsplit(url).hostname or "", proxies.get("http") or proxies.get("all") or ""
    if proxy and not urllib.request.proxy_bypass(host):
        return f"only a proxy leads out of here, {urlsplit(proxy).hostname or proxy}"
    let_in = site.plan.answer(OPEN_TO)
    nameless = isinstance(problem.__cause__, socket.gaierror)
    return (
        ""
        if nameless or let_in == ANYWHERE
        else f"it lets in {let_in} alone, and this machine does not get through"
    )


def _ask(url: str, accept: str) -> AppAnswer:
    there = urlsplit(url)
    connection = HTTPConnection(there.hostname or "", there.port or 80, timeout=CONNECT_WITHIN)
    with closing(connection):
        try:
            connection.connect()
        except OSError as error:
            raise _Unreachable(error.strerror or f"{error}") from error
        connection.sock.settimeout(ANSWER_WITHIN)
        headers = {"Accept": accept or "*/*", "Connection": "close"}
        try:
            connection.request("GET", there.path or "/", headers=headers)
            with connection.getresponse() as said:
                page = said.read(LARGEST) if accept else b""
        except (OSError, HTTPException) as error:
            raise NoAnswer(f"{url} does not answer: {error or type(error).__name__}", SILENCE) from error
    if said.status in OWN and said.getheader("Server", "").startswith("awselb/"):
        words = f"{said.status} {said.reason}"
        raise NoAnswer(f"The load balancer itself answers at {url}, with {words}", OWN[said.status])
    return AppAnswer(said.status, said.reason, said.getheader("Location", ""), page)


def _stoppable(site: Site, call: Callable[[], T]) -> T:
    """The call's result, from a thread that nobody waits for any longer than the user does."""
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(call())
        except BaseException as error:  # noqa: BLE001  (it is not swallowed: whoever waits gets it)
            result.set_exception(error)

    threading.Thread(target=run, name="a knock", daemon=True).start()
    while not wait([result], timeout=0.1).done:
        if site.stop.is_set():
            raise Stopped
    return result.result()
