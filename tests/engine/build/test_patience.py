"""A wait says what is usual when it takes longer, and ends at once in a state that never heals."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from steps.aws.load_balancer import HOPELESS
from steps.engine.build.builder import build
from steps.engine.model.awake import AwakeClock
from steps.engine.model.events import AnyEvent, Failed, Waiting
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.service_clients import Banner
from steps.engine.model.site import Run, Site


class Balancer(Resource):
    """Something with a usual time, and a state that it never leaves."""

    kind = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    typical = 150.0
    patience = 900.0
    every = 0.1
    hopeless = HOPELESS

    def find(self, site: Site) -> Handle | None:
        return None

    def create(self, site: Site) -> Handle:
        return Handle("balancer")

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        return site.aws.states() or handle


@pytest.fixture
def events() -> list[AnyEvent]:
    return []


def built(events: list[AnyEvent], states: Iterator[str], step: float) -> bool:
    """Whether it was built, with a clock that goes on by so many seconds at each look."""
    now = iter(x * step for x in range(10_000))
    aws = SimpleNamespace(banner=Banner(sandbox="x", speed=1.0), profile="", states=lambda: next(states))
    plan = Plan(deployment="demo", target="test", account="1", region="r")
    run = Run(plan, aws, events.append, Path(), clock=AwakeClock(lambda: next(now)))  # type: ignore[arg-type]
    return build(run, [Balancer()])


def test_a_state_that_never_heals_ends_it_at_once(events: list[AnyEvent]) -> None:
    assert not built(events, iter(["provisioning", "failed"]), 0.01)
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert failed.what == "balancer is “failed”, and will not become ready."
    assert "another one is made" in failed.cure


def test_after_its_usual_time_it_says_what_is_usual(events: list[AnyEvent]) -> None:
    assert built(events, iter(["provisioning"] * 30 + [""]), 4.0)
    said = [event.state for event in events if isinstance(event, Waiting)]
    assert said[0] == "provisioning"
    assert said[-1].startswith("provisioning; mostly it takes 2 min 30 s")
