"""Runs small actions after real seconds, whatever the practice cloud's speed: what must neither wait nor spin."""

import heapq
import threading
import time
from collections.abc import Callable

from steps.sandbox.clock import Timetable, run_guarded


class Pace(Timetable):
    """One thread that runs each action when its time has come; actions must be quick, for they run one by one."""

    def __init__(self) -> None:
        super().__init__()
        threading.Thread(target=self._run, name="practice-pace", daemon=True).start()

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Run `action` once, `seconds` real seconds from now."""
        self._add(time.monotonic() + seconds, action)

    def _run(self) -> None:
        while True:
            run_guarded(self._next())

    def _next(self) -> Callable[[], None]:
        with self._wake:
            while not self._due or (remaining := self._due[0][0] - time.monotonic()) > 0:
                self._wake.wait(remaining if self._due else None)
            return heapq.heappop(self._due)[2]
