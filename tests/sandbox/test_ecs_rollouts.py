"""Rollouts: two deployments side by side, healthy targets at every moment, and the circuit breaker."""

import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox.ecs.service_deployment import threshold
from tests.sandbox.grounds import Grounds
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
BREAKER = {"enable": True, "rollback": False}


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


def broken(grounds: Grounds) -> str:
    """A task definition whose image was never pushed."""
    return grounds.define(image=f"{grounds.repository}:missing")


def update(grounds: Grounds, **changes: Any) -> dict[str, Any]:
    return dict(grounds.ecs.update_service(cluster="demo", service="web", **changes)["service"])


def rollout(grounds: Grounds) -> dict[str, str]:
    """The rollout state of each deployment, by its status."""
    return {found["status"]: found["rolloutState"] for found in grounds.service()["deployments"]}


def test_a_new_definition_replaces_every_task(grounds: Grounds) -> None:
    grounds.serve(count=2)
    first = until(grounds.steady)["deployments"][0]["id"]
    before = {task["taskArn"] for task in grounds.tasks()}
    definition = grounds.define(environment={"COLOUR": "blue"})
    answer = update(grounds, taskDefinition=definition)
    assert [found["status"] for found in answer["deployments"]] == ["PRIMARY", "ACTIVE"]
    until(lambda: grounds.service()["deployments"][0]["rolloutState"] == "COMPLETED")
    found = until(grounds.steady)
    assert found["taskDefinition"] == definition
    assert found["deployments"][0]["id"] != first
    assert before.isdisjoint(task["taskArn"] for task in grounds.tasks())
    assert {task["taskDefinitionArn"] for task in grounds.tasks()} == {definition}


def test_the_same_definition_again_starts_nothing_unless_forced(grounds: Grounds) -> None:
    made = grounds.serve()
    until(grounds.steady)
    [task] = grounds.tasks()
    assert len(update(grounds, taskDefinition=made["taskDefinition"])["deployments"]) == 1
    assert len(update(grounds, forceNewDeployment=True)["deployments"]) == 2
    until(grounds.steady)
    assert grounds.tasks()[0]["taskArn"] != task["taskArn"]


def test_targets_stay_healthy_through_a_rollout(practice_at: Callable[[float], Any], tmp_path: Path) -> None:
    grounds = Grounds(practice_at(50.0).client, tmp_path)
    group = grounds.front()
    grounds.serve(count=2, **grounds.behind(group))
    until(grounds.steady, within=30)
    url = f"http://{grounds.balancer['DNSName']}/"
    update(grounds, forceNewDeployment=True)
    seen: list[tuple[int, int, int]] = []

    def watch() -> bool:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
            assert answer.status == 200
        states = [
            target["TargetHealth"]["State"]
            for target in grounds.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        ]
        found = grounds.service()
        seen.append((len(found["deployments"]), states.count("healthy"), len(grounds.tasks())))
        return len(found["deployments"]) == 1 and found["deployments"][0]["rolloutState"] == "COMPLETED"

    until(watch, within=30)
    assert {count for count, _, _ in seen} == {1, 2}
    assert min(healthy for _, healthy, _ in seen) >= 2
    assert max(living for _, _, living in seen) == 4


def test_the_maximum_percent_is_kept(practice_at: Callable[[float], Any], tmp_path: Path) -> None:
    grounds = Grounds(practice_at(50.0).client, tmp_path)
    rolling = {"maximumPercent": 100, "minimumHealthyPercent": 50}
    grounds.serve(count=4, deploymentConfiguration=rolling)
    until(grounds.steady, within=30)
    update(grounds, forceNewDeployment=True)
    seen: list[tuple[int, int]] = []

    def watch() -> bool:
        found = grounds.service()
        seen.append((len(grounds.tasks()), found["runningCount"]))
        return len(found["deployments"]) == 1 and found["deployments"][0]["rolloutState"] == "COMPLETED"

    until(watch, within=30)
    assert max(living for living, _ in seen) == 4
    assert min(running for _, running in seen) >= 2


def test_without_the_circuit_breaker_a_bad_rollout_never_ends(grounds: Grounds) -> None:
    grounds.serve(taskDefinition=broken(grounds))
    until(lambda: grounds.service()["deployments"][0]["failedTasks"] > 3)
    assert rollout(grounds) == {"PRIMARY": "IN_PROGRESS"}


def test_the_circuit_breaker_fails_a_rollout_after_three_tasks(grounds: Grounds) -> None:
    grounds.serve(
        taskDefinition=broken(grounds), deploymentConfiguration={"deploymentCircuitBreaker": BREAKER}
    )
    until(lambda: rollout(grounds) == {"PRIMARY": "FAILED"})
    [deployment] = grounds.service()["deployments"]
    assert deployment["failedTasks"] == 3
    assert deployment["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    said = f"(service web) (deployment {deployment['id']}) deployment failed: tasks failed to start."
    assert said in grounds.messages()
    assert grounds.tasks() == []


def test_processes_that_exit_trip_the_circuit_breaker_too(grounds: Grounds) -> None:
    definition = grounds.define(environment={"EXIT": "1"})
    grounds.serve(taskDefinition=definition, deploymentConfiguration={"deploymentCircuitBreaker": BREAKER})
    until(lambda: rollout(grounds) == {"PRIMARY": "FAILED"})


def half_broken(grounds: Grounds, **breaker: Any) -> None:
    """A service of two: one task stands, and the one in the private subnet fails again and again."""
    grounds.serve(
        count=2,
        networkConfiguration=grounds.network(subnets=[grounds.public[0], grounds.private[1]]),
        deploymentConfiguration={"deploymentCircuitBreaker": BREAKER | breaker},
    )


def test_the_circuit_breaker_counts_to_a_threshold_of_its_own_although_one_task_is_well(
    grounds: Grounds,
) -> None:
    half_broken(grounds, resetOnHealthyTask=False, thresholdConfiguration={"type": "COUNT", "value": 2})
    until(lambda: rollout(grounds) == {"PRIMARY": "FAILED"})
    [deployment] = grounds.service()["deployments"]
    assert deployment["failedTasks"] == 2


def test_a_failed_rollout_leaves_the_old_tasks_running(grounds: Grounds) -> None:
    grounds.serve(count=2, deploymentConfiguration={"deploymentCircuitBreaker": BREAKER})
    until(grounds.steady)
    before = {task["taskArn"] for task in grounds.tasks()}
    update(grounds, taskDefinition=broken(grounds))
    until(lambda: rollout(grounds) == {"PRIMARY": "FAILED", "ACTIVE": "COMPLETED"})
    assert {task["taskArn"] for task in grounds.tasks()} == before


def test_a_good_definition_mends_a_failed_rollout(grounds: Grounds) -> None:
    breaker = {"deploymentCircuitBreaker": BREAKER}
    grounds.serve(taskDefinition=broken(grounds), deploymentConfiguration=breaker)
    until(lambda: rollout(grounds) == {"PRIMARY": "FAILED"})
    update(grounds, taskDefinition=grounds.define())
    until(grounds.steady)


def test_rollback_goes_back_to_the_last_deployment_that_stood(grounds: Grounds) -> None:
    breaker = {"deploymentCircuitBreaker": BREAKER | {"rollback": True}}
    good = grounds.define()
    grounds.serve(count=2, taskDefinition=good, deploymentConfiguration=breaker)
    first = until(grounds.steady)["deployments"][0]["id"]
    update(grounds, taskDefinition=broken(grounds))
    until(lambda: any("rolling back" in message for message in grounds.messages()))
    found = until(grounds.steady)
    assert found["deployments"][0]["id"] == first
    assert found["taskDefinition"] == good
    assert f"(service web) rolling back to deployment {first}." in grounds.messages()


def test_rollback_of_a_first_deployment_has_nowhere_to_go(grounds: Grounds) -> None:
    breaker = {"deploymentCircuitBreaker": BREAKER | {"rollback": True}}
    grounds.serve(taskDefinition=broken(grounds), deploymentConfiguration=breaker)
    until(lambda: rollout(grounds) == {"PRIMARY": "FAILED"})


@pytest.mark.parametrize(("desired", "failures"), [(1, 3), (6, 3), (7, 4), (25, 13), (400, 200), (1000, 200)])
def test_the_threshold_is_half_the_count_within_bounds(desired: int, failures: int) -> None:
    assert threshold({"enable": True}, desired) == failures


@pytest.mark.parametrize(
    ("kind", "value", "failures"), [("COUNT", 5, 5), ("BOUNDED_PERCENT", 10, 3), ("UNBOUNDED_PERCENT", 10, 1)]
)
def test_a_threshold_can_be_asked_for(kind: str, value: int, failures: int) -> None:
    assert threshold({"thresholdConfiguration": {"type": kind, "value": value}}, 10) == failures


def test_deployments_are_remembered(grounds: Grounds) -> None:
    breaker = {"deploymentCircuitBreaker": BREAKER}
    grounds.serve(deploymentConfiguration=breaker)
    until(grounds.steady)
    update(grounds, taskDefinition=broken(grounds))
    until(lambda: rollout(grounds)["PRIMARY"] == "FAILED")
    listed = grounds.ecs.list_service_deployments(cluster="demo", service="web")["serviceDeployments"]
    assert [found["status"] for found in listed] == ["STOPPED", "SUCCESSFUL"]
    arns = [found["serviceDeploymentArn"] for found in listed]
    assert re.fullmatch(r"arn:aws:ecs:eu-central-1:\d{12}:service-deployment/demo/web/\d{19}", arns[0])
    answer = grounds.ecs.describe_service_deployments(serviceDeploymentArns=[*arns, "arn:none"])
    told = answer["serviceDeployments"][0]["deploymentCircuitBreaker"]
    assert told == {"failureCount": 3, "threshold": 3, "status": "TRIGGERED"}
    assert answer["failures"] == [{"arn": "arn:none", "reason": "MISSING"}]


def test_scaling_to_zero_after_a_failed_rollout_stops_the_old_tasks(grounds: Grounds) -> None:
    grounds.serve(count=2, deploymentConfiguration={"deploymentCircuitBreaker": BREAKER})
    until(grounds.steady)
    update(grounds, taskDefinition=broken(grounds))
    until(lambda: rollout(grounds)["PRIMARY"] == "FAILED")
    update(grounds, desiredCount=0)
    until(lambda: grounds.tasks() == [])


def test_a_changed_rollout_setting_leaves_the_others_and_the_tasks(grounds: Grounds) -> None:
    grounds.serve(deploymentConfiguration={"maximumPercent": 150, "minimumHealthyPercent": 50})
    until(grounds.steady)
    found = update(grounds, deploymentConfiguration={"deploymentCircuitBreaker": BREAKER})
    told = found["deploymentConfiguration"]
    assert (told["maximumPercent"], told["minimumHealthyPercent"]) == (150, 50)
    assert told["deploymentCircuitBreaker"] == BREAKER
    assert len(found["deployments"]) == 1
