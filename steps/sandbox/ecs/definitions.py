"""Task definitions: what Fargate takes, and what RegisterTaskDefinition refuses.

Sizes: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

import re
from types import MappingProxyType
from typing import Any

from moto.ecs.models import TaskDefinition

from steps.sandbox.ecs.ecs_refusals import client_error, invalid
from steps.sandbox.ecs.region import Region

GIB = 1024

MEMORY = MappingProxyType(
    {
        256: (512, GIB, 2 * GIB),
        512: range(GIB, 4 * GIB + 1, GIB),
        1024: range(2 * GIB, 8 * GIB + 1, GIB),
        2048: range(4 * GIB, 16 * GIB + 1, GIB),
        4096: range(8 * GIB, 30 * GIB + 1, GIB),
        8192: range(16 * GIB, 60 * GIB + 1, 4 * GIB),
        16384: range(32 * GIB, 120 * GIB + 1, 8 * GIB),
    }
)
"""MiB that each number of CPU units may come with."""

FAMILY = re.compile(r"[A-Za-z0-9_-]{1,255}")
UNITS = re.compile(r"(?P<count>\d+(\.\d+)?) ?(?P<unit>vcpu|gb)?", re.IGNORECASE)


def register_task_definition(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Register the next revision of a family, and answer it with its tags."""
    check(asked)
    backend, family = region.backend, asked["family"]
    definition = TaskDefinition(
        family,
        next_revision(backend, family),
        asked["containerDefinitions"],
        region.account,
        region.name,
        network_mode=asked.get("networkMode"),
        volumes=asked.get("volumes"),
        tags=asked.get("tags"),
        placement_constraints=asked.get("placementConstraints"),
        requires_compatibilities=asked.get("requiresCompatibilities"),
        cpu=asked.get("cpu"),
        memory=asked.get("memory"),
        task_role_arn=asked.get("taskRoleArn"),
        execution_role_arn=asked.get("executionRoleArn"),
        proxy_configuration=asked.get("proxyConfiguration"),
        runtime_platform=asked.get("runtimePlatform"),
        ipc_mode=asked.get("ipcMode"),
        pid_mode=asked.get("pidMode"),
        ephemeral_storage=asked.get("ephemeralStorage"),
    )
    definition.registered_at = region.now()
    share_ports(definition)
    backend.task_definitions.setdefault(family, {})[definition.revision] = definition
    return {"taskDefinition": definition, "tags": definition.tags}


def next_revision(backend: Any, family: str) -> int:
    """Count on: a revision's number is never given twice, not even after its deletion."""
    highest = backend.__dict__.setdefault("highest_revisions", {})
    highest[family] = highest.get(family, 0) + 1
    return int(highest[family])


def share_ports(definition: TaskDefinition) -> None:
    """Write down what awsvpc implies: a container's port is the host's, and TCP unless said otherwise."""
    if definition.network_mode != "awsvpc":
        return
    for container in definition.container_definitions:
        for mapping in container["portMappings"]:
            mapping.setdefault("hostPort", mapping["containerPort"])
            mapping.setdefault("protocol", "tcp")


def check(asked: dict[str, Any]) -> None:
    """Refuse what ECS refuses, with its words."""
    if not FAMILY.fullmatch(asked["family"]):
        raise client_error("Family contains invalid characters.")
    if not asked.get("containerDefinitions"):
        raise client_error("Container list cannot be empty.")
    for container in asked["containerDefinitions"]:
        check_container(asked, container)
    if "FARGATE" in asked.get("requiresCompatibilities", []):
        check_fargate(asked)


def check_container(asked: dict[str, Any], container: dict[str, Any]) -> None:
    """Refuse a container without name, image or memory, or with another host port in awsvpc mode."""
    for key in ("name", "image"):
        if not container.get(key):
            raise client_error(f"Container.{key} should not be null or empty.")
    if not (asked.get("memory") or container.get("memory") or container.get("memoryReservation")):
        raise client_error(
            f"Invalid setting for container '{container['name']}'. "
            "At least one of 'memory' or 'memoryReservation' must be specified."
        )
    check_secrets(asked, container)
    for mapping in container.get("portMappings", []) if asked.get("networkMode") == "awsvpc" else []:
        if mapping.get("hostPort") not in {None, mapping["containerPort"]}:
            raise client_error(
                "When networkMode=awsvpc, the host ports and container ports in port mappings must match."
            )


def check_secrets(asked: dict[str, Any], container: dict[str, Any]) -> None:
    """Refuse secrets that nobody may read, and a name that the environment has already."""
    secrets = [secret["name"] for secret in container.get("secrets") or []]
    if secrets and not asked.get("executionRoleArn"):
        raise client_error(
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
        )
    taken = {variable["name"] for variable in container.get("environment") or []}
    for name in secrets:
        if name in taken:
            raise client_error(
                "The secret name must be unique and not shared with any new or existing environment variables set on "
                f"the container, such as '{name}'."
            )
        taken.add(name)


def check_fargate(asked: dict[str, Any]) -> None:
    """Refuse what Fargate cannot run."""
    if asked.get("networkMode") != "awsvpc":
        raise client_error("Fargate only supports network mode ‘awsvpc’.")  # noqa: RUF001 - AWS's own quotes
    if not asked.get("cpu") or not asked.get("memory"):
        missing = "cpu" if not asked.get("cpu") else "memory"
        raise client_error(f"Fargate requires that '{missing}' be defined at the task level.")
    if asked.get("pidMode") not in {None, "task"}:
        raise client_error(
            f"Tasks using the Fargate launch type do not support pidMode '{asked['pidMode']}'. "
            "The supported value for pidMode is 'task'."
        )
    check_size(asked["cpu"], asked["memory"])
    for container in asked["containerDefinitions"]:
        check_log_driver(asked, container)


def check_size(cpu: str, memory: str) -> None:
    """Refuse a pair of CPU and memory that Fargate does not sell."""
    units, mib = amount(cpu, "vcpu", "cpu"), amount(memory, "gb", "memory")
    if units not in MEMORY:
        raise client_error("Invalid 'cpu' setting for task.")
    if mib not in MEMORY[units]:
        raise client_error("No Fargate configuration exists for given values.")


def amount(text: str, big: str, setting: str) -> int:
    """Read `1024`, `1 vCPU` or `2 GB` as CPU units or MiB."""
    found = UNITS.fullmatch(text.strip())
    if not found or (found["unit"] or big).lower() != big:
        raise client_error(f"Invalid '{setting}' setting for task.")
    return round(float(found["count"]) * (1024 if found["unit"] else 1))


def check_log_driver(asked: dict[str, Any], container: dict[str, Any]) -> None:
    """Refuse a private image or a log driver that nobody may use for want of an execution role."""
    logging = container.get("logConfiguration") or {}
    driver, options = logging.get("logDriver"), logging.get("options") or {}
    if driver not in {None, "awslogs", "splunk", "awsfirelens"}:
        raise client_error(f"Log driver '{driver}' is not supported on Fargate.")
    if not asked.get("executionRoleArn"):
        if ".dkr.ecr." in container["image"]:
            raise client_error(
                "Fargate requires task definition to have execution role ARN to support ECR images."
            )
        if driver == "awslogs":
            raise client_error(
                "Fargate requires task definition to have execution role ARN to support log driver awslogs."
            )
    if driver == "awslogs" and not options.get("awslogs-stream-prefix"):
        raise client_error(
            "Log driver awslogs requires options: awslogs-stream-prefix when the launch type is FARGATE."
        )
    for option in ("awslogs-group", "awslogs-region") if driver == "awslogs" else ():
        if not options.get(option):
            raise client_error(f"Log driver awslogs requires options: {option}.")


def usable(region: Region, reference: str) -> TaskDefinition:
    """Find an ACTIVE definition by family, family:revision or ARN; refuse to use any other."""
    family, _, revision = reference.rsplit("/", maxsplit=1)[-1].partition(":")
    revisions = region.backend.task_definitions.get(family, {})
    if revision and not revision.isdecimal():
        raise invalid(f"Invalid revision number. Number: {revision}")
    active = [number for number, definition in revisions.items() if definition.status == "ACTIVE"]
    number = int(revision) if revision else max(active, default=0)
    if number not in revisions:
        raise client_error("TaskDefinition not found.")
    if revisions[number].status != "ACTIVE":
        raise client_error("TaskDefinition is inactive")
    return revisions[number]


def describe_task_definition(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Tell of one revision, or of a family's latest ACTIVE one."""
    family, _, revision = asked["taskDefinition"].split("/")[-1].partition(":")
    revisions = region.backend.task_definitions.get(family, {})
    active = [number for number, definition in revisions.items() if definition.status == "ACTIVE"]
    number = int(revision) if revision.isdecimal() else max(active, default=0)
    if number not in revisions:
        raise client_error("Unable to describe task definition.")
    definition = revisions[number]
    return {
        "taskDefinition": definition,
        "tags": definition.tags if "TAGS" in asked.get("include", []) else [],
    }


def list_task_definition_families(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """List the families that have an ACTIVE revision, those that have none of their revisions left ACTIVE, or both."""
    prefix, wanted = asked.get("familyPrefix", ""), asked.get("status", "ALL")
    found = []
    for family, revisions in region.backend.task_definitions.items():
        active = any(definition.status == "ACTIVE" for definition in revisions.values())
        state = "ACTIVE" if active else "INACTIVE"
        if revisions and family.startswith(prefix) and wanted in {"ALL", state}:
            found.append(family)
    return {"families": sorted(found)}
