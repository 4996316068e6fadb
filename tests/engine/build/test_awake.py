"""Nothing is overdue for the time in which the machine slept or the run was paused."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest

from steps.engine.build.builder import build
from steps.engine.cloud.pause import Pause, Wait
from steps.engine.model.awake import NAP, AwakeClock
from steps.engine.model.events import AnyEvent, Failed
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.service_clients import Banner
from steps.engine.model.site import Run, Site
from steps.engine.troubles import Trouble

HOUR = 3600.0


class Clock:
    """A clock that stands until it is told to go on."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Slow(Resource):
    """Something that is not ready when it is looked at for the first times, and something happens meanwhile."""

    kind: ClassVar[str] = "Test::Slow"
    patience: ClassVar[float] = 300.0
    every: ClassVar[float] = 0.1

    def find(self, site: Site) -> Handle | None:
        return None

    def create(self, site: Site) -> Handle:
        return Handle("slow")

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        return handle if site.aws.looks() else "pending"


def test_a_nap_is_left_out_and_a_moment_is_not() -> None:
    now = Clock()
    clock = AwakeClock(now)
    began = clock()
    now.now += NAP / 2
    assert clock() - began == NAP / 2
    now.now += HOUR
    assert clock() - began == NAP / 2
    now.now += 1
    assert clock() - began == NAP / 2 + 1


def test_a_pause_is_left_out() -> None:
    now = Clock()
    clock = AwakeClock(now)
    began, looks = clock(), iter([True, True, False])
    stop = threading.Event()
    pause = Pause(Wait(lambda event: None, stop, 0.01, clock.lose))
    assert pause.until(lambda: Trouble("It is away.") if next(looks) else None)
    now.now += 0.02
    assert clock() - began == pytest.approx(0.0)


@pytest.mark.parametrize("seconds", [HOUR, 1.0])
def test_what_was_pending_before_a_nap_is_not_overdue_after_it(seconds: float) -> None:
    now, events, naps = Clock(), list[AnyEvent](), iter(range(400))
    clock = AwakeClock(now)

    def looks() -> bool:
        clock()
        now.now += seconds
        return next(naps) >= 3

    aws = SimpleNamespace(banner=Banner(sandbox="x", speed=1.0), profile="", looks=looks)
    plan = Plan(deployment="demo", target="test", account="1", region="r")
    run = Run(plan, aws, events.append, Path(), clock=clock)  # type: ignore[arg-type]  # as much of AWS as it takes
    assert build(run, [Slow()])
    assert not [event for event in events if isinstance(event, Failed)]


def test_what_does_not_get_ready_while_awake_is_overdue() -> None:
    now, events = Clock(), list[AnyEvent]()
    clock = AwakeClock(now)

    def looks() -> bool:
        now.now += NAP - 1
        return False

    aws = SimpleNamespace(banner=Banner(sandbox="x", speed=1.0), profile="", looks=looks)
    plan = Plan(deployment="demo", target="test", account="1", region="r")
    run = Run(plan, aws, events.append, Path(), clock=clock)  # type: ignore[arg-type]
    assert not build(run, [Slow()])
    assert "after 5 minutes" in next(event for event in events if isinstance(event, Failed)).what
