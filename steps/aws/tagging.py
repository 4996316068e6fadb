"""How each service of AWS's is asked to change the tags of what stands: the one list of it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from steps.aws.tasks import describe_tasks
from steps.engine.model.resource import Handle, Tagging
from steps.engine.model.site import Site


def _pairs(tags: Mapping[str, str]) -> list[Any]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


IN_EC2 = Tagging(
    lambda site, it, tags: site.aws.ec2.create_tags(Resources=[it.id], Tags=_pairs(tags)),
    lambda site, it, keys: site.aws.ec2.delete_tags(Resources=[it.id], Tags=[{"Key": key} for key in keys]),
)
IN_ELB = Tagging(
    lambda site, it, tags: site.aws.elbv2.add_tags(ResourceArns=[it.arn], Tags=_pairs(tags)),
    lambda site, it, keys: site.aws.elbv2.remove_tags(ResourceArns=[it.arn], TagKeys=list(keys)),
)
IN_ECR = Tagging(
    lambda site, it, tags: site.aws.ecr.tag_resource(resourceArn=it.arn, tags=_pairs(tags)),
    lambda site, it, keys: site.aws.ecr.untag_resource(resourceArn=it.arn, tagKeys=list(keys)),
)
IN_IAM = Tagging(
    lambda site, it, tags: site.aws.iam.tag_role(RoleName=it.id, Tags=_pairs(tags)),
    lambda site, it, keys: site.aws.iam.untag_role(RoleName=it.id, TagKeys=list(keys)),
)
IN_LOGS = Tagging(
    lambda site, it, tags: site.aws.logs.tag_resource(resourceArn=it.arn, tags=dict(tags)),
    lambda site, it, keys: site.aws.logs.untag_resource(resourceArn=it.arn, tagKeys=list(keys)),
)
IN_CLOUDWATCH = Tagging(
    lambda site, it, tags: site.aws.cloudwatch.tag_resource(ResourceARN=it.arn, Tags=_pairs(tags)),
    lambda site, it, keys: site.aws.cloudwatch.untag_resource(ResourceARN=it.arn, TagKeys=list(keys)),
)
IN_CLOUD_MAP = Tagging(
    lambda site, it, tags: site.aws.servicediscovery.tag_resource(ResourceARN=it.arn, Tags=_pairs(tags)),
    lambda site, it, keys: site.aws.servicediscovery.untag_resource(ResourceARN=it.arn, TagKeys=list(keys)),
)


def _put_in_ecs(site: Site, it: Handle, tags: Mapping[str, str]) -> None:
    pairs: Any = [{"key": key, "value": value} for key, value in tags.items()]
    for arn in _with_tasks(site, it):
        site.aws.ecs.tag_resource(resourceArn=arn, tags=pairs)


def _take_in_ecs(site: Site, it: Handle, keys: Collection[str]) -> None:
    for arn in _with_tasks(site, it):
        site.aws.ecs.untag_resource(resourceArn=arn, tagKeys=list(keys))


def _with_tasks(site: Site, it: Handle) -> Iterator[str]:
    """A service's running tasks have its tags from their start; what they cost is booked under those."""
    yield it.arn
    if ":service/" in it.arn:
        yield from (task["taskArn"] for task in describe_tasks(site, it.id, "RUNNING"))


IN_ECS = Tagging(_put_in_ecs, _take_in_ecs)

BY_SERVICE: Mapping[str, Tagging] = {
    "cloudwatch": IN_CLOUDWATCH,
    "ec2": IN_EC2,
    "ecr": IN_ECR,
    "ecs": IN_ECS,
    "elasticloadbalancing": IN_ELB,
    "iam": IN_IAM,
    "logs": IN_LOGS,
    "servicediscovery": IN_CLOUD_MAP,
}
"""By the service's name in ARNs; what somebody has tagged in another one is not ours."""


def named_by(arn: str) -> tuple[Tagging | None, Handle]:
    """How what this ARN names is tagged, None where it is nothing of ours; and it, with the id that its service knows it by."""
    return BY_SERVICE.get(arn.split(":")[2]), Handle(arn.rpartition("/")[2], arn)
