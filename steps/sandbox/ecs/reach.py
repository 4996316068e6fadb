"""What a task's network gives: whether its image, its layers and its logs can be reached on platform version 1.4.0.

A task has one network interface, and everything goes through it: api.ecr for the registry's password, dkr.ecr for the
manifest, S3 for the layers, and CloudWatch Logs when its containers write there.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from steps.sandbox.ecs import passage, paths, permissions, secrets
from steps.sandbox.ecs.task import Container, EcsTask, architecture
from steps.sandbox.iam.verdict import Decision, PolicyVerdict

FAILED_PULL = 60.0  # AWS seconds that attempts against silence take (reported: up to 289)
REFUSED_PULL = 14.0  # AWS seconds until an answer that says no is believed

TAG = re.compile(r"(:[^:/@]+)?(@.*)?$")
"""What follows a repository's name in a reference."""

PLATFORMS = {"X86_64": "linux/amd64", "ARM64": "linux/arm64"}

AUTH = "ResourceInitializationError: unable to pull secrets or registry auth: "
LOGGER = "ResourceInitializationError: failed to validate logger args: "
PULL = "CannotPullContainerError: "


@dataclass(frozen=True)
class Failure:
    """Why a task cannot start, in AWS's words, and after how many AWS seconds it gives up."""

    reason: str
    seconds: float = FAILED_PULL


def failure(task: EcsTask) -> Failure | None:
    """Find the first thing that keeps a task from starting, in the order in which Fargate meets them."""
    found = (registry_auth(task), secret_values(task), *pulls(task), *loggers(task))
    return next((trouble for trouble in found if trouble), None)


def private_images(task: EcsTask) -> list[Container]:
    """Give the containers whose image is in ECR."""
    return [container for container in task.containers if ".dkr.ecr." in container.definition["image"]]


def registry_auth(task: EcsTask) -> Failure | None:
    """Ask ECR for the registry's password, as the execution role."""
    if not private_images(task):
        return None
    if not paths.reaches(task, "ecr.api"):
        return Failure(
            f"{AUTH}The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task "
            "and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, "
            "exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send "
            f'failed, Post "https://api.ecr.{task.region.name}.amazonaws.com/": dial tcp '
            f"{paths.resolved(task, 'ecr.api')}:443: i/o timeout"
        )
    if denied := refusal(task, "ecr.api", "*", "ecr:GetAuthorizationToken"):
        return Failure(
            f"{AUTH}execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been "
            f"retried 1 time(s): {denied}",
            REFUSED_PULL,
        )
    return None


def secret_values(task: EcsTask) -> Failure | None:
    """Read what the containers' environments take from elsewhere."""
    try:
        secrets.read(task)
    except secrets.Missing as why:
        return Failure(f"{AUTH}{why}", REFUSED_PULL if why.heard else FAILED_PULL)
    return None


def pulls(task: EcsTask) -> Iterator[Failure | None]:
    """Pull each container's image: its manifest, then its layers."""
    private = private_images(task)
    for container in task.containers:
        yield manifest(task, container.definition["image"], private=container in private)
    if private and not paths.reaches(task, "s3"):
        region = task.region.name
        yield Failure(
            f"{PULL}The task can’t pull the image. Check your network configuration. ref pull has been retried "
            '5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://prod-'
            f'{region}-starport-layer-bucket.s3.{region}.amazonaws.com/…": dial tcp '
            f"{paths.resolved(task, 's3')}:443: i/o timeout"
        )
    elif private:
        yield layers(task)


def layers(task: EcsTask) -> Failure | None:
    """Fetch the layers from ECR's own bucket, for which the gateway's policy is asked."""
    region = task.region.name
    bucket = f"prod-{region}-starport-layer-bucket"
    if passage.passes(task, "s3", "s3:GetObject", f"arn:aws:s3:::{bucket}/x"):
        return None
    return Failure(
        f"{PULL}ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code "
        f"https://{bucket}.s3.{region}.amazonaws.com/…: 403 Forbidden",
        REFUSED_PULL,
    )


def manifest(task: EcsTask, reference: str, *, private: bool) -> Failure | None:
    """Pull one image's manifest."""
    registry, _, rest = reference.partition("/")
    service = "ecr.dkr" if private else "registry"
    if not paths.reaches(task, service):
        return Failure(
            f"{PULL}The task can’t pull the image. Check your network configuration. pull image manifest has been "
            f"retried 5 time(s): failed to resolve ref {reference}: failed to do request: Head "
            f'"https://{registry}/v2/{rest.replace(":", "/manifests/")}": dial tcp '
            f"{paths.resolved(task, service)}:443: i/o timeout"
        )
    if private and (denied := pull_refusal(task, TAG.sub("", rest))):
        return Failure(
            f"{PULL}Check that the role has the permissions to pull images from the registry. {denied}",
            REFUSED_PULL,
        )
    image = task.region.world.images.find(reference)
    if image is None and private:
        return Failure(
            f"{PULL}The task can’t pull the image. Check whether the image exists. pull image manifest has been "
            f"retried 1 time(s): failed to resolve ref {reference}: {reference}: not found",
            REFUSED_PULL,
        )
    wanted = PLATFORMS[architecture(task.definition)]
    if image is not None and PLATFORMS.get(image.architecture, f"linux/{image.architecture}") != wanted:
        return Failure(
            f"{PULL}pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor "
            f"matching platform '{wanted}'",
            REFUSED_PULL,
        )
    return None


def loggers(task: EcsTask) -> Iterator[Failure | None]:
    """Prepare each container's log stream."""
    for container in task.containers:
        logging = container.definition.get("logConfiguration") or {}
        if logging.get("logDriver") == "awslogs":
            yield logger(task, logging["options"])


def logger(task: EcsTask, options: dict[str, str]) -> Failure | None:
    """Prepare one log stream: the service, the group and the permission must be there."""
    if not paths.reaches(task, "logs"):
        return Failure(
            f"{LOGGER}The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a "
            "connection issue between the task and Amazon CloudWatch. Check your network configuration.: signal: killed"
        )
    if (
        options["awslogs-group"] not in task.region.logs.groups
        and options.get("awslogs-create-group") != "true"
    ):
        return Failure(
            f"{LOGGER}create stream has been retried 1 times: failed to create Cloudwatch log stream: "
            "ResourceNotFoundException: The specified log group does not exist. : exit status 1",
            REFUSED_PULL,
        )
    stream = f"arn:aws:logs:{task.region.name}:{task.region.account}:log-group:{options['awslogs-group']}:log-stream:x"
    if denied := refusal(task, "logs", stream, "logs:CreateLogStream", "logs:PutLogEvents"):
        return Failure(f"{LOGGER}failed to create Cloudwatch log stream: {denied}", REFUSED_PULL)
    return None


def pull_refusal(task: EcsTask, repository: str) -> str:
    """Say how IAM or one of ECR's two endpoints refuses to give an image away; nothing when all of them allow it."""
    arn = f"arn:aws:ecr:{task.region.name}:{task.region.account}:repository/{repository}"
    actions = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
    return refusal(task, "ecr.dkr", arn, *actions) or refusal(task, "ecr.api", arn, *actions)


def refusal(task: EcsTask, service: str, resource: str, *actions: str) -> str:
    """Say how IAM, or the endpoint on the way, refuses the first of these to the execution role; nothing when none does."""
    if denied := permissions.refusal(task, *actions, resource=resource):
        return denied
    for action in actions:
        if not passage.passes(task, service, action, resource):
            return permissions.sentence_about(
                task, action, resource, PolicyVerdict(Decision.IMPLICIT, "VPC endpoint policy")
            )
    return ""
