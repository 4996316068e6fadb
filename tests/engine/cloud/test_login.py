"""A login that ends is waited for, in one place, for as long as it makes sense."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import UnauthorizedSSOTokenError

from steps.engine.cloud import pause as pause_module
from steps.engine.cloud.login import Login
from steps.engine.cloud.pause import Pause, Wait
from steps.engine.model.events import AnyEvent, Paused, Resumed
from steps.engine.troubles import Stopped


class Ended:
    """Credentials of an SSO session that is over."""

    method = "sso"

    def get_frozen_credentials(self) -> Any:
        raise UnauthorizedSSOTokenError


class Files:
    """What the user's files hold at the moment."""

    def __init__(self, *contents: Any) -> None:
        self.contents, self.reads = list(contents), 0

    def read(self) -> Any:
        self.reads += 1
        return self.contents.pop(0) if len(self.contents) > 1 else self.contents[0]


def keys(name: str, method: str = "shared-credentials-file") -> Credentials:
    return Credentials(name, "secret", "token", method)


@pytest.fixture
def told() -> list[AnyEvent]:
    return []


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def waiting(told: list[AnyEvent], stop: threading.Event) -> Callable[..., Login]:
    def make(files: Files, refuse: Callable[[Any], str] = lambda frozen: "") -> Login:
        return Login(files.read, "work", Pause(Wait(told.append, stop, every=0.001)), refuse)

    return make


def test_a_session_that_ended_pauses_until_there_is_another(
    waiting: Callable[..., Login], told: list[AnyEvent]
) -> None:
    files = Files(Ended(), Ended(), None, keys("AKIANEW"))
    frozen = waiting(files).get_frozen_credentials()
    assert frozen
    assert frozen.access_key == "AKIANEW"
    assert [type(event) for event in told] == [Paused, Resumed]
    paused = told[0]
    assert isinstance(paused, Paused)
    assert "`aws sso login --profile work`" in paused.cure


def test_outside_a_run_it_is_an_error_at_once(told: list[AnyEvent]) -> None:
    with pytest.raises(UnauthorizedSSOTokenError):
        Login(Files(Ended()).read).get_frozen_credentials()
    assert told == []


def test_outside_a_run_one_that_was_renewed_meanwhile_is_taken_at_once(told: list[AnyEvent]) -> None:
    login = Login(Files(keys("AKIAOLD"), keys("AKIANEW")).read)
    assert login.key == "AKIAOLD"
    assert login.renew("AKIAOLD", "expired")
    assert login.key == "AKIANEW"


def test_outside_a_run_one_of_another_account_is_not_taken() -> None:
    login = Login(Files(keys("AKIAOLD"), keys("AKIAOTHER")).read, refuse=lambda frozen: "of another account")
    assert login.key == "AKIAOLD"
    assert not login.renew("AKIAOLD", "expired")
    assert login.key == "AKIAOLD"


def test_a_refused_key_is_not_taken_again(waiting: Callable[..., Login], told: list[AnyEvent]) -> None:
    login = waiting(Files(keys("AKIAOLD"), keys("AKIAOLD"), keys("AKIAOLD"), keys("AKIANEW")))
    assert login.key == "AKIAOLD"
    assert login.renew("AKIAOLD", "expired")
    assert login.key == "AKIANEW"


def test_whoever_comes_later_finds_it_renewed(waiting: Callable[..., Login], told: list[AnyEvent]) -> None:
    login = waiting(Files(keys("AKIAOLD"), keys("AKIAOLD"), keys("AKIANEW")))
    assert login.key == "AKIAOLD"
    calls = [threading.Thread(target=login.renew, args=("AKIAOLD", "expired")) for _ in range(8)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert login.key == "AKIANEW"
    assert [type(event) for event in told] == [Paused, Resumed]


def test_a_login_that_was_renewed_unasked_is_taken_without_a_word(
    waiting: Callable[..., Login], told: list[AnyEvent]
) -> None:
    login = waiting(Files(keys("AKIAOLD"), keys("AKIANEW")))
    assert login.key == "AKIAOLD"
    assert login.renew("AKIAOLD", "expired")
    assert told == []


def test_one_that_will_not_do_is_said_once_and_waited_out(
    waiting: Callable[..., Login], told: list[AnyEvent]
) -> None:
    files = Files(keys("AKIAOLD"), keys("AKIAOTHER"), keys("AKIAOTHER"), keys("AKIANEW"))
    login = waiting(files, lambda frozen: "of another account" if frozen.access_key == "AKIAOTHER" else "")
    assert login.key == "AKIAOLD"
    assert login.renew("AKIAOLD", "expired")
    assert [event.why for event in told if isinstance(event, Paused)] == ["of another account"]
    assert login.key == "AKIANEW"


def test_keys_of_the_environment_never_change(waiting: Callable[..., Login], told: list[AnyEvent]) -> None:
    login = waiting(Files(keys("AKIAENV", "env")))
    assert login.key == "AKIAENV"
    assert not login.renew("AKIAENV", "expired")
    assert told == []


def test_the_wait_ends_when_the_user_asks_to_stop(
    waiting: Callable[..., Login], stop: threading.Event
) -> None:
    login = waiting(Files(keys("AKIAOLD")))
    assert login.key == "AKIAOLD"
    stop.set()
    with pytest.raises(Stopped):
        login.renew("AKIAOLD", "expired")


def test_after_an_hour_it_is_given_up(waiting: Callable[..., Login], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pause_module, "PATIENCE", 0.0)
    login = waiting(Files(keys("AKIAOLD")))
    assert login.key == "AKIAOLD"
    assert not login.renew("AKIAOLD", "expired")


def test_a_secret_is_not_shown_by_its_repr(waiting: Callable[..., Login]) -> None:
    login = waiting(Files(keys("AKIA")))
    assert login.key == "AKIA"
    assert "secret" not in repr(login)
