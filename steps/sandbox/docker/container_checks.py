"""A container's own health check: its command run inside the container, as often as its task definition says.

The practice cloud runs it itself, by `exec`: not every engine runs HEALTHCHECK, and the times are AWS's divided by the speed.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any

from steps.docker.engine import Engine
from steps.sandbox.clock import Clock

INTERVAL, TIMEOUT, RETRIES, START = 30.0, 5.0, 3, 0.0  # AWS's defaults, in AWS seconds
OFTENEST = 0.2  # real seconds between two runs, in a cloud without delays
PATIENCE = 2.0  # real seconds that a command gets at the least: it does not run faster than others do


def words(command: Sequence[str]) -> list[str]:
    """The command that is run: what follows CMD, a shell's for CMD-SHELL; nothing for NONE."""
    match list(command):
        case ["NONE", *_] | []:
            return []
        case ["CMD-SHELL", *line]:
            return ["/bin/sh", "-c", " ".join(line)]
        case ["CMD", *line] | line:
            return line


class Checks:
    """Runs one container's check in a thread until the container is over; `tell` gets HEALTHY or UNHEALTHY when it changes."""

    def __init__(
        self,
        engine: Engine,
        container: str,
        check: Mapping[str, Any],
        clock: Clock,
        over: Callable[[], bool],
        tell: Callable[[str], None],
    ) -> None:
        self._engine, self._container, self._over, self._tell = engine, container, over, tell
        self._words = words(check.get("command", ()))
        self._every = max(clock.real(check.get("interval") or INTERVAL), OFTENEST)
        self._timeout = max(clock.real(check.get("timeout") or TIMEOUT), PATIENCE)
        self._retries = check.get("retries") or RETRIES
        self._lenient_until = monotonic() + clock.real(check.get("startPeriod") or START)
        self._failures, self._status = 0, ""
        threading.Thread(target=self._run, name=f"practice-check-{container[:12]}", daemon=True).start()

    def _run(self) -> None:
        tick = threading.Event()
        while not tick.wait(self._every) and not self._over():
            passed = self._passes()
            if not self._over():  # a command that fails because the container ends says nothing
                self._note(passed)

    def _note(self, passed: bool) -> None:
        if passed:
            self._failures, self._lenient_until = 0, 0.0
        elif monotonic() >= self._lenient_until:
            self._failures += 1
        status = "HEALTHY" if passed else "UNHEALTHY" if self._failures >= self._retries else self._status
        if status != self._status:
            self._status = status
            self._tell(status)

    def _passes(self) -> bool:
        """Whether the command ends with 0 in time."""
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        client = self._engine.connect(self._timeout)
        try:
            begun = client.exec_create(self._container, self._words)["Id"]
            client.exec_start(begun)
            return bool(client.exec_inspect(begun)["ExitCode"] == 0)
        except (DockerException, RequestException, OSError):
            return False
        finally:
            client.close()
