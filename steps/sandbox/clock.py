"""The practice cloud's sense of time: AWS's seconds, divided by a speed."""

import heapq
import itertools
import logging
import math
import threading
import time
from collections.abc import Callable

LOG = logging.getLogger(__name__)


class Timetable:
    """Actions and the moments at which they are due, for a thread that waits until `_wake` says there is one more."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def _add(self, moment: float, action: Callable[[], None]) -> None:
        with self._wake:
            heapq.heappush(self._due, (moment, next(self._order), action))
            self._wake.notify()

    def clear(self) -> None:
        """Forget every action that has not run yet; where actions need the world's lock, call it under that."""
        with self._wake:
            self._due.clear()


class Clock(Timetable):
    """Runs actions when their AWS seconds have passed: one by one, on its own thread, under the world's lock.

    At a speed of infinity nothing waits: the clock jumps from one action to the next, still in the order in
    which they would have come. An action that renews itself for ever would then spin, so periodic work
    belongs on another thread.
    """

    def __init__(self, speed: float, lock: threading.RLock) -> None:
        super().__init__()
        self.speed = speed
        self._lock = lock
        self._reached = 0.0
        threading.Thread(target=self._run, name="practice-clock", daemon=True).start()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Run `action` once, `seconds` AWS seconds from now."""
        self._add(self.aws_now() + seconds, action)

    def now(self) -> float:
        """Tell the real time, in seconds since the epoch: what AWS's answers carry as their dates."""
        return time.time()

    def real(self, seconds: float) -> float:
        """Tell how long `seconds` AWS seconds take here; nothing at all at a speed of infinity."""
        return seconds / self.speed

    def aws_now(self) -> float:
        """Tell the AWS seconds that have passed since some moment; without delays, what the actions so far have waited for."""
        return self._reached if math.isinf(self.speed) else time.monotonic() * self.speed

    def _run(self) -> None:
        while True:
            self._wait_until_due()
            with self._lock:
                action = self._take()
                if action is not None:
                    run_guarded(action)

    def _wait_until_due(self) -> None:
        with self._wake:
            while not self._due or (remaining := self._remaining()) > 0:
                self._wake.wait(remaining if self._due else None)

    def _remaining(self) -> float:
        return 0.0 if math.isinf(self.speed) else (self._due[0][0] - self.aws_now()) / self.speed

    def _take(self) -> Callable[[], None] | None:
        """Take the next action, unless it was cleared while the clock waited for the world's lock."""
        with self._wake:
            if not self._due or self._remaining() > 0:
                return None
            self._reached, _, action = heapq.heappop(self._due)
            return action


def run_guarded(action: Callable[[], None]) -> None:
    """Run one action; a defect in it goes to the log, once (see `faults`), and does not stop the clock."""
    try:
        action()
    except Exception:
        LOG.exception("an action of the practice clock failed")
