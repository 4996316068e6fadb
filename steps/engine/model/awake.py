"""A clock that stands still while its machine sleeps and while a run is paused: nothing is overdue for that time."""

import threading
import time
from collections.abc import Callable

NAP = 10.0  # seconds between two looks at the clock, of which there are ten a second, after which the machine has slept


class AwakeClock:
    """Seconds since some moment in which the run could do something; safe to share between threads.

    Whoever runs lives looks at it all the time (`Schedule`), so that a gap between two looks is a nap.
    """

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._now, self._lock = now or time.monotonic, threading.Lock()
        self._seen, self._lost = self._now(), 0.0

    def __call__(self) -> float:
        """The seconds; naps and pauses are left out."""
        with self._lock:
            now = self._now()
            if now - self._seen > NAP:
                self._lost += now - self._seen
            self._seen = now
            return now - self._lost

    def lose(self, seconds: float) -> None:
        """Leave out these seconds too, in which the run was paused."""
        with self._lock:
            self._lost += seconds
