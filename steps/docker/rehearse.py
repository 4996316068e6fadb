"""A rehearsal: the image is started here as Fargate would start it, and what would go wrong there is found in seconds."""

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

from steps.appfile.apps import App, Architecture
from steps.docker import rehearsal_findings
from steps.docker.build import find_image
from steps.docker.container_watch import ContainerWatch
from steps.docker.docker_troubles import FREE_DISK, DockerTrouble, full_disk
from steps.docker.engine import Engine
from steps.docker.leftover_containers import clear_away
from steps.docker.rehearsal_findings import Cast, RehearsalFinding

if TYPE_CHECKING:
    from docker import APIClient

PROCESSORS = {Architecture.X86_64: "amd64", Architecture.ARM64: "arm64"}
HOSTNAME = (
    "ip-10-0-0-10.ec2.internal"  # Fargate names a task's host after its address, whatever the image says
)
WITHOUT = "--set rehearse=no"
"""How a user leaves all of this out."""

LABEL = "fargate-wizard.rehearsal"


def rehearse(
    engine: Engine, reference: str, app: App, *, say: Callable[[str], None], stop: Event
) -> tuple[RehearsalFinding, ...]:
    """Start `reference` as `app` says, and give what would go wrong on Fargate or be better otherwise: nothing, when it is well.

    Its processor, its staying up, its port, its health path or command and its end on the stop signal are looked at, with
    Fargate's memory, CPU and host name, and with Docker's capabilities, which are Fargate's as well
    (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html). Its container is
    removed in any case. Raises DockerTrouble when the engine cannot do it, Stopped after `stop`.
    """
    image, wanted = find_image(engine, reference), PROCESSORS[app.architecture]
    if image is None:
        raise DockerTrouble(f"There is no image {reference} in this engine.", cure="Build it first.")
    client = engine.connect()
    try:
        cast = _cast(client, reference, app)
        if image.architecture != wanted:
            return (rehearsal_findings.wrong_architecture(cast, image.architecture, wanted),)
        return _perform(engine, client, reference, cast, say, stop)
    finally:
        client.close()


def _cast(client: "APIClient", reference: str, app: App) -> Cast:
    config = client.inspect_image(reference)["Config"]  # type: ignore[no-untyped-call]  # stub has no types
    command = (*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ()))
    return Cast(app, command, config.get("StopSignal") or "SIGTERM")


def _perform(
    engine: Engine, client: "APIClient", reference: str, cast: Cast, say: Callable[[str], None], stop: Event
) -> tuple[RehearsalFinding, ...]:
    """Put it on stage, watch it, and clear the stage."""
    from docker.errors import APIError

    for old in client.containers(all=True, filters={"label": f"{LABEL}={reference}"}):
        clear_away(engine, old["Id"])  # left by a wizard that was killed
    app, container = cast.app, ""
    say(f"Starting {app.name} as Fargate would: {app.cpu} CPU units, {app.memory} MiB of memory.")
    try:
        container = client.create_container(reference, **_as_on_fargate(engine, client, reference, app))["Id"]
        client.start(container)
        return ContainerWatch(engine, client, container, cast, say, stop).watch()
    except APIError as error:
        message = str(error.explanation or error)
        if "exec format error" in message and engine.architecture != PROCESSORS[app.architecture]:
            say(f"This engine runs no {app.architecture} programs, so {app.name} is not rehearsed.")
            return ()
        if not container or not _is_about_the_command(message):
            raise _not_possible(app, message) from error
        return (rehearsal_findings.cannot_start(cast, message),)
    finally:
        if container:
            clear_away(engine, container)


def _as_on_fargate(engine: Engine, client: "APIClient", reference: str, app: App) -> dict[str, Any]:
    address = "127.0.0.1" if engine.host in ("127.0.0.1", "localhost", "::1") else "0.0.0.0"  # noqa: S104  (far away)
    memory = app.memory * 1024 * 1024
    return {
        "hostname": HOSTNAME,
        "environment": {"HOSTNAME": HOSTNAME, "PORT": str(app.port), **app.environment},
        "ports": [app.port],
        "labels": {LABEL: reference},
        "host_config": client.create_host_config(
            port_bindings={app.port: (address,)},
            mem_limit=memory,
            memswap_limit=memory,
            nano_cpus=app.cpu * 1_000_000_000 // 1024,
            read_only=app.readonly,
        ),
    }


def _is_about_the_command(message: str) -> bool:
    return any(
        word in message
        for word in ("executable file not found", "no such file", "permission denied", "exec: ")
    )


def _not_possible(app: App, message: str) -> DockerTrouble:
    return DockerTrouble(
        f"{app.name} could not be rehearsed.",
        why=f"Docker says: {message.strip()}",
        cure=FREE_DISK
        if full_disk(message)
        else f"Correct that, or leave the rehearsal out with `{WITHOUT}`.",
    )
