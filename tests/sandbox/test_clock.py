"""AWS's seconds, divided by a speed."""

import logging
import math
import threading
import time

import pytest

from steps.sandbox.clock import Clock
from tests.sandbox.waiting import until


@pytest.fixture
def lock() -> threading.RLock:
    return threading.RLock()


def test_seconds_are_divided_by_the_speed(lock: threading.RLock) -> None:
    assert Clock(10, lock).real(45) == 4.5
    assert Clock(math.inf, lock).real(45) == 0


def test_an_action_comes_when_its_seconds_have_passed(lock: threading.RLock) -> None:
    clock, done = Clock(100, lock), threading.Event()
    began = time.monotonic()
    clock.after(20, done.set)
    assert done.wait(5)
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize("speed", [1000, math.inf])
def test_actions_come_in_the_order_of_their_times_whatever_the_speed(
    lock: threading.RLock, speed: float
) -> None:
    clock, seen = Clock(speed, lock), list[str]()

    def early() -> None:
        seen.append("early")
        clock.after(5, lambda: seen.append("middle"))

    with lock:
        clock.after(60, lambda: seen.append("late"))
        clock.after(10, early)
    until(lambda: len(seen) == 3)
    assert seen == ["early", "middle", "late"]


def test_an_action_waits_for_the_lock(lock: threading.RLock) -> None:
    clock, done = Clock(math.inf, lock), threading.Event()
    with lock:
        clock.after(0, done.set)
        assert not done.wait(0.05)
    assert done.wait(5)


def test_what_is_cleared_never_comes(lock: threading.RLock) -> None:
    clock, done, cleared = Clock(math.inf, lock), threading.Event(), threading.Event()
    with lock:
        clock.after(1, cleared.set)
        clock.clear()
        clock.after(2, done.set)
    assert done.wait(5)
    assert not cleared.is_set()


def test_a_defect_in_one_action_does_not_stop_the_clock(
    lock: threading.RLock, caplog: pytest.LogCaptureFixture
) -> None:
    clock, done = Clock(math.inf, lock), threading.Event()

    def broken() -> None:
        raise ValueError("broken")

    with caplog.at_level(logging.ERROR):
        clock.after(0, broken)
        clock.after(0, done.set)
        assert done.wait(5)
    assert "broken" in caplog.text
