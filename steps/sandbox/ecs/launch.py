"""Starting one task: which subnet it goes to, and whether ECS may act as its execution role."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from steps.sandbox.ecs import life, permissions
from steps.sandbox.ecs.capacity import next_provider
from steps.sandbox.ecs.definitions import amount
from steps.sandbox.ecs.ecs_refusals import client_error
from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.service import EcsService
from steps.sandbox.ecs.service_deployment import ServiceDeployment
from steps.sandbox.ecs.spot_capacity import NO_CAPACITY, without_capacity
from steps.sandbox.ecs.task import EcsTask
from steps.sandbox.weather.newness import unknown_role
from steps.sandbox.weather.shortages import FARGATE_VCPUS, NO_ROOM, quota_of, without_fargate


def launch(service: EcsService, deployment: ServiceDeployment) -> EcsTask:
    """Start the next task of a deployment; raises what EC2 refuses (a full subnet, one that is gone)."""
    deployment.launched += 1
    subnet = emptiest(deployment.network["subnets"], deployment.live)
    provider = next_provider(deployment.strategy, (task.capacity_provider for task in deployment.live))
    if without_capacity(service.region.world, provider):
        raise client_error(NO_CAPACITY)
    task = EcsTask(
        region=service.region,
        id=sha256(f"{service.arn} {deployment.id} {deployment.launched}".encode()).hexdigest()[:32],
        cluster_name=service.cluster_name,
        definition=deployment.definition,
        network=deployment.network,
        started_by=deployment.id,
        group=f"service:{service.name}",
        subnet_id=subnet,
        zone=zone_of(service.region, subnet),
        service=service,
        balancing=deployment.balancing,
        registries=deployment.registries,
        tags=task_tags(service, deployment),
        execute_command=bool(service.settings["enableExecuteCommand"]),
        launch_type=deployment.launch_type,
        capacity_provider=provider,
    )
    admit(task)
    deployment.tasks.append(task)
    return task


def admit(task: EcsTask) -> None:
    """Begin a task's life and remember it."""
    check_place(task)
    life.begin(task)
    task.region.backend.tasks.setdefault(task.cluster_name, {})[task.task_arn] = task


def check_place(task: EcsTask) -> None:
    """Refuse a zone without Fargate, and more vCPUs than the quota has."""
    region = task.region
    zone_id = region.ec2.get_subnet(task.subnet_id).availability_zone_id
    if without_fargate(region.world, task.zone, zone_id):
        raise client_error("Internal error.")
    quota = quota_of(region.world, FARGATE_VCPUS)
    living = [
        other
        for tasks in region.backend.tasks.values()
        for other in tasks.values()
        if other.last_status != "STOPPED"
    ]
    if quota is not None and sum(cpu_of(other) for other in [*living, task]) > quota:
        raise client_error(NO_ROOM)


def cpu_of(task: EcsTask) -> float:
    """Give the vCPUs of a task."""
    return float(amount(task.definition.cpu, "vcpu", "cpu")) / 1024


def emptiest(subnets: list[str], tasks: Iterable[EcsTask]) -> str:
    """Choose the subnet with the fewest of these tasks, the first of equals: zones get their tasks in turn."""
    placed = [task.subnet_id for task in tasks]
    return min(subnets, key=placed.count)


def zone_of(region: Region, subnet_id: str) -> str:
    """Give a subnet's availability zone."""
    return str(region.ec2.get_subnet(subnet_id).availability_zone)


def task_tags(service: EcsService, deployment: ServiceDeployment) -> list[dict[str, str]]:
    """Give the tags that a task takes from its service or its definition, and those that ECS manages."""
    tags: list[dict[str, str]] = []
    if service.settings["enableECSManagedTags"]:
        tags += [
            {"key": "aws:ecs:clusterName", "value": service.cluster_name},
            {"key": "aws:ecs:serviceName", "value": service.name},
        ]
    source = {"SERVICE": service.tags, "TASK_DEFINITION": deployment.definition.tags}
    return tags + list(source.get(service.settings["propagateTags"], []))


def refused_role(region: Region, definition: Any) -> str:
    """Give the ARN of the execution role when ECS cannot assume it, and else nothing."""
    arn = getattr(definition, "execution_role_arn", "")
    if not arn:
        return ""
    known = permissions.trusted_role(region, arn) is not None and not unknown_role(region.world, arn)
    return "" if known else arn
