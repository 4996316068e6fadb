"""One container under observation: it becomes healthy, stays up and stops, or there is a finding."""

import http.client
from collections.abc import Callable, Mapping
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any

from steps.docker import rehearsal_findings
from steps.docker.engine import Engine
from steps.docker.lines import clean
from steps.docker.listeners import ListeningSocket, listeners
from steps.docker.live_answers import apart
from steps.docker.rehearsal_findings import Cast, RehearsalFinding
from steps.engine.troubles import Stopped

if TYPE_CHECKING:
    from docker import APIClient

LOOK = 0.1  # seconds between two looks
SURE = 1.5  # seconds after which a bad sign is taken to stay
STAYING = 1.0  # seconds that a healthy app has to stay up
LEAVING = 3.0  # seconds that it gets to stop; Fargate gives it 30
LINES = 8  # of what the app said last
LEAST, MOST = 5.0, 300.0  # seconds of grace, whatever app.toml says


class ContainerWatch:
    """One container under observation."""

    def __init__(
        self,
        engine: Engine,
        client: "APIClient",
        container: str,
        cast: Cast,
        say: Callable[[str], None],
        stop: Event,
    ) -> None:
        self._engine, self._client, self._container = engine, client, container
        self._cast, self._say, self._stop = cast, say, stop
        self._began, self._next_look = monotonic(), 0.0
        self._seen: RehearsalFinding | None = None
        self._bad_sign: RehearsalFinding | None = None

    def watch(self) -> tuple[RehearsalFinding, ...]:
        """See it become healthy, stay up, and stop."""
        found: list[RehearsalFinding] = []
        for look in (self._becomes_healthy, self._stays_up, self._stops):
            if finding := look():
                found.append(finding)
                if finding.fatal:
                    break
        for line in (line for finding in found for line in finding.logs):
            self._say(f"  {line}")
        return tuple(found)

    def _becomes_healthy(self) -> RehearsalFinding | None:
        """Ask until it answers as promised; a bad sign that lasts is taken for the truth before the grace is over."""
        health = self._cast.app.health
        grace = min(max(float(health.grace), LEAST), MOST)
        sign, since = "", monotonic()
        while True:
            if gone := self._ended():
                return gone
            overdue = self._seconds > grace
            if well := self._asks(overdue):
                self._say(f"{well} after {self._seconds:.1f} seconds.")
                return None
            found = self._bad_sign
            if sign != (found.cure if found else ""):  # what was seen may tell for how long
                sign, since = found.cure if found else "", monotonic()
            if found and (overdue or monotonic() - since > SURE):
                return found
            self._pause()

    def _asks(self, overdue: bool) -> str:
        """Ask how it is, as AWS will or as can be; say what shows that it is well, and keep what shows the opposite."""
        app, health = self._cast.app, self._cast.app.health
        if health.path:
            status = self._ask()
            if status is not None and promised(status, health.codes):
                return f"GET {health.path} answers {status}"
            self._bad_sign = self._judge(status, overdue)
            return ""
        if health.command:
            code, said = self._run(health.command)
            if code == 0:
                return "Its own check succeeds"
            self._bad_sign = (
                rehearsal_findings.command_fails(self._cast, said, self._seconds, self._logs())
                if overdue
                else None
            )
            return ""
        sockets = listeners(self._client, self._container)
        if sockets is None or ListeningSocket(app.port, loopback=False) in sockets:
            return f"It listens on port {app.port}" if sockets else "It runs"
        self._bad_sign = self._judge(None, overdue)
        return ""

    def _run(self, command: tuple[str, ...]) -> tuple[int, str]:
        """Run a command in the container as ECS does: CMD with its words, CMD-SHELL with a line for the shell."""
        from docker.errors import APIError

        kind, *words = command
        try:
            asked = self._client.exec_create(
                self._container, words if kind == "CMD" else ["/bin/sh", "-c", *words]
            )
            said = apart(lambda: self._client.exec_start(asked["Id"]), self._stop)
            return int(self._client.exec_inspect(asked["Id"])["ExitCode"] or 0), clean(
                said.decode(errors="replace")
            )
        except APIError as error:
            return 1, str(error.explanation or error)

    def _judge(self, status: int | None, overdue: bool) -> RehearsalFinding | None:
        """Say what is wrong, as far as it can be known before the grace is over: 5xx is what a start looks like."""
        if status is not None:
            wrong = rehearsal_findings.wrong_answer(self._cast, status, self._logs())
            return wrong if overdue or status < 500 else None
        if not overdue and monotonic() < self._next_look:
            return self._seen
        self._next_look = monotonic() + SURE / 2
        port, open_ports = self._cast.app.port, listeners(self._client, self._container)
        here = {each.loopback for each in open_ports or () if each.port == port}
        if here == {True}:
            self._seen = rehearsal_findings.only_on_loopback(self._cast, self._logs())
        elif here and (overdue or not self._cast.app.public):  # nobody will ask a private app over HTTP
            self._seen = rehearsal_findings.no_answer(self._cast, self._seconds, self._logs())
        elif overdue:
            others = (
                None
                if open_ports is None
                else frozenset(each.port for each in open_ports if not each.loopback)
            )
            self._seen = rehearsal_findings.nothing_listens(self._cast, others, self._seconds, self._logs())
        else:
            self._seen = None
        return self._seen

    def _ask(self) -> int | None:
        """Ask for the health path through the published port, as the load balancer will; None for no answer."""
        ports = self._state()["NetworkSettings"]["Ports"].get(f"{self._cast.app.port}/tcp")
        if not ports:
            return None
        host, port, path = self._engine.host, int(ports[0]["HostPort"]), self._cast.app.health.path
        return apart(lambda: status_of(host, port, path), self._stop)

    def _stays_up(self) -> RehearsalFinding | None:
        until = monotonic() + STAYING
        while monotonic() < until:
            if gone := self._ended():
                return gone
            self._pause()
        return None

    def _stops(self) -> RehearsalFinding | None:
        """Send the stop signal, as ECS does for every task that it replaces."""
        self._client.kill(self._container, signal=self._cast.signal)
        asked = monotonic()
        while self._state()["State"]["Running"]:
            if monotonic() - asked > LEAVING:
                return rehearsal_findings.ignores_signal(self._cast, LEAVING)
            self._pause()
        self._say(f"It stops {monotonic() - asked:.1f} seconds after {self._cast.signal}.")
        return None

    def _ended(self) -> RehearsalFinding | None:
        state = self._state()["State"]
        if state["Running"]:
            return None
        code, starved = int(state["ExitCode"]), bool(state.get("OOMKilled"))
        return rehearsal_findings.ended(self._cast, code, starved, self._seconds, self._logs())

    def _state(self) -> Mapping[str, Any]:
        seen: Mapping[str, Any] = self._client.inspect_container(self._container)
        return seen

    def _logs(self) -> tuple[str, ...]:
        said = self._client.logs(self._container, tail=LINES).decode("utf-8", errors="replace")
        return tuple(clean(line) for line in said.split("\n") if line.strip())

    def _pause(self) -> None:
        if self._stop.wait(LOOK):
            raise Stopped

    @property
    def _seconds(self) -> float:
        return monotonic() - self._began


def status_of(host: str, port: int, path: str) -> int | None:
    """Ask over HTTP as a load balancer does; None when there is no answer."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path, headers={"User-Agent": "ELB-HealthChecker/2.0"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def promised(status: int, codes: str) -> bool:
    """Whether a status is among codes such as "200", "200,204" or "200-299"."""
    ranges = (part.partition("-") for part in codes.split(","))
    return any(int(first) <= status <= int(last or first) for first, _, last in ranges)
