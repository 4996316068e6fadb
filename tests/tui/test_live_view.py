"""A run on a terminal: what is drawn while it is under way, what stays of it, and where nothing is to move."""

import argparse
import contextlib
import io
import re
import sys
import threading
from collections.abc import Iterator

import pytest

from steps.aws import remains
from steps.engine.build.settle import apps_of, settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Waiting
from steps.target.target import Target, TargetKind
from tests.tui.book import BOOK, Cloud
from tui.lines.live_view import LiveView
from tui.lines.plain import EventLines
from tui.lines.step_lines import StepLines
from tui.lines.stopping import ANSWER
from tui.lines.teller import teller
from tui.lines.voice import Voice


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def work(cloud: Cloud) -> Iterator[Work]:
    deployment = Deployment("practice")
    with deployment.locked():
        aws = cloud.reach(Target(TargetKind.SANDBOX, region="eu-central-1"))
        voice = Voice(threading.Event())
        work = Work(deployment, BOOK, TargetKind.SANDBOX.value, aws, voice, remains=remains)
        settle(work, apps_of(work))
        yield work


def test_it_shows_what_is_done_what_is_under_way_and_for_how_long(
    work: Work, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", screen := Terminal())
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    cloud.slow["load-balancer"] = threading.Event()
    view, frames = LiveView(work), list[list[str]]()

    def hear(event: AnyEvent) -> None:
        view(event)
        if isinstance(event, Waiting) and event.resource == "load-balancer":
            frames.append([line.plain for line in view.frame(event.at + 100)])
            cloud.slow["load-balancer"].set()

    assert isinstance(work.hear, Voice)
    work.hear.tell = hear
    build(work)
    head, done, *under_way, count = frames[0]
    assert re.match(r"Building practice: 1:4\d, ", head)
    assert done == "✓ A network"
    assert [line.partition("  ")[0] for line in under_way] == ["◐ The front door: 0 of 1"]
    assert "load-balancer: provisioning  1:4" in under_way[0]
    assert count == "3 of 6 ready"
    assert re.search(r"5 resources ready, 1 check passed, after \d+ s\.\n$", screen.getvalue())
    assert "\x1b[?25l" not in screen.getvalue(), (
        "the cursor is never hidden: nobody may be left to show it again"
    )


def test_a_failure_is_printed_and_stays(work: Work, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", screen := Terminal())
    cloud.broken.add("load-balancer")
    assert isinstance(work.hear, Voice)
    work.hear.tell = LiveView(work)
    build(work)
    assert "load-balancer: FAILED. load-balancer cannot be made." in screen.getvalue()


def test_who_stops_it_is_answered_above_the_lines_and_none_of_them_stays(
    work: Work, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", screen := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    cloud.slow["load-balancer"] = threading.Event()
    view = LiveView(work)

    def hear(event: AnyEvent) -> None:
        view(event)
        if isinstance(event, Waiting) and event.resource == "load-balancer" and not work.stop.is_set():
            work.stop.set()
            view.answer()
            cloud.slow["load-balancer"].set()

    assert isinstance(work.hear, Voice)
    work.hear.tell = hear
    build(work)
    before, answered, after = screen.getvalue().partition(ANSWER[:40])
    assert answered
    assert before.endswith("\x1b[2K"), "the lines were taken away for it"
    assert "Stopping: calls under way may finish" in after


@pytest.mark.parametrize(
    ("environ", "flags", "kind"),
    [
        ({}, {}, LiveView),
        ({"TERM": "dumb"}, {}, StepLines),
        ({"NO_COLOR": "1"}, {}, StepLines),
        ({"FARGATE_WIZARD_STILL": "1"}, {}, StepLines),
        ({}, {"verbose": True}, EventLines),
        ({}, {"plain": True}, StepLines),
    ],
)
def test_nothing_moves_where_it_should_not(
    work: Work, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], flags: dict[str, bool], kind: type
) -> None:
    for name in ("NO_COLOR", "FARGATE_WIZARD_STILL", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **environ}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    options = argparse.Namespace(**{"json": False, "verbose": False, "plain": False, "until": None, **flags})
    with contextlib.ExitStack() as shown:
        assert type(teller(options, work, Voice(threading.Event()), shown)) is kind
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with contextlib.ExitStack() as shown:
        piped = StepLines if flags.get("plain") else EventLines
        assert type(teller(options, work, Voice(threading.Event()), shown)) is piped


def test_after_a_long_silence_the_lines_say_what_is_waited_for(
    work: Work, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.slow["load-balancer"] = threading.Event()
    lines = StepLines(work)

    def hear(event: AnyEvent) -> None:
        lines(event)
        if isinstance(event, Waiting):
            lines(Waiting(resource="load-balancer", state="provisioning", seconds=0.0, at=event.at + 31))
            cloud.slow["load-balancer"].set()

    assert isinstance(work.hear, Voice)
    work.hear.tell = hear
    build(work)
    out = capsys.readouterr().out
    assert "Step 2 of 5, A network: 3 of 3 ready\n" in out
    assert re.search(
        r"Still at work: 3 of 6 ready; waiting for load-balancer \(provisioning\) since 3\d s", out
    )
