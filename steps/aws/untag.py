"""Takes this wizard's tags off what stands, so that it is nobody's of ours any more; everything else stays as it is."""

from collections.abc import Callable, Mapping
from typing import Any

from steps.aws.sweep import OF_ARNS, everything_of
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import is_absent
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.service_clients import Clients
from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG, Run

CONTENT_TAG = "fargate-wizard:content"
OURS = (DEPLOYMENT_TAG, RESOURCE_TAG, CONTENT_TAG)


def _by_arn(service: str, arn: str, keys: str) -> Callable[[Clients, str], None]:
    return lambda aws, each: aws.client(service).untag_resource(**{arn: each, keys: list(OURS)})


def _untag_ec2(aws: Clients, arn: str) -> None:
    tags: Any = [{"Key": key} for key in OURS]
    aws.ec2.delete_tags(Resources=[arn.rpartition("/")[2]], Tags=tags)


def _untag_elbv2(aws: Clients, arn: str) -> None:
    aws.elbv2.remove_tags(ResourceArns=[arn], TagKeys=list(OURS))


def _untag_role(aws: Clients, arn: str) -> None:
    aws.iam.untag_role(RoleName=arn.rpartition("/")[2], TagKeys=list(OURS))


BY_SERVICE: Mapping[str, Callable[[Clients, str], None]] = {
    "ec2": _untag_ec2,
    "elasticloadbalancing": _untag_elbv2,
    "iam": _untag_role,
    "ecs": _by_arn("ecs", "resourceArn", "tagKeys"),
    "ecr": _by_arn("ecr", "resourceArn", "tagKeys"),
    "logs": _by_arn("logs", "resourceArn", "tagKeys"),
    "cloudwatch": _by_arn("cloudwatch", "ResourceARN", "TagKeys"),
    "servicediscovery": _by_arn("servicediscovery", "ResourceARN", "TagKeys"),
}
"""How each service takes tags away, by its name in ARNs; what somebody has tagged in another one is not ours."""


def untag(run: Run, progress: Progress) -> int:
    """Take our tags off all that carries them; how many things that was. Any error of AWS's may pass through.

    What is recorded or listed may be gone: each is asked for alone, so that one that is keeps no other its tags.
    """
    filters = [{"Key": DEPLOYMENT_TAG, "Values": [run.plan.deployment]}]
    found = read_all(
        run.aws.resourcegroupstaggingapi, "get_resources", "ResourceTagMappingList", TagFilters=filters
    )
    arns = {mapping["ResourceARN"]: None for mapping in found}
    arns |= {arn: None for record in everything_of(run, progress) if (arn := _not_listed(run, record))}
    return sum(_untagged(run.aws, arn) for arn in sorted(arns))


def _untagged(aws: Clients, arn: str) -> bool:
    from botocore.exceptions import ClientError

    take_away = BY_SERVICE.get(arn.split(":")[2])
    if take_away is None:
        return False
    try:
        take_away(aws, arn)
    except ClientError as error:
        if is_absent(error):
            return False
        raise
    return True


def _not_listed(run: Run, record: Standing) -> str:
    """The ARN of what that listing may not show, or not yet: roles, and what EC2 has made."""
    plan = run.plan
    if record.kind == "AWS::IAM::Role":
        return record.arn
    word = next(
        (
            word.partition(":")[2]
            for word, kind in OF_ARNS.items()
            if kind == record.kind and word.startswith("ec2:")
        ),
        "",
    )
    return f"arn:{plan.partition}:ec2:{plan.region}:{plan.account}:{word}/{record.id}" if word else ""
