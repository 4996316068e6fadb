"""A task's life in time: PROVISIONING → PENDING → ACTIVATING → RUNNING, and DEACTIVATING → STOPPING → DEPROVISIONING → STOPPED.

The states and their order: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
"""

import logging
from collections.abc import Callable
from functools import partial

from steps.sandbox.ecs import attachment, reach, service_events, task_containers
from steps.sandbox.ecs.task import EcsTask
from steps.sandbox.weather.pace import Slowed, times

LOG = logging.getLogger(__name__)

# Medians of public reports, in AWS seconds.
PROVISIONING = 9.0
PENDING = 14.0
ACTIVATING = 4.0
DEACTIVATING = 6.0
STOPPING = 5.0
DEPROVISIONING = 5.0

FAILED = "TaskFailedToStart"
ENDED = "EssentialContainerExited"
SPOT = "SpotInterruption"
UNDRAINED = (ENDED, SPOT)
"""Ends that wait for no load balancer: AWS gives a Spot task two minutes, and SIGTERM at their beginning."""


def begin(task: EcsTask) -> None:
    """Give a new task its network interface, and let time pass."""
    attachment.attach(task)
    later(task, PROVISIONING, pull)


def later(task: EcsTask, seconds: float, step: Callable[[EcsTask], None]) -> None:
    """Take the next step forward in so many AWS seconds, unless the task was stopped or wiped by then."""
    task.region.after(seconds * times(task.region.world, Slowed.TASKS), take_step, task, step)


def take_step(task: EcsTask, step: Callable[[EcsTask], None]) -> None:
    """Take a step of a task that is still wanted; one that fails by a defect stops the task, which says why."""
    if not task.alive or task.leaving:
        return
    try:
        step(task)
    except Exception as defect:
        LOG.exception("a step of %s failed", task.task_arn)
        service_events.tell(task.service, f"(task {task.id}) {service_events.defect(defect)}")
        stop(task, FAILED, f"The task {service_events.defect(defect)}")


def pull(task: EcsTask) -> None:
    """Begin to pull the images, if the network lets the task reach them."""
    task.last_status, task.attachment_status = "PENDING", "ATTACHED"
    task.mark("connectivityAt")
    task.mark("pullStartedAt")
    failure = reach.failure(task)
    if failure is None:
        later(task, PENDING, activate)
    else:
        later(task, failure.seconds, pull_once_more)


def pull_once_more(task: EcsTask) -> None:
    """Make the last of Fargate's attempts; what it meets now is what the task stops with."""
    failure = reach.failure(task)
    if failure is None:
        later(task, 0.0, activate)
        return
    for container in task.containers:
        container.reason = failure.reason
    stop(task, FAILED, failure.reason)


def activate(task: EcsTask) -> None:
    """Start the containers: RUNNING comes when AWS's time has passed and each answers on its port."""
    task.last_status = "ACTIVATING"
    task.mark("pullStoppedAt")
    problem = task_containers.start(
        task,
        on_ready=partial(take_step, task, run),
        on_end=partial(notice_end, task),
        on_health=partial(take_step, task, tell),
    )
    if problem:
        stop(task, FAILED, problem)
    else:
        later(task, ACTIVATING, settle)


def settle(task: EcsTask) -> None:
    """Note that the time of ACTIVATING is over."""
    task.settled = True
    run(task)


def run(task: EcsTask) -> None:
    """Call it RUNNING, tell the target groups and Cloud Map of it, and the service that it is there."""
    if task.last_status != "ACTIVATING" or not task.settled:
        return
    if not all(container.ready for container in task.containers):
        return
    task.last_status = "RUNNING"
    task.mark("startedAt")
    for container in task.containers:
        container.last_status = "RUNNING"
    attachment.announce(task)
    tell(task)


def notice_end(task: EcsTask) -> None:
    """Stop a task whose essential container ended by itself; go on with one whose containers have ended as asked."""
    if not task.alive:
        return
    if not task.leaving:
        if any(container.essential and container.ended for container in task.containers):
            stop(task, ENDED, "Essential container in task exited")
    elif task.last_status == "STOPPING" and task.settled and task_containers.all_ended(task):
        deprovision(task)


def stop(task: EcsTask, code: str, reason: str) -> None:
    """Begin a task's end, whatever its state. Stopping one that stops already changes nothing."""
    if task.leaving:
        return
    was, drains = task.last_status, code not in UNDRAINED
    task.desired_status, task.stop_code, task.stopped_reason = "STOPPED", code, reason
    task.settled = False
    task.mark("stoppingAt")
    if was == "RUNNING":
        task.last_status = "DEACTIVATING"
        delay = attachment.withdraw(task)
        task.region.after(DEACTIVATING + (delay if drains else 0.0), leave if drains else wind_down, task)
    elif was == "ACTIVATING":
        wind_down(task)
    else:
        deprovision(task)
    tell(task)


def leave(task: EcsTask) -> None:
    """Wind down once the last requests are answered."""
    if not attachment.drains(task, partial(task.region.after, 0.0, leave, task)):
        wind_down(task)


def wind_down(task: EcsTask) -> None:
    """Ask the containers to end, with SIGTERM first."""
    if not task.alive:
        return
    task.last_status = "STOPPING"
    task_containers.stop(task)
    task.region.after(STOPPING, finish_stopping, task)
    tell(task)


def finish_stopping(task: EcsTask) -> None:
    """Note that the time of STOPPING is over."""
    task.settled = True
    notice_end(task)


def deprovision(task: EcsTask) -> None:
    """Let go of the network interface."""
    task.last_status = "DEPROVISIONING"
    task.mark("executionStoppedAt")
    task.region.after(DEPROVISIONING, finish, task)


def finish(task: EcsTask) -> None:
    """Be STOPPED: a record with a reason, and nothing else."""
    if not task.alive:
        return
    attachment.detach(task)
    task.last_status = "STOPPED"
    task.mark("stoppedAt")
    for container in task.containers:
        container.last_status = "STOPPED"
    tell(task)


def tell(task: EcsTask) -> None:
    """Let the task's service see that something changed, once what is being done now is done."""
    task.region.after(0.0, task.on_change, task)


def wipe(task: EcsTask) -> None:
    """Forget a task at once, with its processes: the cloud is being reset."""
    task.alive = False
    task_containers.kill(task)
    attachment.close(task)
