"""The circuit breaker's count, looked at step by step with no clock running: what a healthy task does to it."""

from types import SimpleNamespace
from typing import Any

import pytest

from steps.sandbox.ecs import scheduler
from steps.sandbox.ecs.service import EcsService
from steps.sandbox.ecs.service_deployment import ServiceDeployment
from steps.sandbox.ecs.task import EcsTask

DEFINITION = SimpleNamespace(arn="web:1", container_definitions=[{"name": "web", "image": "web"}])


def still() -> Any:
    """A region in which no time passes and nothing is done later."""
    clock = SimpleNamespace(real=lambda seconds: seconds)
    return SimpleNamespace(world=SimpleNamespace(clock=clock, targets=None), now=lambda: 0.0, arn=str)


def service_of(**breaker: Any) -> EcsService:
    """A service of four, being rolled out for the first time, whose breaker gives up after two failures."""
    asked = {"enable": True, "rollback": False, "thresholdConfiguration": {"type": "COUNT", "value": 2}}
    settings = {"desiredCount": 4, "deploymentConfiguration": {"deploymentCircuitBreaker": asked | breaker}}
    region = still()
    service = EcsService(region, "demo", "web", settings, "", [])
    service.deployments = [ServiceDeployment(region, "first", DEFINITION, {}, [], [], "FARGATE")]
    return service


def add(service: EcsService, *, failed: bool) -> EcsTask:
    """One more task: it runs, or it has failed to start."""
    task = EcsTask(service.region, str(len(service.tasks)), "demo", DEFINITION, {}, "", "", "", "")
    task.last_status = "RUNNING"
    task.mark("startedAt")
    if failed:
        task.last_status, task.desired_status, task.stop_code = "STOPPED", "STOPPED", "TaskFailedToStart"
    service.primary.tasks.append(task)
    return task


def look(service: EcsService) -> tuple[str, int]:
    """One look of the scheduler's at what has failed and what is well; how the rollout stands."""
    scheduler.count_failures(service)
    scheduler.conclude(service)
    return service.primary.rollout_state, service.primary.failed_tasks


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ({}, [("IN_PROGRESS", 0)] * 3),
        ({"resetOnHealthyTask": True}, [("IN_PROGRESS", 0)] * 3),
        ({"resetOnHealthyTask": False}, [("IN_PROGRESS", 1), ("FAILED", 2), ("FAILED", 2)]),
    ],
)
def test_a_healthy_task_resets_the_count_unless_it_shall_not(
    asked: dict[str, bool], counts: list[tuple[str, int]]
) -> None:
    service = service_of(**asked)
    add(service, failed=False)
    seen = []
    for _ in counts:
        add(service, failed=True)
        seen.append(look(service))
    assert seen == counts


def test_without_a_healthy_task_there_is_nothing_to_reset_it() -> None:
    service = service_of(resetOnHealthyTask=True)
    add(service, failed=True)
    assert look(service) == ("IN_PROGRESS", 1)
    add(service, failed=True)
    assert look(service) == ("FAILED", 2)


def test_two_that_fail_at_once_are_too_many_before_anything_is_reset() -> None:
    service = service_of(resetOnHealthyTask=True)
    add(service, failed=False)
    add(service, failed=True)
    add(service, failed=True)
    assert look(service) == ("FAILED", 2)
