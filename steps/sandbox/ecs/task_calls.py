"""RunTask, StopTask and what reads tasks."""

from typing import Any

from moto.moto_api._internal import mock_random

from steps.sandbox.ecs import life, service_events
from steps.sandbox.ecs.capacity import chosen, next_provider
from steps.sandbox.ecs.clusters import active_cluster, tasks_in
from steps.sandbox.ecs.definitions import usable
from steps.sandbox.ecs.ecs_refusals import client_error, invalid, no_service
from steps.sandbox.ecs.launch import admit, emptiest, refused_role, zone_of
from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.service_checks import check_launch, check_network
from steps.sandbox.ecs.spot_capacity import NO_CAPACITY, without_capacity
from steps.sandbox.ecs.task import EcsTask

MOST_AT_ONCE = 10


def run_task(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Start tasks that belong to no service."""
    cluster = active_cluster(region, asked)
    definition = usable(region, asked["taskDefinition"])
    count = asked.get("count") or 1
    if not 1 <= count <= MOST_AT_ONCE:
        raise invalid(f"count must be between 1 and {MOST_AT_ONCE}.")
    strategy = chosen(cluster, asked)
    launch_type = asked.get("launchType") or ("FARGATE" if strategy else "EC2")
    check_launch({"launchType": launch_type}, definition)
    if definition.network_mode == "awsvpc":
        check_network(region, asked.get("networkConfiguration"))
    if launch_type != "FARGATE":
        raise invalid("No Container Instances were found in your cluster.")
    if role := refused_role(region, definition):
        raise client_error(service_events.cannot_assume(role))
    tasks: list[EcsTask] = []
    failures: list[dict[str, str]] = []
    for _ in range(count):
        provider = next_provider(strategy, (task.capacity_provider for task in tasks))
        if without_capacity(region.world, provider):
            failures.append({"reason": NO_CAPACITY})
            continue
        task = new_task(region, cluster.name, definition, asked, tasks)
        task.capacity_provider = provider
        admit(task)
        tasks.append(task)
    return {"tasks": [task.answer(with_tags=True) for task in tasks], "failures": failures}


def new_task(
    region: Region, cluster_name: str, definition: Any, asked: dict[str, Any], beside: list[EcsTask]
) -> EcsTask:
    """Make one task of a request."""
    network = asked["networkConfiguration"]["awsvpcConfiguration"]
    subnet = emptiest(network["subnets"], beside)
    return EcsTask(
        region=region,
        id=f"{mock_random.getrandbits(128):032x}",
        cluster_name=cluster_name,
        definition=definition,
        network=network,
        started_by=asked.get("startedBy", ""),
        group=asked.get("group") or f"family:{definition.family}",
        subnet_id=subnet,
        zone=zone_of(region, subnet),
        overrides=asked.get("overrides") or {},
        execute_command=bool(asked.get("enableExecuteCommand")),
        tags=list(asked.get("tags", [])),
    )


def stop_task(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Stop a task; its service, if it has one, starts another."""
    cluster = active_cluster(region, asked)
    task = find(region, cluster, asked["task"])
    if task is None:
        raise invalid("The referenced task was not found.")
    life.stop(task, "UserInitiated", asked.get("reason") or "Task stopped by user")
    return {"task": task.answer(with_tags=True)}


def find(region: Region, cluster: Any, reference: str) -> EcsTask | None:
    """Find a task by id or ARN."""
    return next(
        (task for task in tasks_in(region, cluster) if task.id == reference.rsplit("/", maxsplit=1)[-1]), None
    )


def describe_tasks(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Tell of tasks by id or ARN; an unknown one is a failure, reason MISSING."""
    cluster = active_cluster(region, asked)
    references = asked.get("tasks", [])
    if not references:
        raise invalid("Tasks cannot be empty.")
    found = {reference: find(region, cluster, reference) for reference in references}
    with_tags = "TAGS" in asked.get("include", [])
    return {
        "tasks": [task.answer(with_tags=with_tags) for task in found.values() if task],
        "failures": [
            {"arn": region.arn(f"task/{cluster.name}/{reference.split('/')[-1]}"), "reason": "MISSING"}
            for reference, task in found.items()
            if task is None
        ],
    }


def list_tasks(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """List the tasks of a cluster that are meant to run, or those that stop, by service, family or who started them."""
    cluster = active_cluster(region, asked)
    wanted = asked.get("desiredStatus", "RUNNING")
    tasks = [task for task in tasks_in(region, cluster) if task.desired_status == wanted]
    if reference := asked.get("serviceName"):
        name = reference.split("/")[-1]
        if f"{cluster.name}:{name}" not in region.backend.services:
            raise no_service()
        tasks = [task for task in tasks if task.service and task.service.name == name]
    if family := asked.get("family"):
        tasks = [task for task in tasks if task.definition.family == family]
    if starter := asked.get("startedBy"):
        tasks = [task for task in tasks if task.started_by == starter]
    if kind := asked.get("launchType"):
        tasks = [task for task in tasks if task.launch_type == kind]
    return {"taskArns": [task.task_arn for task in tasks]}
