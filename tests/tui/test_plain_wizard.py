"""Plain mode from the first question to the receipt, on a practice cloud, with the answers written down beforehand."""

import contextlib
import io
import math
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steps import STEPS
from steps.engine.memory.deployment import Deployment
from steps.engine.troubles import Exit
from steps.target.target import practice_status, start_practice, stop_practice
from tui.__main__ import main

Walk = Callable[..., int]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a practice cloud that has no delays."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("FARGATE_WIZARD_HOME", str(home))
        start_practice(speed=math.inf)
        yield home
        stop_practice()


@pytest.fixture
def walk(cloud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """Run `fargate-wizard --plain` with these lines as answers, in a home of the test's own; the exit code."""
    home = tmp_path / "own"
    home.mkdir(mode=0o700)
    (home / "sandbox").symlink_to(cloud / "sandbox")
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(home))
    with contextlib.ExitStack() as files:

        def run(*lines: str) -> int:
            answers = tmp_path / "answers"
            answers.write_text("".join(f"{line}\n" for line in lines))
            monkeypatch.setattr(sys, "stdin", files.enter_context(answers.open()))
            return main(["--plain"])

        yield run


QUESTIONS = [question.key for step in STEPS for question in step.questions]
MANY = len(STEPS)
ALL_AT_ONCE = "2"
CHANGE, LEAVE = "3", "4"


def changing(key: str, *answers: str) -> tuple[str, ...]:
    """What to type at the plan to give this question these answers, of which the last one is right."""
    return (CHANGE, str(QUESTIONS.index(key) + 1), *answers)


def test_from_the_first_question_to_the_receipt(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    name = "first"
    code = walk("1", name, ALL_AT_ONCE, "2", "wrong name", name)
    out = capsys.readouterr().out
    assert code == Exit.DONE
    assert "What would you like to do?\n  1. Practise here." in out
    assert "; `fargate-wizard down NAME` takes it all down." in out, "there are no keys here"
    assert "Zones: eu-central-1a, eu-central-1b (default)" in out
    assert "On AWS it would be about $0.13 an hour, $95 a month if forgotten." in out
    assert f"{name} stands, nothing is billed.\n  hostname-app: http://" in out
    assert "That is not its name. Nothing was deleted." in out
    assert "made, " in out
    assert "running cost now $0.00/h." in out
    assert " $ aws " not in out, "nobody wants to hear the commands read"
    assert not Deployment(name).progress().recorded
    building = out.partition(f"Building {name}")[2]
    for number, step in enumerate(STEPS, start=1):
        lines = re.findall(
            rf"^Step {number} of {MANY}, {step.title}: (\d+) of \1 ready$", building, re.MULTILINE
        )
        made = bool(step.nodes(Deployment(name).progress().plans[-1]))
        assert len(lines) == (made and not step.optional), (
            f"{step.title} is told once, when all of it is ready"
        )
    assert re.search(rf"^Step 7 of {MANY}, A private network: (\d+) of \1 gone$", building, re.MULTILINE)


def test_each_page_is_read_its_questions_asked_and_it_is_built(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    build, details, leave = "1", "3", "6"
    assert walk("1", "reader", "1", "", details, build, details, build, "", "", leave) == Exit.STOPPED
    out = capsys.readouterr().out
    first = out.partition(f"\nStep 1 of {MANY}: Before we start\n")[2].partition("\nStep ")[0]
    assert "Which availability zones?" in first, "a page asks its own questions"
    assert "More from AWS" in first, "its details come when they are asked for"
    pages = out.split("\nWhat now?\n")
    assert "**" not in out
    assert "`" not in out.partition(f"Step 1 of {MANY}: Before")[2], "no sign of Markdown is left"
    assert f"Step 2 of {MANY}, A place for images: 3 of 3 ready\n  " in out, "what happened comes below"
    assert "What was made stays, nothing is billed" in out
    assert len(pages) > 5
    kinds = set(Deployment("reader").progress().recorded_kinds.values())
    assert kinds == {"AWS::ECR::Repository"}, "nothing of a page is built before it was read"


def test_every_wrong_answer_is_asked_again_with_the_reason(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ("7", "1", "Not A Name", "wrong", *changing("zones", "1", "9", "1,2"),
             *changing("namespace", "no dots", "wrong.internal"),
             *changing("open-to", "everybody", "192.0.2.1/32"), *changing("rehearse", "maybe", "yes"),
             *changing("endpoint-zones", "3", "2"), LEAVE)  # fmt: skip
    assert walk(*wrong) == Exit.STOPPED
    out = capsys.readouterr().out
    for reason in (
        "“7” is none of the choices.",
        "cannot be a deployment's name",
        "At least two availability zones are needed.",
        "“9” is none of the choices.",
        "“maybe” is neither yes nor no.",
        "“3” is none of the choices.",
    ):
        assert reason in out
    assert "Open to: 192.0.2.1/32 (your answer)" in out
    assert "Private endpoints: in all zones (your answer)" in out
    assert "Nothing was made." in out


def test_a_question_that_may_stay_empty_says_what_that_means(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    walk("1", "own", *changing("execution-role", ""), LEAVE)
    assert "Your answer (empty: one of its own)" in capsys.readouterr().out


def test_one_answer_is_changed_and_the_plan_is_back(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    walk("1", "changed", *changing("endpoint-zones", "2"), LEAVE)
    before, after = capsys.readouterr().out.split("\nThe plan\n")[1:]
    assert "Private endpoints: in one zone (default)" in before
    assert "Private endpoints: in all zones (your answer)" in after


def test_what_stands_is_offered_first_carried_on_and_taken_down(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert walk("1", "second", ALL_AT_ONCE, "1") == Exit.DONE
    assert "Take it down with: fargate-wizard down second" in capsys.readouterr().out
    assert walk("1", ALL_AT_ONCE, "1") == Exit.DONE, "going on with it asks nothing that is settled"
    out = capsys.readouterr().out
    assert "1. Go on with second: Stands; last changed just now" in out
    assert "2. Take second down" in out
    assert "(as before)" in out
    assert "Which availability zones?" not in out
    assert walk("2", "no") == Exit.STOPPED
    assert Deployment("second").progress().recorded
    assert walk("2", "second") == Exit.DONE
    assert "running cost now $0.00/h" in capsys.readouterr().out


def test_without_an_account_it_says_what_to_run(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    assert walk("2") == Exit.FAILED
    assert "run `aws login` or `aws configure`" in capsys.readouterr().err


def test_a_profile_that_aws_refuses_names_the_command_and_is_tried_again(
    walk: Walk, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile work]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n"
        "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert walk("2", "1", "yes", "no") == Exit.STOPPED
    out = capsys.readouterr().out
    assert "work, sso, not signed in; run aws sso login --profile work" in out
    assert out.count("What to do: Run `aws sso login --profile work`, then try again.") == 2


def test_a_terminal_that_cannot_draw_is_asked_in_lines(cloud: Path) -> None:
    leader, follower = pty.openpty()
    environ = {**os.environ, "TERM": "dumb", "FARGATE_WIZARD_HOME": str(cloud)}
    wizard = subprocess.Popen(
        [sys.executable, "-m", "tui"], stdin=follower, stdout=follower, stderr=follower, env=environ
    )
    os.close(follower)
    try:
        seen = read_until(leader, b"Your choice")
        os.write(leader, b"nothing of it\n")
        seen += read_until(leader, b"is none of the choices")
        os.write(leader, b"\x04")
        seen += read_until(leader, b"no more answers")
        assert wizard.wait(timeout=20) == Exit.STOPPED
    finally:
        wizard.kill()
        wizard.wait()
    os.close(leader)
    assert b"\x1b[" not in seen, "no cursor is moved, nothing is coloured"


def test_a_terminal_is_asked_before_what_stands_in_the_practice_cloud_goes(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert walk("1", "dear", ALL_AT_ONCE, "1") == Exit.DONE
    monkeypatch.setattr(sys, "stdin", Typing("no\n"))
    assert main(["sandbox", "stop"]) == Exit.STOPPED
    assert "With it goes all that stands in it: dear. Stop the practice cloud?" in capsys.readouterr().out
    assert practice_status()
    monkeypatch.setattr(sys, "stdin", Typing("no\n"))
    assert main(["scale", "dear", "hostname-app", "3"]) == Exit.STOPPED
    assert not Deployment("dear").progress().scaled, "who says no has asked for nothing"


class Typing(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def read_until(terminal: int, wanted: bytes, seconds: float = 30.0) -> bytes:
    """What the terminal shows until this is among it."""
    seen, deadline = b"", time.monotonic() + seconds
    while wanted not in seen:
        ready, _, _ = select.select([terminal], [], [], max(deadline - time.monotonic(), 0))
        assert ready, f"{wanted!r} did not come; there is {seen!r}"
        seen += os.read(terminal, 4096)
    return seen
