"""What somebody else deletes or changes in AWS is seen, named, and built again or taken as it is."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from steps.sandbox.control import reset
from tests.practice import at
from tests.whole.account import client
from tests.whole.conftest import Told, Wizard

NAME = "drifting"


def up(wizard: Wizard, *words: str) -> Told:
    return wizard("up", NAME, "--target", "sandbox", "--yes", "--json", *words)


def status(wizard: Wizard, *words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(wizard("status", NAME, "--json", *words).out)
    return told


def drift(found: dict[str, Any]) -> dict[str, str]:
    return {each["key"]: each["drift"] for each in found["resources"] if each["drift"]}


@pytest.fixture
def drifted(wizard: Wizard, cloud: dict[str, str]) -> Iterator[dict[str, str]]:
    """A platform whose rule for static-app was deleted, and whose hostname-app was scaled, by somebody else."""
    assert up(wizard).code == 0
    elb, ecs = client(cloud, "elbv2"), client(cloud, "ecs")
    balancer = elb.describe_load_balancers(Names=[f"{NAME}-balancer"])["LoadBalancers"][0]
    listener = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"][0]
    rules = elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
    elb.delete_rule(RuleArn=next(rule["RuleArn"] for rule in rules if not rule["IsDefault"]))
    ecs.update_service(cluster=f"{NAME}-cluster", service=f"{NAME}-hostname-app", desiredCount=1)
    yield {"listener": listener["ListenerArn"]}
    assert wizard("down", NAME, "--yes").code == 0


def rules_of(cloud: dict[str, str], listener: str) -> int:
    return len(client(cloud, "elbv2").describe_rules(ListenerArn=listener)["Rules"])


def count(cloud: dict[str, str]) -> int:
    answer = client(cloud, "ecs").describe_services(
        cluster=f"{NAME}-cluster", services=[f"{NAME}-hostname-app"]
    )
    return int(answer["services"][0]["desiredCount"])


def test_drift_is_named_and_built_again(
    wizard: Wizard, cloud: dict[str, str], drifted: dict[str, str]
) -> None:
    assert not drift(status(wizard, "--offline"))
    found = status(wizard)
    assert found["looked"]
    assert found["state"] == "drifted"
    assert drift(found) == {
        "listener-rule.static-app": "deleted", "service.hostname-app": "1 → 2 tasks",
    }  # fmt: skip
    told = wizard("status", NAME)
    assert "changed by somebody else: listener-rule.static-app: deleted" in told.out
    again = up(wizard)
    assert again.code == 0, again.out[-2000:]
    assert [each["resource"] for each in again.of("creating")] == ["listener-rule.static-app"]
    assert [each["resource"] for each in again.of("updating")] == ["service.hostname-app"]
    assert rules_of(cloud, drifted["listener"]) == 2
    assert count(cloud) == 2
    assert status(wizard)["state"] == "standing"


def test_drift_is_taken_as_it_is_until_the_user_wants_it_back(
    wizard: Wizard, cloud: dict[str, str], drifted: dict[str, str]
) -> None:
    kept = up(wizard, "--drift", "keep")
    assert kept.code == 0, kept.out[-2000:]
    assert {each["resource"] for each in kept.of("drifted")} == {
        "listener-rule.static-app", "service.hostname-app",
    }  # fmt: skip
    assert not kept.of("creating")
    assert not kept.of("updating")
    later = up(wizard)
    assert not later.of("creating")
    assert count(cloud) == 1
    back = up(wizard, "--drift", "rebuild")
    assert back.code == 0, back.out[-2000:]
    assert rules_of(cloud, drifted["listener"]) == 2
    assert count(cloud) == 2


def test_nobody_is_asked_means_nothing_is_done(
    wizard: Wizard, cloud: dict[str, str], drifted: dict[str, str]
) -> None:
    told = wizard("up", NAME, "--target", "sandbox")
    assert told.code == 2
    assert "Give --yes" in told.err
    assert "  service.hostname-app: 1 → 2 tasks" in told.out
    assert rules_of(cloud, drifted["listener"]) == 1


@pytest.mark.long
def test_what_its_user_scaled_has_not_drifted(wizard: Wizard) -> None:
    assert up(wizard).code == 0
    assert wizard("scale", NAME, "hostname-app", "3", "--yes").code == 0
    assert drift(status(wizard)) == {}
    assert wizard("down", NAME, "--yes").code == 0


def test_a_cloud_that_has_lost_everything_is_drift_like_any_other(
    wizard: Wizard, cloud: dict[str, str]
) -> None:
    assert up(wizard).code == 0
    reset(at(cloud))
    found = status(wizard)
    assert found["state"] == "drifted"
    assert drift(found)["vpc"] == "deleted"
    assert up(wizard).code == 0
    assert status(wizard)["state"] == "standing"
    reset(at(cloud))
    told = wizard("down", NAME, "--yes")
    assert told.code == 0, told.out
    assert status(wizard)["state"] == "gone"
