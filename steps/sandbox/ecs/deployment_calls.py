"""ListServiceDeployments and DescribeServiceDeployments: rollouts as ECS remembers them."""

from typing import Any

from steps.sandbox.ecs.clusters import known_cluster
from steps.sandbox.ecs.ecs_refusals import no_service
from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.service import EcsService
from steps.sandbox.ecs.service_deployment import ServiceDeployment, threshold


def list_service_deployments(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """List a service's deployments, newest first."""
    cluster = known_cluster(region, asked)
    service: EcsService | None = region.backend.services.get(
        f"{cluster.name}:{asked['service'].split('/')[-1]}"
    )
    if service is None:
        raise no_service()
    told = [brief(service, deployment) for deployment in history(service)]
    wanted = asked.get("status")
    return {"serviceDeployments": [item for item in told if not wanted or item["status"] in wanted]}


def describe_service_deployments(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Tell of deployments by ARN; an unknown one is a failure, reason MISSING."""
    known = {
        arn(service, deployment): (service, deployment)
        for service in region.backend.services.values()
        for deployment in history(service)
    }
    wanted = asked["serviceDeploymentArns"]
    return {
        "serviceDeployments": [full(*known[name]) for name in wanted if name in known],
        "failures": [{"arn": name, "reason": "MISSING"} for name in wanted if name not in known],
    }


def history(service: EcsService) -> list[ServiceDeployment]:
    """Give every deployment that a service had, newest first."""
    return sorted((*service.deployments, *service.past), key=lambda deployment: -deployment.created_at)


def arn(service: EcsService, deployment: ServiceDeployment) -> str:
    """Give a deployment's ARN."""
    name = deployment.id.removeprefix("ecs-svc/")
    return service.region.arn(f"service-deployment/{service.cluster_name}/{service.name}/{name}")


def status(service: EcsService, deployment: ServiceDeployment) -> str:
    """Say how far a deployment is, in the words of this part of the API."""
    match deployment.rollout_state:
        case "COMPLETED":
            return "SUCCESSFUL"
        case "FAILED":
            return "ROLLBACK_SUCCESSFUL" if service.breaker["rollback"] else "STOPPED"
        case _:
            return "IN_PROGRESS" if deployment.status == "PRIMARY" else "STOPPED"


def brief(service: EcsService, deployment: ServiceDeployment) -> dict[str, Any]:
    """Say a deployment in a line."""
    said = {
        "serviceDeploymentArn": arn(service, deployment),
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "createdAt": deployment.created_at,
        "startedAt": deployment.created_at,
        "finishedAt": deployment.finished_at,
        "status": status(service, deployment),
        "statusReason": deployment.rollout_reason,
    }
    return {key: value for key, value in said.items() if value is not None}


def full(service: EcsService, deployment: ServiceDeployment) -> dict[str, Any]:
    """Say a deployment with its circuit breaker."""
    state = {"FAILED": "TRIGGERED", "COMPLETED": "MONITORING_COMPLETE"}.get(
        deployment.rollout_state, "MONITORING"
    )
    breaker = {
        "failureCount": deployment.failed_tasks,
        "threshold": threshold(service.breaker, service.desired_count),
        "status": state if service.breaker["enable"] else "DISABLED",
    }
    return brief(service, deployment) | {
        "updatedAt": deployment.updated_at,
        "deploymentConfiguration": service.answer(with_tags=False)["deploymentConfiguration"],
        "deploymentCircuitBreaker": breaker,
    }
