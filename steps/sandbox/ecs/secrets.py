"""Secrets of containers: read from Secrets Manager and the Parameter Store before a task starts, as its execution role.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.core.exceptions import ServiceException
from moto.secretsmanager import secretsmanager_backends
from moto.ssm import ssm_backends
from werkzeug.exceptions import HTTPException

from steps.sandbox.ecs import paths, permissions
from steps.sandbox.ecs.task import Container, EcsTask

RETRIEVAL = "execution resource retrieval failed: unable to retrieve "
ARN_PARTS, KEYED_PARTS = 7, 10
"""How many parts between colons the ARN of a secret has, alone and with its JSON key, stage and version."""


class Missing(Exception):
    """A secret cannot be had; the message says why as Fargate does, `heard` whether AWS answered at all."""

    def __init__(self, why: str, *, heard: bool = True) -> None:
        super().__init__(why)
        self.heard = heard


@dataclass(frozen=True)
class Reference:
    """A container's secret: the variable's name, and `valueFrom`."""

    container: Container
    name: str
    value_from: str

    @property
    def in_secrets_manager(self) -> bool:
        """Whether it is in Secrets Manager; a bare name and everything else is a parameter's."""
        return self.value_from.startswith("arn:aws:secretsmanager:")


def read(task: EcsTask) -> None:
    """Read every secret of a task into its containers; Missing tells of the first that cannot be had."""
    wanted = list(references(task))
    parameters = [secret for secret in wanted if not secret.in_secrets_manager]
    if parameters:
        read_parameters(task, parameters)
    for secret in wanted:
        if secret.in_secrets_manager:
            secret.container.secrets[secret.name] = secret_value(task, secret.value_from)


def references(task: EcsTask) -> Iterator[Reference]:
    """Give the secrets of a task's containers."""
    for container in task.containers:
        for said in container.definition.get("secrets") or []:
            yield Reference(container, said["name"], said["valueFrom"])


def read_parameters(task: EcsTask, wanted: list[Reference]) -> None:
    """Read parameters by name or ARN, all of them or none."""
    words = f"{RETRIEVAL}secrets from ssm: "
    if not paths.reaches(task, "ssm"):
        raise Missing(
            f"{words}The task cannot pull secrets from the Systems Manager Parameter Store: There is a connection "
            "issue between the task and Systems Manager. Check your task network configuration. RequestCanceled: "
            "request context canceled caused by: context deadline exceeded",
            heard=False,
        )
    lost = []
    for secret in wanted:
        region, name = parameter_of(task, secret.value_from)
        arn = f"arn:aws:ssm:{region}:{task.region.account}:parameter/{name.removeprefix('/')}"
        if denied := permissions.refusal(task, "ssm:GetParameters", resource=arn):
            raise Missing(f"{words}{denied}")
        found = ssm_backends[task.region.account][region].get_parameters([name]).get(name)
        if found is None:
            lost.append(name)
        else:
            secret.container.secrets[secret.name] = str(found.response_object(decrypt=True)["Value"])
    if lost:
        raise Missing(
            f"{words}service call has been retried 1 time(s): invalid ssm parameters: {', '.join(lost)}"
        )


def parameter_of(task: EcsTask, value_from: str) -> tuple[str, str]:
    """Give the region and the name that a parameter's reference means; a path begins with a slash."""
    if not value_from.startswith("arn:"):
        return task.region.name, value_from
    region, name = value_from.split(":")[3], value_from.partition(":parameter/")[2]
    return region, f"/{name}" if "/" in name else name


def secret_value(task: EcsTask, value_from: str) -> str:
    """Read one secret, whole or by its JSON key."""
    words = f"{RETRIEVAL}secret from asm: "
    parts = value_from.split(":")
    if len(parts) not in {ARN_PARTS, KEYED_PARTS}:
        raise Missing(f"{words}an invalid ARN format for the AWS Secrets Manager secret was specified")
    arn = ":".join(parts[:ARN_PARTS])
    key, stage, version = [part or None for part in parts[ARN_PARTS:]] or (None, None, None)
    if not paths.reaches(task, "secretsmanager"):
        raise Missing(
            f"{words}There is a connection issue between the task and AWS Secrets Manager. Check your task network "
            f"configuration. failed to fetch secret {arn} from secrets manager: RequestCanceled: request context "
            "canceled caused by: context deadline exceeded",
            heard=False,
        )
    if denied := permissions.refusal(task, "secretsmanager:GetSecretValue", resource=arn):
        raise Missing(
            f"{words}service call has been retried 1 time(s): failed to fetch secret {arn} from secrets manager: {denied}"
        )
    return keyed(words, arn, key, fetched(words, task, arn, version, stage))


def fetched(words: str, task: EcsTask, arn: str, version: str | None, stage: str | None) -> str:
    """Ask Secrets Manager."""
    secrets: Any = secretsmanager_backends[task.region.account][arn.split(":")[3]]
    try:
        return str(secrets.get_secret_value(arn, version, stage)["SecretString"])
    except (ServiceException, HTTPException, KeyError) as problem:
        if "marked deleted" in str(problem):
            raise Missing(
                f"{words}InvalidRequestException: You can't perform this operation on the secret because it was "
                "marked for deletion."
            ) from None
        raise Missing(
            f"{words}ResourceNotFoundException: The task can't retrieve the secret with ARN '{arn}' from AWS Secrets "
            "Manager. Check whether the secret exists in the specified Region."
        ) from None


def keyed(words: str, arn: str, key: str | None, secret: str) -> str:
    """Take one value out of a secret that is JSON."""
    if key is None:
        return secret
    try:
        values = json.loads(secret)
    except ValueError:
        values = None
    if not isinstance(values, dict) or key not in values:
        raise Missing(f"{words}retrieved secret from Secrets Manager did not contain json key {key}: {arn}")
    value = values[key]
    return value if isinstance(value, str) else json.dumps(value)
