"""One pace for all calls: when AWS asks one of them to slow down, the whole builder does."""

import threading
import time
from collections.abc import Callable

LEAST, MOST = 0.1, 5.0  # AWS seconds between two calls once AWS has complained
EASE = 0.85  # of the gap remains after each call that was let through


class Brake:
    """Keeps a gap between calls: it doubles when AWS throttles and shrinks to nothing while it does not.

    `pace` divides its seconds, as it does all waits.
    """

    def __init__(self, pace: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._clock = pace, clock
        self._lock = threading.Lock()
        self._gap = 0.0
        self._next = 0.0
        self._pressed = 0.0

    def wait(self) -> float:
        """How many seconds this call must wait for its turn; 0 while AWS does not complain."""
        with self._lock:
            if not self._gap:
                return 0.0
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
            return turn - now

    def press(self, sent: float) -> None:
        """AWS has throttled a call that was `sent` then (monotonic seconds); those sent at one time press once."""
        with self._lock:
            if sent < self._pressed:
                return
            self._pressed = self._clock()
            self._gap = min(MOST / self._pace, max(LEAST / self._pace, self._gap * 2))
            self._next = self._pressed + self._gap

    def ease(self) -> None:
        """AWS has let a call through."""
        with self._lock:
            self._gap = self._gap * EASE if self._gap > LEAST / self._pace / 4 else 0.0
