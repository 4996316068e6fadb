"""The first page reminds of what has stood, and was billed, for more than a day."""

import pytest

from steps.engine.memory.progress import Progress
from steps.engine.model.events import AnyEvent, Began, Created, Creating, Planned, Verb
from steps.engine.model.plan import Plan
from tests.tui.book import BOOK
from tui.known import DAY, Known

START = 1_800_000_000.0
KIND = "AWS::ElasticLoadBalancingV2::LoadBalancer"


def standing(target: str) -> Known:
    plan = Plan(
        deployment="demo", target=target, account="1", region="eu-central-1",
        answers={"zones": ["a", "b"], "size": "small"},
    )  # fmt: skip
    events: list[AnyEvent] = [
        Began(
            verb=Verb.BUILD, deployment="demo", target=target, account="1", region="eu-central-1", at=START
        ),
        Planned(plan=plan, at=START),
        Creating(resource="load-balancer", kind=KIND, at=START),
        Created(resource="load-balancer", id="1", at=START),
    ]
    return Known("demo", Progress.of(events))


@pytest.mark.parametrize(
    ("target", "seconds", "words"),
    [
        ("aws", 2.5 * DAY, "Begun 2 days ago, about $8.29 so far."),
        ("aws", 0.9 * DAY, ""),
        ("sandbox", 9 * DAY, ""),
    ],
)
def test_what_stands_and_is_billed_for_more_than_a_day(target: str, seconds: float, words: str) -> None:
    known = standing(target)
    assert known.reminder(BOOK, START + seconds).startswith(words)
    told = known.describe(BOOK, START + seconds).plain
    assert words in told
    assert ("d takes it down" in told) is bool(words)
