"""Whether a service's tasks are well: they run, and their own checks and every target group that knows them find them healthy."""

from steps.sandbox.ecs.service import EcsService
from steps.sandbox.ecs.task import EcsTask

FAILED_CHECKS = "Task failed ELB health checks in"
FAILED_OWN = "Task failed container health checks"


def healthy(task: EcsTask) -> bool:
    """Whether a task runs, its own checks have passed, and all its targets are healthy."""
    targets = task.region.world.targets
    return (
        task.last_status == "RUNNING"
        and not task.leaving
        and task.sound
        and all(targets.state(group, task.ip, port) == "healthy" for group, port in task.doors())
    )


def sick_door(service: EcsService, task: EcsTask) -> tuple[str, int] | None:
    """Give the target group, with the port, that finds a running task unhealthy after the grace period."""
    if task.last_status != "RUNNING" or task.leaving or in_grace(service, task):
        return None
    targets = task.region.world.targets
    return next(
        ((group, port) for group, port in task.doors() if targets.state(group, task.ip, port) == "unhealthy"),
        None,
    )


def sick_itself(service: EcsService, task: EcsTask) -> bool:
    """Whether an essential container of a running task fails its own check after the grace period."""
    running = task.last_status == "RUNNING" and not task.leaving
    return running and task.health == "UNHEALTHY" and not in_grace(service, task)


def in_grace(service: EcsService, task: EcsTask) -> bool:
    """Whether the health checks of a task do not count yet."""
    grace = service.region.world.clock.real(float(service.settings.get("healthCheckGracePeriodSeconds") or 0))
    return service.region.now() < task.times["startedAt"] + grace


def failed(task: EcsTask) -> bool:
    """Whether a task ended without being asked to, or because it was not well."""
    return task.stop_code in {"TaskFailedToStart", "EssentialContainerExited"} or (
        task.stopped_reason.startswith((FAILED_CHECKS, FAILED_OWN))
    )
