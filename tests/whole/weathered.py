"""A deployment that is built in this process, so that something can happen after so many of its calls."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from steps import STEPS
from steps.aws import remains
from steps.engine.build import down, up
from steps.engine.build.settle import apps_of, settle
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Called, Failed, Outcome, Paused
from steps.target.target import Target, TargetKind, open_target
from tests.whole.standing import standing

NAME = "cutoff"


class Weathered:
    """A deployment on the other side of a way; something happens on the way after so many calls."""

    def __init__(self, work: Callable[..., Work]) -> None:
        self.events: list[AnyEvent] = []
        self.after: tuple[int, Callable[[], None]] | None = None
        self.when_paused: Callable[[], None] = lambda: None
        self.when: Callable[[AnyEvent], None] = lambda event: None
        self._calls = 0
        self.work = work(self._hear)

    def _hear(self, event: AnyEvent) -> None:
        self.events.append(event)
        self.when(event)
        if isinstance(event, Paused):
            self.when_paused()
        if isinstance(event, Called) and self.after:
            self._calls += 1
            number, happen = self.after
            if self._calls >= number:
                self.after, self._calls = None, 0
                happen()

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


@contextmanager
def deployed(environ: Mapping[str, str]) -> Iterator[Weathered]:
    """Such a deployment as one with these variables has it; in the end it is taken down."""
    deployment = Deployment(NAME)
    with pytest.MonkeyPatch.context() as patch, deployment.locked():
        for name in set(os.environ) - set(environ):
            patch.delenv(name)
        for name, value in environ.items():
            patch.setenv(name, value)
        aws = open_target(Target(TargetKind.AWS, region="eu-central-1"))
        weathered = Weathered(lambda hear: Work(deployment, STEPS, "aws", aws, hear, remains=remains))
        yield weathered
        weathered.after = None
        weathered.work.stop.clear()
        assert down.tear_down(weathered.work) is Outcome.DONE


def until_network(weathered: Weathered) -> list[str]:
    """Build all but the last pages; what has failed, in words."""
    work = weathered.work
    settle(work, apps_of(work))
    up.build(work, next(step for step in STEPS if step.key == "network"))
    return [f"{event.resource}: {event.what} {event.why}" for event in weathered.of(Failed)]


def once(cloud: dict[str, str]) -> bool:
    """Whether all of it is there, and nothing twice."""
    found = standing(cloud, NAME)
    return (len(found["vpcs"]), len(found["subnets"]), len(found["gateways"])) == (1, 4, 1)
