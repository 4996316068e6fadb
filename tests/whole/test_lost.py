"""A practice cloud that was killed: status, list and the first page say that nothing stands; up, down and attach work on."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps import STEPS
from steps.sandbox import control
from steps.target.practice_lost import practice_began
from tests.whole.conftest import Told, Wizard
from tui.known import read_known

NAME = "lost"


@pytest.fixture(scope="module")
def wizard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wizard]:
    """One with a practice cloud of its own, which is killed."""
    wizard = Wizard(tmp_path_factory.mktemp("lost"))
    wizard("sandbox", "start", "--speed", "inf")
    yield wizard
    wizard("sandbox", "stop")


def up(wizard: Wizard, *words: str) -> Told:
    return wizard("up", NAME, "--target", "sandbox", "--json", *words)


def kill(home: Path) -> None:
    running = control.status(home / "sandbox")
    assert running
    os.kill(running.pid, signal.SIGKILL)
    while control.status(home / "sandbox"):
        os.sched_yield()


def states(wizard: Wizard) -> tuple[str, bool, str, bool]:
    """What status and list say."""
    status = json.loads(wizard("status", NAME, "--json").out)
    listed = json.loads(wizard("list", "--json").out)[0]
    assert status["urls"] == listed["urls"] == {} or not status["lost"]
    return status["state"], status["lost"], listed["state"], listed["lost"]


def first_page(wizard: Wizard, patch: pytest.MonkeyPatch) -> str:
    """What the first page says of it."""
    patch.setenv("FARGATE_WIZARD_HOME", str(wizard.home))
    (known,) = read_known(practice_began())
    return known.describe(STEPS, time.time()).plain


def test_what_stood_in_a_cloud_that_was_killed_stands_no_more(
    wizard: Wizard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert up(wizard, "--yes").code == 0
    assert states(wizard) == ("standing", False, "standing", False)
    kill(wizard.home)
    assert states(wizard) == ("gone", True, "gone", True)
    said = "nothing of it stands any more: the practice cloud was stopped"
    assert said in wizard("status", NAME).out
    assert f"nothing stands any more of: {NAME}" in wizard("list").out
    assert "Nothing of it stands any more: the practice cloud was stopped" in first_page(wizard, monkeypatch)
    assert control.status(wizard.home / "sandbox") is None  # nobody who only looks starts one
    wizard("sandbox", "start")
    assert states(wizard) == ("gone", True, "gone", True)
    again = up(wizard, "--yes")
    assert (again.code, again.of("drifted")) == (0, [])
    assert states(wizard) == ("standing", False, "standing", False)


def test_taking_it_down_is_no_question_and_deletes_nothing(wizard: Wizard) -> None:
    assert up(wizard, "--yes").code == 0
    kill(wizard.home)
    down = wizard("down", NAME)
    assert (down.code, "nothing of it is left" in down.out) == (0, True), down
    assert states(wizard) == ("gone", False, "gone", False)
    assert "already gone" in wizard("down", NAME).out


@pytest.mark.long
def test_the_tasks_of_what_is_lost_cannot_be_counted(wizard: Wizard) -> None:
    assert up(wizard, "--yes").code == 0
    kill(wizard.home)
    refused = wizard("scale", NAME, "hostname-app", "3", "--yes")
    assert (refused.code, f"Nothing of {NAME} stands" in refused.err) == (2, True), refused
    assert states(wizard) == ("gone", False, "gone", False)


@pytest.mark.long
def test_a_run_that_a_kill_broke_off_is_begun_anew(wizard: Wizard) -> None:
    assert up(wizard, "--yes", "--until", "network").code == 0
    kill(wizard.home)
    refused = up(wizard)  # nobody says yes, and that nothing stands is written down all the same
    assert refused.code != 0
    assert states(wizard) == ("gone", False, "gone", False)
    assert up(wizard, "--yes").code == 0
    assert states(wizard)[0] == "standing"


def test_whoever_stops_it_is_told_what_goes_with_it(wizard: Wizard) -> None:
    assert up(wizard, "--until", "network", "--yes").code == 0
    assert wizard("sandbox", "stop").out.endswith(f"With it went all that stood in it: {NAME}.\n")
    wizard("sandbox", "start", "--speed", "inf")
    assert wizard("sandbox", "stop").out == "The practice cloud is stopped.\n", "nothing stood in this one"
