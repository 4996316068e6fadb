"""Waiting for a new login: it is looked for at once when somebody is in a hurry, and given up at once when asked to stop."""

import threading
from collections.abc import Callable

import pytest
from botocore.credentials import Credentials

from steps.engine.cloud.login import Login
from steps.engine.cloud.pause import Wait
from steps.engine.model.events import AnyEvent, Paused, Resumed
from steps.engine.troubles import Stopped

HOURS = 3600.0


class Waiting:
    """A run whose login has ended, in a thread of its own; `found` is what the user's files hold."""

    def __init__(self) -> None:
        self.found, self.looks = "OLD", 0
        self.told: list[AnyEvent] = []
        self.paused, self.looked = threading.Event(), threading.Semaphore(0)
        self.login, self.stop = Login(self._read), threading.Event()
        assert self.login.key == "OLD"
        self.login.pause.run = Wait(self._hear, self.stop, every=HOURS)
        self.outcome = ""
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        self._thread.start()
        assert self.paused.wait(10)

    def end(self) -> str:
        self._thread.join(10)
        return self.outcome

    def _read(self) -> Credentials:
        self.looks += 1
        self.looked.release()
        return Credentials(self.found, "hush-hush", method="shared-credentials-file")

    def _hear(self, event: AnyEvent) -> None:
        self.told.append(event)
        if isinstance(event, Paused):
            self.paused.set()

    def _run(self) -> None:
        try:
            self.outcome = "renewed" if self.login.renew("OLD", "It has expired.") else "given up"
        except Stopped:
            self.outcome = "stopped"


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


def test_somebody_in_a_hurry_has_the_new_login_found_at_once(waiting: Waiting) -> None:
    waiting.begin()
    waiting.found = "NEW"
    waiting.login.pause.hurry()
    assert waiting.end() == "renewed"
    assert waiting.login.key == "NEW"
    assert [type(event) for event in waiting.told] == [Paused, Resumed]


def test_a_hurry_that_finds_nothing_new_waits_on_and_can_be_repeated(waiting: Waiting) -> None:
    waiting.begin()
    while waiting.looked.acquire(blocking=False):
        pass
    for _ in range(2):
        waiting.login.pause.hurry()
        assert waiting.looked.acquire(timeout=10)
    assert waiting.outcome == ""
    waiting.found = "NEW"
    waiting.login.pause.hurry()
    assert waiting.end() == "renewed"
    assert sum(isinstance(event, Paused) for event in waiting.told) == 1


@pytest.mark.parametrize("what", ["stop", "stop and hurry"])
def test_stopping_is_noticed_at_once(waiting: Waiting, what: str) -> None:
    waiting.begin()
    act: tuple[Callable[[], None], ...] = (waiting.stop.set, waiting.login.pause.hurry)
    for each in act[: len(what.split(" and "))]:
        each()
    assert waiting.end() == "stopped"


def test_a_hurry_before_anybody_waits_is_no_hurry(waiting: Waiting) -> None:
    waiting.login.pause.hurry()
    waiting.begin()
    looks = waiting.looks
    waiting.stop.set()
    assert waiting.end() == "stopped"
    assert waiting.looks == looks
