"""What a plan costs, to the cent that can be known."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from steps import STEPS
from steps.appfile.apps import App, Architecture, Health
from steps.aws import prices
from steps.aws.prices import PRICES, STAND_INS, Cost
from steps.engine.model.plan import Plan

ROOT = Path(__file__).parent.parent.parent


def app(name: str, count: int, **more: Any) -> App:
    return App(
        name=name, about="x", port=80, cpu=256, memory=512, count=count, health=Health(path="/"), **more
    )


APPS = (app("hostname-app", 2, path="/"), app("random-quote-app", 1, private="random-quote"))
EVERYTHING = {
    "service.hostname-app", "service.random-quote-app", "load-balancer", "namespace",
    "endpoint.ecr.api", "endpoint.ecr.dkr", "endpoint.logs", "endpoint.s3", "vpc",
}  # fmt: skip


def plan(region: str = "eu-central-1", apps: tuple[App, ...] = APPS, **answers: Any) -> Plan:
    settled = {
        "zones": ["a", "b"], "endpoint-zones": "one", "namespace": "d.internal", "open-to": "0.0.0.0/0",
        "rehearse": True,
    }  # fmt: skip
    images = {app.name: "0" * 12 for app in apps}
    return Plan(
        deployment="d", target="aws", account="1", region=region, apps=apps, images=images, answers=settled | answers
    )  # fmt: skip


def cost(plan: Plan, standing: set[str] | None = None) -> Cost:
    return prices.cost(STEPS, plan, None if standing is None else dict.fromkeys(standing, ""))


def _in_every_zone() -> Plan:
    everywhere: dict[str, Any] = {"endpoint-zones": "both"}
    return plan("eu-central-1", APPS, **everywhere)


@pytest.mark.parametrize(("region", "an_hour"), [("us-east-1", 0.0995), ("eu-central-1", 0.1156)])
def test_the_usual_platform_costs_what_was_worked_out_by_hand(region: str, an_hour: float) -> None:
    assert cost(plan(region)).an_hour == pytest.approx(an_hour, abs=0.0001)


def test_a_month_has_730_hours_and_the_hosted_zone() -> None:
    found = cost(plan())
    assert found.a_month == pytest.approx(found.an_hour * 730 + 0.50)
    assert round(found.a_month) == 85


def test_everything_standing_costs_what_the_plan_does() -> None:
    assert cost(plan(), EVERYTHING).an_hour == pytest.approx(cost(plan()).an_hour)


def test_what_does_not_stand_costs_nothing() -> None:
    assert cost(plan(), set()).items == ()
    assert cost(plan(), {"vpc", "endpoint.s3", "cluster"}).words == "$0.00 an hour"


def test_only_what_stands_is_counted() -> None:
    found = cost(plan(), {"load-balancer", "endpoint.logs"})
    assert [item.what for item in found.items] == [
        "load balancer", "its public addresses: 2", "private endpoints: 1 in 1 zone",
    ]  # fmt: skip
    assert found.an_hour == pytest.approx(0.027 + 2 * 0.005 + 0.012)


def test_the_task_with_a_public_address_of_its_own_is_counted() -> None:
    found = cost(plan(), {"first-light"})
    assert found.an_hour == pytest.approx(0.0142 + 0.005, abs=0.0001)


def test_endpoints_are_paid_for_in_every_zone_they_are_in() -> None:
    one, every = cost(plan(), {"endpoint.logs"}), cost(_in_every_zone(), {"endpoint.logs"})
    assert every.an_hour == pytest.approx(2 * one.an_hour)


def test_each_zone_adds_an_address() -> None:
    three = cost(plan(zones=["a", "b", "c"]), {"load-balancer"})
    assert three.an_hour - cost(plan(), {"load-balancer"}).an_hour == pytest.approx(0.005)


def test_arm_costs_about_a_fifth_less() -> None:
    apps = (app("x", 1, path="/"),), (app("x", 1, path="/", architecture=Architecture.ARM64),)
    dear, cheap = (cost(plan(apps=each), {"service.x"}).an_hour for each in apps)
    assert cheap / dear == pytest.approx(0.8, abs=0.01)


def test_it_says_about() -> None:
    assert cost(plan()).words == "about $0.12 an hour"


def test_an_unknown_region_is_priced_as_its_neighbour_and_says_so() -> None:
    found = cost(plan("eu-south-2"))
    assert found.priced_as == "eu-central-1"
    assert "none for eu-south-2" in found.note
    assert "those of eu-central-1" in found.note


def test_a_region_of_no_known_area_is_guessed_dear() -> None:
    assert cost(plan("af-south-1")).an_hour >= max(
        cost(plan(region)).an_hour for region in STAND_INS.values()
    )


def test_a_known_region_says_only_the_date_and_what_is_billed_by_the_hour() -> None:
    assert cost(plan()).note == (
        "List prices of September 2026, without tax and what is charged by the gigabyte or the request. "
        "Load balancer and endpoints are billed by the whole hour: the first minutes cost $0.06."
    )


def test_the_first_minutes_cost_a_whole_hour_of_what_is_billed_so() -> None:
    found = cost(plan())
    begun = sum(item.by_the_hour for item in found.items)
    assert begun == pytest.approx(PRICES["eu-central-1"].load_balancer + 3 * PRICES["eu-central-1"].endpoint)
    assert found.spent(600) == pytest.approx(begun + (found.an_hour - begun) / 6)
    assert found.spent(7200) == pytest.approx(2 * found.an_hour)


def test_a_hosted_zone_is_billed_whole_after_half_a_day() -> None:
    found = cost(plan())
    assert found.spent(13 * 3600) - 13 * found.an_hour == pytest.approx(0.50)
    assert found.spent(12 * 3600) == pytest.approx(12 * found.an_hour)


def test_every_price_is_plausible() -> None:
    for region, row in PRICES.items():
        assert 0.03 < row.vcpu < 0.08, region
        assert 0.75 < row.arm_vcpu / row.vcpu < 0.85, region
        assert 0.75 < row.arm_gigabyte / row.gigabyte < 0.85, region
        assert 0.02 < row.load_balancer < 0.04, region
        assert 0.009 < row.endpoint < 0.03, region
    assert set(STAND_INS.values()) <= PRICES.keys()


def test_what_todays_book_does_not_name_costs_what_its_kind_does_or_is_named() -> None:
    stands = {
        "service.hostname-app": "AWS::ECS::Service",
        "service.dropped-app": "AWS::ECS::Service",
        "second-balancer": "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "old-queue": "AWS::SQS::Queue",
        "old-group": "AWS::EC2::SecurityGroup",
        "old-route": "AWS::EC2::Route",
    }
    found, known = prices.cost(STEPS, plan(), stands), cost(plan(), {"service.hostname-app"})
    assert found.unknown == ("old-queue", "service.dropped-app")
    assert found.an_hour == pytest.approx(known.an_hour + PRICES["eu-central-1"].load_balancer)
    assert found.words.endswith(" an hour and an unknown price for old-queue and 1 more")
    assert known.unknown == ()


RENAMED = {
    "LoadBalancer": "Balancer",
    "InterfaceEndpoint": "PrivateWay",
    "Namespace": "PhoneBook",
    "Service": "Runs",
}

COSTS = """
import sys
from steps import STEPS
from steps.aws.prices import cost
from tests.aws.test_prices import plan
print(cost(STEPS, plan()).a_month)
"""


def test_a_class_of_another_name_costs_as_much(tmp_path: Path) -> None:
    """Nothing outside a resource knows it by its name, so that a renamed one cannot cost nothing."""
    for package in ("steps", "apps", "tests/aws"):
        shutil.copytree(ROOT / package, tmp_path / package)
    pages = [page for room in ("book", "aws") for page in (tmp_path / "steps" / room).glob("*.py")]
    for page in pages:
        text = page.read_text()
        for name, other in RENAMED.items():
            text = re.sub(rf"(?<!::)\b{name}\b(?=[(:,\] )|]|$)", other, text, flags=re.MULTILINE)
        page.write_text(text)
    book = "".join(page.read_text() for page in pages)
    assert [other for other in RENAMED.values() if f"class {other}(" not in book] == []
    told = subprocess.run(
        [sys.executable, "-c", COSTS], cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.fspath(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert float(told.stdout) == pytest.approx(cost(plan()).a_month)
