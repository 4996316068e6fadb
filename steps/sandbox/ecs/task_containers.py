"""A task's containers on this machine: what they are given, where they listen, where their words go."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from moto.core.exceptions import ServiceException
from moto.sts.models import sts_backends
from werkzeug.exceptions import HTTPException

from steps.sandbox.ec2.interfaces import internal_name
from steps.sandbox.ecs import permissions
from steps.sandbox.ecs.definitions import amount
from steps.sandbox.ecs.runner import Callbacks, CannotStart, Order
from steps.sandbox.ecs.task import Container, EcsTask

STOP_TIMEOUT = 30.0  # AWS seconds between SIGTERM and SIGKILL when the definition does not say
SESSION = 30 * 24 * 3600  # real seconds that a task's keys hold; they are not renewed
PATIENCE = 1.0  # real seconds that a process gets to end at the least: it does not run faster than others do


def start(
    task: EcsTask, on_ready: Callable[[], None], on_end: Callable[[], None], on_health: Callable[[], None]
) -> str:
    """Start every container; answer what ECS says when one cannot start, and else nothing."""
    for container in task.containers:
        if image := task.region.world.images.find(container.definition["image"]):
            container.digest = image.digest
        try:
            container.running = task.region.runner.start(
                order(task, container),
                Callbacks(
                    partial(write, task, container),
                    partial(mark_ready, container, on_ready),
                    partial(mark_ended, container, on_end),
                    partial(mark_health, container, on_health),
                    partial(setattr, container, "reason"),
                ),
            )
        except CannotStart as problem:
            container.reason = str(problem)
            kill(task)
            return str(problem)
        if container.running.address:
            host, real = container.running.address
            task.region.world.addresses.set(task.ip, container.ports[0], host, real)
    return ""


def order(task: EcsTask, container: Container) -> Order:
    """Say how a container is to be run."""
    image = task.region.world.images.find(container.definition["image"])
    return Order(
        source=image.source if image else None,
        image=container.definition["image"],
        environment=environment(task) | credentials(task),
        wished=container.secrets | task.environment(container),
        entrypoint=container.definition.get("entryPoint") or (),
        command=task.command(container),
        port=container.ports[0] if container.ports else None,
        pull=image.pull if image else None,
        cpu=amount(task.definition.cpu, "vcpu", "cpu"),
        memory=amount(task.definition.memory, "gb", "memory"),
        check=container.definition.get("healthCheck"),
        readonly=bool(container.definition.get("readonlyRootFilesystem")),
        vpc=task.interface.subnet.vpc_id,
        ip=task.ip,
    )


def environment(task: EcsTask) -> dict[str, str]:
    """Give what Fargate tells each container of a task, and where this practice cloud is: for its SDK, and its names."""
    world, region = task.region.world, task.region.name
    proxy = world.names.admit(task.secret, task.interface.subnet.vpc_id)
    return {
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": "AWS_ECS_FARGATE",
        "AWS_ENDPOINT_URL": world.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "ECS_CONTAINER_METADATA_URI_V4": f"{task.region.metadata_url}/v4/{task.secret}",
        "HOSTNAME": hostname(task),
        "http_proxy": proxy,
        "HTTP_PROXY": proxy,
        "no_proxy": "127.0.0.1,localhost",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def credentials(task: EcsTask) -> dict[str, str]:
    """Give a pair of keys of the task's role; none when it has no role that tasks may assume, as on Fargate.

    Fargate serves them at an address that SDKs know. Here they are variables: SDKs take http:// from few addresses, and
    a bridge's gateway is none of them.
    """
    arn = getattr(task.definition, "task_role_arn", "") or ""
    if permissions.trusted_role(task.region, arn) is None:
        return {}
    sts = sts_backends[task.region.account]["aws"]
    session = sts.assume_role(task.region.name, task.id, arn, "", SESSION, "")
    return {
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
    }


def hostname(task: EcsTask) -> str:
    """Give the name that a task finds itself under, as in ip-10-0-3-17.eu-central-1.compute.internal."""
    return internal_name(task.interface, task.ip)


def mark_ready(container: Container, on_ready: Callable[[], None]) -> None:
    """Note that a container answers on its port."""
    container.ready = True
    on_ready()


def mark_ended(container: Container, on_end: Callable[[], None], code: int) -> None:
    """Note that a container has ended."""
    container.exit_code, container.last_status = code, "STOPPED"
    on_end()


def mark_health(container: Container, on_health: Callable[[], None], status: str) -> None:
    """Note what a container's own check found."""
    container.health = status
    on_health()


def stop(task: EcsTask) -> None:
    """Ask the containers to end; those that do not are killed after their stopTimeout."""
    for container in task.containers:
        if container.running and not container.ended:
            seconds = float(container.definition.get("stopTimeout", STOP_TIMEOUT))
            container.running.stop(max(task.region.world.clock.real(seconds), PATIENCE))


def kill(task: EcsTask) -> None:
    """End the containers now."""
    for container in task.containers:
        if container.running and not container.ended:
            container.running.kill()


def all_ended(task: EcsTask) -> bool:
    """Whether no container runs any more."""
    return all(container.ended or container.running is None for container in task.containers)


def write(task: EcsTask, container: Container, lines: list[str]) -> None:
    """Put lines of output into CloudWatch Logs, where the definition says so."""
    logging = container.definition.get("logConfiguration") or {}
    if logging.get("logDriver") != "awslogs" or not task.alive:
        return
    options, logs = logging["options"], task.region.logs
    group = options["awslogs-group"]
    stream = f"{options['awslogs-stream-prefix']}/{container.name}/{task.id}"
    now = int(task.region.now() * 1000)
    with suppress(ServiceException, HTTPException):  # the group was deleted while the task ran
        if options.get("awslogs-create-group") == "true" and group not in logs.groups:
            logs.create_log_group(group, {})
        logs.ensure_log_stream(group, stream)
        if lines:
            logs.put_log_events(group, stream, [{"timestamp": now, "message": line} for line in lines])
