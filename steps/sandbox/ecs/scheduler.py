"""The service scheduler: looks at what a service should be and what it is, and takes the steps between.

Every look is complete in itself and may come at any time: after a task changed, and a few times a second besides.
"""

import logging
import time

from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException

from steps.sandbox.ecs import life, rollout, service_events, service_health
from steps.sandbox.ecs.capacity import spare_first
from steps.sandbox.ecs.launch import launch, refused_role
from steps.sandbox.ecs.service import EcsService
from steps.sandbox.ecs.service_deployment import ServiceDeployment
from steps.sandbox.ecs.task import LEAVING, EcsTask

LOG = logging.getLogger(__name__)

SCHEDULER = "ServiceSchedulerInitiated"

FREE_FAILURES = 2
FIRST_DELAY, LONGEST_DELAY = 10.0, 900.0  # AWS seconds between restarts of tasks that keep failing
SHORTEST_REAL, LONGEST_REAL = 0.05, 5.0  # real seconds of the same, for clouds that know no delays
PROVED = 60.0  # AWS seconds of health after which earlier failures are forgotten
PROVED_REAL = 1.0  # and real ones at the least


def look_after(service: EcsService) -> None:
    """Look at a service; a defect is told once, as an event of its own, and touches no other service."""
    try:
        look(service)
    except Exception as defect:
        LOG.exception("a look at %s failed", service.arn)
        service_events.tell_trouble(service, service_events.defect(defect))


def look(service: EcsService) -> None:
    """Take every step that a service needs now."""
    if service.status == "INACTIVE":
        return
    count_failures(service)
    replace_unhealthy(service)
    start_missing(service)
    stop_surplus(service)
    conclude(service)


def count_failures(service: EcsService) -> None:
    """Count the tasks that ended by themselves since the last look: for the spacing of restarts, and the breaker."""
    for deployment in list(service.deployments):
        for task in deployment.tasks:
            if task.leaving and not task.counted:
                task.counted = True
                if service_health.failed(task):
                    hold_back(service)
                    rollout.count_failure(service, deployment)


def hold_back(service: EcsService) -> None:
    """Space the restarts of tasks that keep failing, up to a quarter of an hour."""
    service.failures += 1
    beyond = service.failures - FREE_FAILURES - 1
    delay = min(FIRST_DELAY * 2**beyond, LONGEST_DELAY) if beyond >= 0 else 0.0
    shortest = min(SHORTEST_REAL * 2**service.failures, LONGEST_REAL)
    service.held_until = time.monotonic() + max(service.region.world.clock.real(delay), shortest)
    if beyond == 0:
        service_events.tell(service, service_events.UNABLE)


def replace_unhealthy(service: EcsService) -> None:
    """Stop running tasks whose own checks or target groups find them unhealthy; others take their place."""
    for deployment in service.deployments:
        for task in deployment.live:
            if service_health.sick_itself(service, task):
                service_events.tell(service, service_events.sick(task))
                stop_tasks(service, [task], service_health.FAILED_OWN)
            elif door := service_health.sick_door(service, task):
                group, port = door
                why = service.region.world.targets.status(group, task.ip, port).description
                service_events.tell(
                    service, service_events.unhealthy(group, port, why or "Health checks failed")
                )
                stop_tasks(
                    service, [task], f"{service_health.FAILED_CHECKS} ({service_events.target_group(group)})"
                )


def start_missing(service: EcsService) -> None:
    """Start what the newest deployment lacks, as far as the maximum percent has room."""
    primary = service.primary
    if primary.rollout_state == "FAILED" or time.monotonic() < service.held_until:
        return
    _, most = service.bounds()
    living = sum(len(deployment.live) for deployment in service.deployments)
    lacking = min(service.desired_count - len(primary.live), most - living)
    if lacking <= 0:
        return
    if trouble := cannot_place(service, primary):
        service_events.tell_trouble(service, trouble)
        hold_back(service)
        return
    started = launch_some(service, primary, lacking)
    if started:
        service_events.tell(service, service_events.started(started))


def cannot_place(service: EcsService, deployment: ServiceDeployment) -> str:
    """Say why no task of a deployment can be placed at all, if so."""
    if deployment.launch_type != "FARGATE":
        return service_events.NO_INSTANCE
    role = refused_role(service.region, deployment.definition)
    return service_events.role_refused(role) if role else ""


def launch_some(service: EcsService, deployment: ServiceDeployment, count: int) -> list[EcsTask]:
    """Start tasks until there are enough, or the network refuses one."""
    started: list[EcsTask] = []
    try:
        for _ in range(count):
            started.append(task := launch(service, deployment))
            task.on_change = lambda _task: look_after(service)
    except (ServiceException, HTTPException) as refusal:
        service_events.tell_trouble(
            service, f"was unable to place a task. Reason: {getattr(refusal, 'message', refusal)}"
        )
        hold_back(service)
    return started


def stop_surplus(service: EcsService) -> None:
    """Stop what is beyond the desired count, and older tasks as the minimum healthy percent lets them go."""
    primary = service.primary
    surplus = len(primary.live) - service.desired_count
    if surplus > 0:
        first = spare_first(primary.strategy, weakest(primary.live), service.desired_count)
        stop_tasks(service, first[:surplus], scaling(primary))
    if service.status == "DRAINING":
        for deployment in service.older:
            stop_tasks(service, deployment.live, scaling(deployment))
    elif primary.rollout_state == "FAILED":
        old = [task for deployment in service.older for task in deployment.live]
        stop_tasks(service, weakest(old)[: max(0, len(old) - service.desired_count)], scaling(primary))
    else:
        give_way(service)


def give_way(service: EcsService) -> None:
    """Stop tasks of older deployments, the weak ones at once and the healthy ones while enough others are."""
    fewest, _ = service.bounds()
    spare = (
        sum(service_health.healthy(task) for deployment in service.deployments for task in deployment.live)
        - fewest
    )
    for deployment in service.older:
        leaving: list[EcsTask] = []
        for task in weakest(deployment.live):
            if service_health.healthy(task):
                if spare <= 0:
                    continue
                spare -= 1
            leaving.append(task)
        stop_tasks(service, leaving, scaling(service.primary))


def weakest(tasks: list[EcsTask]) -> list[EcsTask]:
    """Order tasks by how little is lost with them: those not running, those not healthy, then the newest."""
    return sorted(
        tasks,
        key=lambda task: (
            task.last_status == "RUNNING",
            service_health.healthy(task),
            -task.times["createdAt"],
        ),
    )


def scaling(deployment: ServiceDeployment) -> str:
    """Say what a task is stopped for when a deployment needs it no more."""
    return f"Scaling activity initiated by (deployment {deployment.id})"


def stop_tasks(service: EcsService, tasks: list[EcsTask], reason: str) -> None:
    """Stop tasks and tell it."""
    for task in tasks:
        life.stop(task, SCHEDULER, reason)
    if tasks:
        service_events.tell(service, service_events.stopped(tasks))


def conclude(service: EcsService) -> None:
    """Tell what has come to its end: a deletion, an older deployment, a rollout, a change of the count."""
    if service.status == "DRAINING":
        if all(deployment.gone for deployment in service.deployments):
            service.past += service.deployments
            service.status, service.deployments = "INACTIVE", []
        return
    primary, ready = service.primary, [task for task in service.primary.live if service_health.healthy(task)]
    if ready:
        if primary.rollout_state == "IN_PROGRESS" and service.breaker.get("resetOnHealthyTask", True):
            primary.failed_tasks = 0
        forget_failures(service, ready)
    rollout.drop_older(service)
    leaving = [task for task in service.tasks if task.leaving and task.last_status not in LEAVING[1:]]
    steady = not service.older and not leaving and len(ready) == len(primary.live) == service.desired_count
    if steady and not service.steady:
        rollout.complete(service)
        service_events.tell(service, service_events.STEADY)
    service.steady = steady


def forget_failures(service: EcsService, ready: list[EcsTask]) -> None:
    """Stop spacing restarts once a task has been well for a while."""
    proved = max(service.region.world.clock.real(PROVED), PROVED_REAL)
    if any(service.region.now() - task.times["startedAt"] >= proved for task in ready):
        service.failures = 0
