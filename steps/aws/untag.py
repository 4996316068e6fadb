"""Takes this wizard's tags off what stands, so that it is nobody's of ours any more; everything else stays as it is."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from steps.aws.sweep import OF_ARNS, everything_of
from steps.engine.cloud.listing import in_batches, read_all
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.service_clients import Clients
from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG, Run

CONTENT_TAG = "fargate-wizard:content"
OURS = (DEPLOYMENT_TAG, RESOURCE_TAG, CONTENT_TAG)
AT_ONCE = 20  # things in one call, of those that take several


def _one_by_one(
    service: str, operation: str, arn: str, keys: str
) -> Callable[[Clients, Sequence[str]], None]:
    def untag(aws: Clients, arns: Sequence[str]) -> None:
        for each in arns:
            getattr(aws.client(service), operation)(**{arn: each, keys: list(OURS)})

    return untag


def _untag_ec2(aws: Clients, arns: Sequence[str]) -> None:
    tags: Any = [{"Key": key} for key in OURS]
    aws.ec2.delete_tags(Resources=[arn.rpartition("/")[2] for arn in arns], Tags=tags)


def _untag_elbv2(aws: Clients, arns: Sequence[str]) -> None:
    aws.elbv2.remove_tags(ResourceArns=list(arns), TagKeys=list(OURS))


def _untag_roles(aws: Clients, arns: Sequence[str]) -> None:
    for arn in arns:
        aws.iam.untag_role(RoleName=arn.rpartition("/")[2], TagKeys=list(OURS))


BY_SERVICE: Mapping[str, Callable[[Clients, Sequence[str]], None]] = {
    "ec2": _untag_ec2,
    "elasticloadbalancing": _untag_elbv2,
    "iam": _untag_roles,
    "ecs": _one_by_one("ecs", "untag_resource", "resourceArn", "tagKeys"),
    "ecr": _one_by_one("ecr", "untag_resource", "resourceArn", "tagKeys"),
    "logs": _one_by_one("logs", "untag_resource", "resourceArn", "tagKeys"),
    "cloudwatch": _one_by_one("cloudwatch", "untag_resource", "ResourceARN", "TagKeys"),
    "servicediscovery": _one_by_one("servicediscovery", "untag_resource", "ResourceARN", "TagKeys"),
}
"""How each service takes tags away, by its name in ARNs."""


def untag(run: Run, progress: Progress) -> int:
    """Take our tags off all that carries them; how many things that was. Any error of AWS's may pass through."""
    filters = [{"Key": DEPLOYMENT_TAG, "Values": [run.plan.deployment]}]
    found = read_all(
        run.aws.resourcegroupstaggingapi, "get_resources", "ResourceTagMappingList", TagFilters=filters
    )
    arns = {mapping["ResourceARN"]: None for mapping in found}
    arns |= {arn: None for record in everything_of(run, progress) if (arn := _not_listed(run, record))}
    services: dict[str, list[str]] = defaultdict(list)
    for arn in arns:
        services[arn.split(":")[2]].append(arn)
    for service, theirs in services.items():
        for some in in_batches(sorted(set(theirs)), AT_ONCE):
            BY_SERVICE[service](run.aws, some)
    return len(arns)


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
