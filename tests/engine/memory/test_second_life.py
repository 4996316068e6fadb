"""What was taken down and is built anew begins anew in `status` as well: nothing of its first life is told as gone."""

from steps.engine.memory.progress import Progress
from steps.engine.memory.status import step_state
from steps.engine.model.events import (
    AnyEvent,
    Began,
    Created,
    Creating,
    Deleted,
    Ended,
    Kept,
    Outcome,
    Ready,
    Verb,
)
from steps.engine.model.plan import Plan
from tests.tui.book import BOOK

PLAN = Plan(
    deployment="again",
    target="sandbox",
    account="1",
    region="eu-central-1",
    answers={"zones": ["a", "b"], "size": "small"},
)
NETWORK = ("network", "subnet.a", "subnet.b")


def began(verb: Verb, at: float) -> Began:
    return Began(verb=verb, deployment="again", target="sandbox", account="1", region="eu-central-1", at=at)


def built(name: str, at: float) -> list[AnyEvent]:
    return [
        Creating(resource=name, kind="AWS::EC2::VPC", at=at),
        Created(resource=name, id=name, at=at),
        Ready(resource=name, id=name, at=at),
    ]


def states(progress: Progress) -> dict[str, str]:
    return {step.key: step_state(step, PLAN, progress) for step in BOOK}


def test_a_second_life_is_told_without_the_first() -> None:
    progress = Progress.of([
        began(Verb.BUILD, 1), *built("network", 2), *built("subnet.a", 2), *built("load-balancer", 2),
        began(Verb.TEARDOWN, 3), Deleted(resource="load-balancer", at=4), Deleted(resource="subnet.a", at=4),
        Kept(resource="network", id="network", at=4), Ended(verb=Verb.TEARDOWN, outcome=Outcome.DONE, seconds=1, at=5),
    ])  # fmt: skip
    assert (states(progress)["network"], states(progress)["front"]) == ("gone", "gone")
    progress.take(began(Verb.BUILD, 6))
    assert (states(progress)["network"], states(progress)["front"]) == ("planned", "planned")
    for event in (event for name in NETWORK for event in built(name, 7)):
        progress.take(event)
    assert (states(progress)["network"], states(progress)["front"]) == ("done", "planned")
