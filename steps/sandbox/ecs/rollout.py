"""Rollouts: a new deployment beside the old, its completion, and the circuit breaker that ends a bad one.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
"""

from copy import deepcopy
from typing import Any

from moto.moto_api._internal import mock_random

from steps.sandbox.ecs import service_events
from steps.sandbox.ecs.service import EcsService
from steps.sandbox.ecs.service_deployment import ServiceDeployment, threshold

FAILURE = "tasks failed to start."


def begin(service: EcsService, definition: Any) -> None:
    """Make a deployment of the service's present settings the primary one."""
    for deployment in service.deployments:
        deployment.status = "ACTIVE"
    settings = service.settings
    deployment = ServiceDeployment(
        region=service.region,
        id=f"ecs-svc/{mock_random.randint(10**18, 10**19 - 1)}",
        definition=definition,
        network=deepcopy((settings.get("networkConfiguration") or {}).get("awsvpcConfiguration", {})),
        balancing=deepcopy(settings["loadBalancers"]),
        registries=deepcopy(settings["serviceRegistries"]),
        launch_type=settings["launchType"] or "FARGATE",
        strategy=deepcopy(settings["capacityProviderStrategy"]),
    )
    service.deployments.insert(0, deployment)
    service.failures, service.held_until, service.steady = 0, 0.0, False


def complete(service: EcsService) -> None:
    """Note that the primary deployment stands, if it was still on its way."""
    primary = service.primary
    if primary.rollout_state == "IN_PROGRESS":
        primary.finish("COMPLETED", f"ECS deployment {primary.id} completed.")
        service_events.tell(service, f"(deployment {primary.id}) deployment completed.")


def drop_older(service: EcsService) -> None:
    """Let go of older deployments of which nothing runs any more."""
    gone = [deployment for deployment in service.older if deployment.gone]
    service.past += gone
    service.deployments = [deployment for deployment in service.deployments if deployment not in gone]


def count_failure(service: EcsService, deployment: ServiceDeployment) -> None:
    """Count a failed task of a rollout under way; the circuit breaker, if it is on, ends the rollout at its threshold."""
    if deployment is not service.primary or deployment.rollout_state != "IN_PROGRESS":
        return
    deployment.failed_tasks += 1
    breaker = service.breaker
    if breaker["enable"] and deployment.failed_tasks >= threshold(breaker, service.desired_count):
        deployment.finish("FAILED", f"ECS deployment circuit breaker: {FAILURE}")
        service_events.tell(service, f"(deployment {deployment.id}) deployment failed: {FAILURE}")
        if breaker["rollback"]:
            roll_back(service)


def roll_back(service: EcsService) -> None:
    """Make the last deployment that stood the primary one again; the first deployment has none to go back to."""
    stood = [d for d in (*service.older, *reversed(service.past)) if d.rollout_state == "COMPLETED"]
    if not stood:
        return
    earlier = stood[0]
    service.deployments = [earlier, *(d for d in service.deployments if d is not earlier)]
    service.past = [deployment for deployment in service.past if deployment is not earlier]
    for deployment in service.deployments:
        deployment.status = "PRIMARY" if deployment is earlier else "ACTIVE"
    earlier.rollout_state = "IN_PROGRESS"
    earlier.rollout_reason = f"ECS deployment circuit breaker: rolling back to deploymentId {earlier.id}."
    service.settings |= {
        "taskDefinition": earlier.definition.arn,
        "loadBalancers": earlier.balancing,
        "serviceRegistries": earlier.registries,
        "networkConfiguration": {"awsvpcConfiguration": earlier.network},
        "capacityProviderStrategy": earlier.strategy,
        "launchType": "" if earlier.strategy else earlier.launch_type,
    }
    service.failures, service.held_until, service.steady = 0, 0.0, False
    service_events.tell(service, f"rolling back to deployment {earlier.id}.")
