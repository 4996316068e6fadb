"""A task's place in the network: its interface, its addresses, the target groups and Cloud Map services that know it."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from moto.core.exceptions import ServiceException
from moto.ec2 import ec2_backends
from werkzeug.exceptions import HTTPException

from steps.sandbox.ecs import service_events
from steps.sandbox.ecs.forwarder import publish
from steps.sandbox.ecs.task import EcsTask
from steps.sandbox.eni import InterfaceKind, make_eni
from steps.sandbox.firewall import open_to_addresses
from steps.sandbox.weather import runtime_monitoring
from steps.sandbox.weather.pace import let_go

GONE = (ServiceException, HTTPException)
"""What is raised for a target group or a Cloud Map service that was deleted under its ECS service."""


def attach(task: EcsTask) -> None:
    """Put the task's interface into its subnet, with a public address when that was asked for."""
    region = task.region
    task.interface = make_eni(
        region.name,
        task.subnet_id,
        task.network.get("securityGroups", []),
        name=task.task_arn,
        description=region.arn(f"attachment/{task.attachment()['id']}"),
        kind=InterfaceKind.TASK,
    )
    if task.network.get("assignPublicIp") == "ENABLED":
        ports = [port for container in task.containers for port in container.ports]
        address, task.forwarders = publish(ports, public_addresses(), partial(reached, task))
        task.interface.public_ip = address
    runtime_monitoring.watch(region.world, region.name, task.subnet_id)


def public_addresses() -> set[str | None]:
    """Give every public address that something has, in any region."""
    return {
        interface.public_ip for _, _, ec2 in ec2_backends.iter_backends() for interface in ec2.enis.values()
    }


def reached(task: EcsTask, port: int) -> tuple[str, int] | None:
    """Say where the public address leads: nowhere before the task runs, or when its groups admit no addresses."""
    world = task.region.world
    with world.lock:
        admitted = open_to_addresses(task.interface.group_set, port)
        return world.addresses.where(task.ip, port) if admitted else None


def detach(task: EcsTask) -> None:
    """Take the interface out of its subnet, and forget where its address led."""
    close(task)
    task.region.world.names.dismiss(task.secret)
    task.region.world.addresses.forget(task.ip)
    let_go(task.region.world, task.region.name, task.interface.id)
    task.attachment_status = "DELETED"


def announce(task: EcsTask) -> None:
    """Let a task that runs be found: by its target groups and its Cloud Map services."""
    world = task.region.world
    for group, port in task.doors():
        with suppress(*GONE):
            world.targets.register(group, task.ip, port, task.zone)
            service_events.tell(
                task.service, f"registered 1 targets in ({service_events.target_group(group)})"
            )
    for registry in task.registries:
        with suppress(*GONE):
            world.names.register(
                registry["registryArn"], task.id, instance_attributes(task, registry.get("port"))
            )


def instance_attributes(task: EcsTask, port: int | None) -> dict[str, str]:
    """Say of a task in Cloud Map what ECS says there; its port only where the service's registry names one."""
    return {
        "AWS_INSTANCE_IPV4": task.ip,
        **({} if port is None else {"AWS_INSTANCE_PORT": str(port)}),
        "AVAILABILITY_ZONE": task.zone,
        "ECS_CLUSTER_NAME": task.cluster_name,
        "ECS_SERVICE_NAME": task.group.removeprefix("service:"),
        "ECS_TASK_DEFINITION_FAMILY": task.definition.family,
    }


def withdraw(task: EcsTask) -> float:
    """Take a task out of its target groups and Cloud Map services; give the AWS seconds that its draining takes."""
    world, delay = task.region.world, 0.0
    for registry in task.registries:
        with suppress(*GONE):
            world.names.deregister(registry["registryArn"], task.id)
    for group, port in task.doors():
        if (known := task.region.balancing.target_groups.get(group)) is None:
            continue
        world.targets.deregister(group, task.ip, port)
        service_events.tell(task.service, f"deregistered 1 targets in ({service_events.target_group(group)})")
        delay = max(delay, float(known.attributes.get("deregistration_delay.timeout_seconds", 300)))
    if task.balancing:
        service_events.tell(task.service, "has begun draining connections on 1 tasks.")
    return delay


def drains(task: EcsTask, then: Callable[[], None]) -> bool:
    """Whether a load balancer still waits for answers of the task; if so, `then` runs when it has them."""
    targets = task.region.world.targets
    return any(targets.when_drained(group, task.ip, port, then) for group, port in task.doors())


def close(task: EcsTask) -> None:
    """Close the public address, if there is one."""
    for forwarder in task.forwarders:
        forwarder.close()
    task.forwarders.clear()
