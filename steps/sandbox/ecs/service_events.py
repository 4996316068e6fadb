"""A service's events, in AWS's words.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from steps.sandbox.ecs.task import EcsTask, Owner

if TYPE_CHECKING:
    from steps.sandbox.ecs.service import EcsService

REMEMBERED = 100

STEADY = "has reached a steady state."
UNABLE = (
    "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the "
    "Amazon ECS Developer Guide."
)
NO_INSTANCE = (
    "was unable to place a task because no container instance met all of its requirements. Reason: No Container "
    "Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS "
    "Developer Guide."
)


def tell(service: Owner | None, what: str) -> None:
    """Write down that something happened to a service, newest first; a task of its own has no service to tell."""
    if service is None:
        return
    service.told += 1
    code = sha256(f"{service.arn} {service.created_at} {service.told}".encode()).hexdigest()
    event = {
        "id": f"{code[:8]}-{code[8:12]}-4{code[12:15]}-a{code[15:18]}-{code[18:30]}",
        "createdAt": service.region.now(),
        "message": f"(service {service.name}) {what}",
    }
    service.events.insert(0, event)
    del service.events[REMEMBERED:]


def tell_trouble(service: "EcsService", what: str) -> None:
    """Write down why no task can be placed, once until one was: a trouble that stays is not told again."""
    for event in service.events:
        if event["message"] == f"(service {service.name}) {what}":
            return
        if " has started " in event["message"]:
            break
    tell(service, what)


def started(tasks: Iterable[EcsTask]) -> str:
    """Say that tasks were started."""
    names = [f"(task {task.id})" for task in tasks]
    return f"has started {len(names)} tasks: {' '.join(names)}."


def stopped(tasks: Iterable[EcsTask]) -> str:
    """Say that tasks were stopped."""
    names = [f"(task {task.id})" for task in tasks]
    return f"has stopped {len(names)} running tasks: {' '.join(names)}."


def unhealthy(group_arn: str, port: int, why: str) -> str:
    """Say that a target fails its health checks."""
    return f"(port {port}) is unhealthy in ({target_group(group_arn)}) due to (reason {why})."


def sick(task: EcsTask) -> str:
    """Say that a container of a task fails its own health check."""
    return f"(task {task.id}) failed container health checks."


def role_refused(role_arn: str) -> str:
    """Say that the execution role cannot be assumed."""
    return f"failed to launch a task with (error {cannot_assume(role_arn)})."


def cannot_assume(role_arn: str) -> str:
    """Say that ECS may not act as the role."""
    return (
        f"ECS was unable to assume the role '{role_arn}' that was provided for this task. Please verify that the role "
        "being passed has the proper trust relationship and permissions and that your IAM user has permissions to "
        "pass this role."
    )


def defect(error: Exception) -> str:
    """Say that the practice cloud itself is at fault: AWS has no words for that."""
    return (
        f"met a defect of the practice cloud ({type(error).__name__}: {error}); sandbox.log has it in full."
    )


def target_group(arn: str) -> str:
    """Name a target group as events do."""
    return f"target-group {arn}"
