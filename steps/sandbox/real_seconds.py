"""Runs small actions after real seconds, whatever the practice cloud's speed: what must neither wait nor spin."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable

from steps.sandbox.clock import run_guarded


class Pace:
    """One thread that runs each action when its time has come; actions must be quick, for they run one by one."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        threading.Thread(target=self._run, name="practice-pace", daemon=True).start()

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Run `action` once, `seconds` real seconds from now."""
        with self._wake:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), action))
            self._wake.notify()

    def clear(self) -> None:
        """Forget every action that has not run yet."""
        with self._wake:
            self._due.clear()

    def _run(self) -> None:
        while True:
            run_guarded(self._next())

    def _next(self) -> Callable[[], None]:
        with self._wake:
            while not self._due or (remaining := self._due[0][0] - time.monotonic()) > 0:
                self._wake.wait(remaining if self._due else None)
            return heapq.heappop(self._due)[2]
