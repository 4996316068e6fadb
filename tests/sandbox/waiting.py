"""Waits for a condition with a deadline, without sleeping blindly."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(probe: Callable[[], T | None], within: float = 10.0, every: float = 0.02) -> T:
    """The first true answer of `probe`; fails the test with the last answer when none comes in time."""
    deadline, tick = time.monotonic() + within, threading.Event()
    while not (answer := probe()):
        assert time.monotonic() < deadline, f"not within {within} s; the last answer was {answer!r}"
        tick.wait(every)
    return answer
