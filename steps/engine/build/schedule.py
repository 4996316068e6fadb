"""Runs many lives side by side: a life is a generator that yields the seconds it waits, and no wait holds a thread."""

import contextvars
import heapq
import itertools
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable

from steps.engine.cloud.clients import given_up, speaking
from steps.engine.model.resource import Node

Life = Generator[float, None, None]

AT_ONCE = 16  # threads that may talk to AWS or Docker at the same time
BLINK = 0.1  # seconds until a request to stop is noticed
GRACE = 0.3  # seconds that calls under way get to end in, once somebody asked to stop
SHORTEST = 0.05  # seconds between two looks, however fast the practice cloud's clock runs


class Schedule:
    """Steps each node's life in its own thread when it is due, until all are over or `stop` is set.

    `begin` is asked again after every step for the lives that can start now. A life ends by returning or by an
    error, which `failed` is told. The run's `clock` is looked at all the time, so that it knows when the machine sleeps.
    """

    def __init__(
        self,
        begin: Callable[[], Iterable[tuple[Node, Life]]],
        failed: Callable[[Node, Exception], None],
        stop: threading.Event,
        pace: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._begin, self._failed, self._stop, self._pace = begin, failed, stop, pace
        self._clock, self._given_up = clock, threading.Event()
        self._due: list[tuple[float, int, Node, Life]] = []
        self._turns = itertools.count()
        self._over: queue.SimpleQueue[tuple[Node, Life, float | None, Exception | None]] = queue.SimpleQueue()
        self._busy = 0

    def run(self) -> None:
        """Return when nothing is left to do, or soon after the stop flag is set.

        A call that hangs is left to itself then: its intent is on disk, and it is followed by no other.
        """
        self._start_new()
        stopped = None
        while self._busy or (self._due and not self._stop.is_set()):
            self._clock()
            if self._stop.is_set():
                stopped = stopped or time.monotonic()
                if time.monotonic() - stopped > GRACE:
                    self._given_up.set()
                    return
            self._step_due()
            try:
                node, life, wait, error = self._over.get(timeout=self._patience())
            except queue.Empty:
                self._start_new()
                continue
            self._busy -= 1
            if error is not None:
                self._failed(node, error)
            elif wait is not None:
                self._push(node, life, wait)
            self._start_new()

    def _start_new(self) -> None:
        if not self._stop.is_set():
            for node, life in self._begin():
                self._push(node, life, 0.0)

    def _push(self, node: Node, life: Life, wait: float) -> None:
        wait = max(wait / self._pace, SHORTEST) if wait else 0.0
        heapq.heappush(self._due, (time.monotonic() + wait, next(self._turns), node, life))

    def _patience(self) -> float:
        if not self._due or self._busy >= AT_ONCE:
            return BLINK
        return min(BLINK, max(0.0, self._due[0][0] - time.monotonic()))

    def _step_due(self) -> None:
        while (
            self._due
            and self._busy < AT_ONCE
            and not self._stop.is_set()
            and self._due[0][0] <= time.monotonic()
        ):
            _, _, node, life = heapq.heappop(self._due)
            self._busy += 1
            work = contextvars.copy_context()
            # daemon threads: leaving the program never waits for a call; its intent is on disk already
            threading.Thread(
                target=work.run, args=(self._step, node, life), name=node.name, daemon=True
            ).start()

    def _step(self, node: Node, life: Life) -> None:
        speaking.set(node.name)
        given_up.set(self._given_up)
        try:
            self._over.put((node, life, next(life, None), None))
        except Exception as error:  # noqa: BLE001  (the one guard: any failure of a verb becomes an event)
            self._over.put((node, life, None, error))
