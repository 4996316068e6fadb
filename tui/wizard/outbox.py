"""Events on their way from the engine's threads to the screen."""

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steps.engine.model.events import AnyEvent

MOST = 20_000  # events that may wait; lines of output beyond them are left to the log file
AT_ONCE = 400  # events taken in one turn of the screen, so that a key press is never far behind


class Outbox:
    """Takes events from any thread and calls `announce` when there is something to fetch, once until it is fetched."""

    def __init__(self, announce: Callable[[], object]) -> None:
        self._announce = announce
        self._lock = threading.Lock()
        self._events: deque[AnyEvent] = deque()
        self._announced = False

    def put(self, event: "AnyEvent") -> None:
        """One more event; never blocks the engine."""
        with self._lock:
            if len(self._events) >= MOST and type(event).__name__ == "Said":
                return
            self._events.append(event)
            first, self._announced = not self._announced, True
        if first:
            self._announce()

    def fetch(self) -> "list[AnyEvent]":
        """The oldest events, a bounded number; what remains is announced again."""
        with self._lock:
            events = [self._events.popleft() for _ in range(min(AT_ONCE, len(self._events)))]
            more = self._announced = bool(self._events)
        if more:
            self._announce()
        return events
