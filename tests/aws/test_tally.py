"""What a deployment has cost: by the times at which things were made and deleted, whoever looked meanwhile."""

import pytest

from steps.aws.prices import prices_of
from steps.aws.tally import Tally
from steps.engine.model.charge import Charge, Priced
from steps.engine.model.events import Created, Deleted, Drifted, Planned
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step

START, HOUR = 1_800_000_000.0, 3600.0
PRICES = prices_of("eu-central-1")


class Front(Resource):
    """Billed by the hour that has begun."""

    kind = "AWS::X::Front"

    def charges(self) -> tuple[Charge, ...]:
        return (Charge("front", item=Priced.LOAD_BALANCER),)


class Tasks(Resource):
    """Billed by the second, each of so many."""

    kind = "AWS::X::Tasks"
    count: int

    def charges(self) -> tuple[Charge, ...]:
        return (Charge("tasks", self.count, Priced.VCPU),)


class Zone(Resource):
    """Billed by the month."""

    kind = "AWS::X::Zone"

    def charges(self) -> tuple[Charge, ...]:
        return (Charge("zone", a_month=0.5),)


BOOK = (
    Step(
        title="All",
        key="all",
        resources=lambda plan: (Front(), Tasks(plan.answers["count"]), Zone()),
    ),
)


def planned(count: int, at: float) -> Planned:
    plan = Plan(deployment="d", target="aws", account="1", region="eu-central-1", answers={"count": count})
    return Planned(plan=plan, at=at)


def tally() -> Tally:
    found = Tally(BOOK)
    found.take(planned(2, START))
    return found


def test_what_is_billed_by_the_hour_costs_every_hour_that_has_begun_each_time_it_is_made() -> None:
    found = tally()
    found.take(Created(resource="front", id="1", at=START))
    assert found.spent(START + 60) == pytest.approx(PRICES.load_balancer)
    found.take(Deleted(resource="front", at=START + 120))
    found.take(Created(resource="front", id="2", at=START + 200))
    assert found.spent(START + 300) == pytest.approx(2 * PRICES.load_balancer)
    found.take(Drifted(resource="front", what="deleted", missing=True, at=START + 400))
    assert found.spent(START + 100 * HOUR) == pytest.approx(2 * PRICES.load_balancer)


def test_tasks_are_billed_by_the_second_and_as_many_as_were_wanted_then() -> None:
    found = tally()
    found.take(Created(resource="tasks", id="1", at=START))
    assert found.spent(START + HOUR / 2) == pytest.approx(PRICES.vcpu)
    found.take(planned(4, START + HOUR / 2))
    assert found.spent(START + HOUR) == pytest.approx(PRICES.vcpu + 2 * PRICES.vcpu)


def test_a_zone_is_free_for_twelve_hours_and_then_not_divided() -> None:
    found = tally()
    found.take(Created(resource="zone", id="1", at=START))
    assert found.spent(START + 11 * HOUR) == 0
    assert found.spent(START + 13 * HOUR) == pytest.approx(0.5)
    assert found.spent(START + 800 * HOUR) == pytest.approx(1.0)
