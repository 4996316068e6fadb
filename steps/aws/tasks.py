"""A service's tasks as AWS shows them: where they are, how they are, and why those that stopped did."""

from collections.abc import Mapping
from typing import Any

from steps.engine.cloud.listing import in_batches, read_all
from steps.engine.model.events import Task
from steps.engine.model.site import Site

AT_ONCE = 100  # tasks that one call describes

ORDINARY_STOP = "Scaling activity initiated by"
"""How ECS begins to say that it stopped a task by itself, because there are others or fewer are wanted."""

Health = Mapping[str, Any]


def cluster_name(site: Site) -> str:
    """The deployment's cluster, in which ECS has all its services and tasks: `<deployment>-cluster`."""
    return cluster_of(site.plan.deployment)


def cluster_of(deployment: str) -> str:
    """The cluster of the deployment of this name."""
    return f"{deployment}-cluster"


def read_tasks(site: Site, service: Any, described: list[Any]) -> tuple[Task, ...]:
    """These tasks of a service, all as ECS describes them, the oldest first."""
    groups = [each["targetGroupArn"] for each in service.get("loadBalancers", []) if "targetGroupArn" in each]
    health = _target_health(site, groups) if described else {}
    tasks = (_task(each, health.get(card_detail(each, "privateIPv4Address"), {})) for each in described)
    return tuple(sorted(tasks, key=lambda task: (task.since, task.id)))


def describe_tasks(site: Site, service: str, *wanted: str) -> list[Any]:
    """The service's tasks that are meant to run (RUNNING) or to stop (STOPPED), as ECS describes them."""
    ecs, cluster = site.aws.ecs, cluster_name(site)
    arns: list[str] = []
    for status in wanted:
        arns += read_all(
            ecs, "list_tasks", "taskArns", cluster=cluster, serviceName=service, desiredStatus=status
        )
    return [
        task
        for some in in_batches(arns, AT_ONCE)
        for task in ecs.describe_tasks(cluster=cluster, tasks=some)["tasks"]
    ]


def stopped_last(described: list[Any]) -> Any | None:
    """The task, as ECS describes it, that stopped last without having been told to; None when none did."""
    stopped = [
        task
        for task in described
        if task["desiredStatus"] == "STOPPED" and not task.get("stoppedReason", "").startswith(ORDINARY_STOP)
    ]
    return max(stopped, key=_ended, default=None)


def reasons(task: Any) -> list[str]:
    """Why a task stopped, in AWS's words, a reason for each container with its exit code."""
    found: dict[str, None] = {}
    for container in task.get("containers", []):
        reason = container.get("reason") or task.get("stoppedReason", "")
        exit_code = f" (exit code {container['exitCode']})" if "exitCode" in container else ""
        found |= {f"{reason}{exit_code}": None} if reason else {}
    return list(found) or [reason for reason in [task.get("stoppedReason", "")] if reason]


def stopped_reasons(site: Site, service: str) -> list[str]:
    """Why the service's last tasks stopped, in AWS's words, each reason once."""
    return each_reason(describe_tasks(site, service, "STOPPED"))


def each_reason(stopped: list[Any]) -> list[str]:
    """Why these tasks, of which ten tell enough, stopped, in AWS's words, each reason once."""
    return list(dict.fromkeys(reason for task in stopped[:10] for reason in reasons(task)))


def card_detail(task: Any, name: str) -> str:
    """What ECS says of the task's network card, such as its `networkInterfaceId`; empty while it has none."""
    details = (detail for each in task.get("attachments", []) for detail in each["details"])
    return next((detail["value"] for detail in details if detail["name"] == name), "")


def _target_health(site: Site, groups: list[str]) -> dict[str, Health]:
    """What the load balancer thinks of each target, by its private address."""
    return {
        each["Target"]["Id"]: each["TargetHealth"]
        for group in groups
        for each in site.aws.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    }


def _task(task: Any, health: Health) -> Task:
    return Task(
        id=task["taskArn"].rpartition("/")[2][:8],
        status=task["lastStatus"],
        zone=task.get("availabilityZone", ""),
        health=health.get("State", ""),
        reason=health.get("Description", health.get("Reason", "")),
        stopped="; ".join(reasons(task)) if task["desiredStatus"] == "STOPPED" else "",
        since=task["createdAt"].timestamp(),
        ended=_ended(task),
    )


def _ended(task: Any) -> float:
    """When it began to stop, in epoch seconds; zero when it has not."""
    ended = task.get("stoppingAt") or task.get("stoppedAt")
    return float(ended.timestamp()) if ended else 0.0
