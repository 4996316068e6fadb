"""A wizard over the small book, and ways to wait for it without sleeping."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from steps.aws import remains
from steps.engine.build.settle import apps_of, settle
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.target.target import Target, TargetKind
from tests.tui.book import BOOK, Cloud
from tui.lines.plain import EventLines
from tui.sight import Sight
from tui.widgets.theme import DARK, UNICODE, Appearance
from tui.wizard.app import Wizard

NOON = 1_790_000_000.0
FOLLOWING = ("logs", "requests")
"""Workers that read what tasks write for as long as their page is open."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of deployments of its own, and no AWS configuration."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in (
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_CONFIG_FILE",
        "LC_ALL",
        "NO_COLOR",
        "FARGATE_WIZARD_ASCII",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    monkeypatch.setattr("tui.screens.scaling.GATHER", 0.0)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    return folder


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens, happens at noon and takes no time: how fast a machine is is on no picture."""
    clock = SimpleNamespace(monotonic=lambda: 100.0, time=lambda: NOON)
    for module in ("build.perform", "model.awake", "model.event", "model.site"):
        monkeypatch.setattr(f"steps.engine.{module}.time", clock)


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def wizard(cloud: Cloud) -> Wizard:
    return new_wizard(cloud)


@pytest.fixture
def sight(cloud: Cloud) -> Iterator[Sight]:
    """A deployment that is held open and planned, as a command of the lines has it; nothing is built yet."""
    deployment = Deployment("practice")
    with deployment.locked():
        aws = cloud.reach(Target(TargetKind.SANDBOX, region="eu-central-1"))
        work = Work(deployment, BOOK, TargetKind.SANDBOX.value, aws, EventLines(), remains=remains)
        settle(work, apps_of(work))
        yield Sight(work, work.record.progress)


def new_wizard(cloud: Cloud, *, theme: str = DARK.name, start: str = "") -> Wizard:
    """A wizard that stands still, at a fixed time."""
    appearance = Appearance(theme=theme, glyphs=UNICODE, still=True)
    return Wizard(
        start, book=BOOK, reach=cloud.reach, practice=lambda: 0.0, now=lambda: NOON, appearance=appearance
    )


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Let the app run until this is true."""
    for _ in range(3000):
        if true():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come true within a minute")


async def settled(pilot: Pilot[int]) -> None:
    """Let the app run until nothing is under way."""
    wizard = pilot.app
    assert isinstance(wizard, Wizard)
    await pilot.pause()
    await until(
        pilot,
        lambda: (
            not wizard.room.busy
            and not any(each.is_running and each.group not in FOLLOWING for each in wizard.workers)
        ),
    )
    wizard.redraw_now()
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press each key and let what it starts come to its end."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def press_until(pilot: Pilot[int], page: type[Screen[Any]], *keys: str) -> None:
    """Press keys of which the last leads to this page; what they start may go on behind it."""
    await press(pilot, *keys[:-1])
    await pilot.press(keys[-1])
    await until(pilot, lambda: isinstance(pilot.app.screen, page))
