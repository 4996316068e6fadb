"""A laptop that sleeps for an hour in the middle: dead sockets, an ended login and a clock that jumped, and it goes on."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps.engine.build import down
from steps.engine.cloud import clients
from steps.engine.model.events import AnyEvent, Failed, Outcome, Paused, Resumed, Waiting
from steps.sandbox.control import clear_weather, make_key, set_weather
from tests.practice import at
from tests.tools.way import Way
from tests.whole.conftest import Wizard
from tests.whole.standing import standing
from tests.whole.test_login_ends import log_in
from tests.whole.weathered import NAME, Weathered, deployed, once, until_network

HOUR = 3600.0


@pytest.fixture
def keys(tmp_path: Path, cloud: dict[str, str]) -> Path:
    """The file of a user's login."""
    keys = tmp_path / "credentials"
    log_in(keys, *make_key(at(cloud)))
    return keys


@pytest.fixture
def laptop(
    wizard: Wizard, cloud: dict[str, str], way: Way, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Weathered]:
    """Who does not answer within a second is not waited for, or the test would last as long as a user does."""
    monkeypatch.setattr(clients, "PATIENT", (1.0, 1.0))
    monkeypatch.setattr(clients, "IMPATIENT", (1.0, 1.0))
    own = {
        "AWS_ENDPOINT_URL": way.endpoint, "AWS_SHARED_CREDENTIALS_FILE": str(keys), "AWS_PROFILE": "work",
        "AWS_REGION": "eu-central-1",
    }  # fmt: skip
    with deployed({**wizard.environ, **own}) as laptop:
        yield laptop
        clear_weather(at(cloud))
        way.set("open")


class Sleep:
    """What an hour with a closed lid does: nobody is at the other end, the login is over, and it is later than it seems."""

    def __init__(self, laptop: Weathered, way: Way, cloud: dict[str, str], keys: Path) -> None:
        self._laptop, self._way, self._cloud, self._keys = laptop, way, cloud, keys
        self._slept, self._monotonic = 0.0, time.monotonic
        laptop.when = self.wake

    def monotonic(self) -> float:
        """The seconds since the machine was switched on."""
        return self._monotonic() + self._slept

    def fall(self) -> None:
        """Close the lid, and open it an hour later."""
        self._way.set("silent")
        set_weather(at(self._cloud), "expired", at=1)
        self._slept += HOUR

    def wake(self, event: AnyEvent) -> None:
        """Find the network again, and log in again, each when the run says that it needs it."""
        if isinstance(event, Paused) and "login" in event.what:
            log_in(self._keys, *make_key(at(self._cloud)))
        elif isinstance(event, Paused):
            self._way.set("open")


def assert_noticed(laptop: Weathered) -> None:
    """It paused for the network and for the login, went on, and called nothing overdue."""
    paused = [event.what for event in laptop.of(Paused)]
    late = [event for event in laptop.of(Waiting) if event.seconds >= HOUR]
    assert (laptop.of(Failed), late) == ([], [])
    assert any("AWS cannot be reached" in each for each in paused), paused
    assert any("login has ended" in each for each in paused), paused
    assert laptop.of(Resumed)


@pytest.mark.long
def test_an_hour_of_sleep_while_building(
    laptop: Weathered,
    way: Way,
    cloud: dict[str, str],
    keys: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sleep = Sleep(laptop, way, cloud, keys)
    monkeypatch.setattr(time, "monotonic", sleep.monotonic)
    laptop.after = 40, sleep.fall
    assert until_network(laptop) == []
    assert_noticed(laptop)
    assert once(cloud)


def test_an_hour_of_sleep_while_taking_down(
    laptop: Weathered, way: Way, cloud: dict[str, str], keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert until_network(laptop) == []
    sleep = Sleep(laptop, way, cloud, keys)
    monkeypatch.setattr(time, "monotonic", sleep.monotonic)
    laptop.after = 60, sleep.fall
    assert down.tear_down(laptop.work) is Outcome.DONE
    assert_noticed(laptop)
    assert not any(standing(cloud, NAME).values())
