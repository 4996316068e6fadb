"""Takes this wizard's tags off what stands, so that it is nobody's of ours any more; everything else stays as it is."""

from steps.aws.sweep import OF_ARNS, everything_of
from steps.aws.tagging import named_by
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import is_absent
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.graph import Node
from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG, Run

CONTENT_TAG = "fargate-wizard:content"
OURS = (DEPLOYMENT_TAG, RESOURCE_TAG, CONTENT_TAG)


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
    return sum(_untagged(run, arn) for arn in sorted(arns))


def _untagged(run: Run, arn: str) -> bool:
    from botocore.exceptions import ClientError

    tagging, it = named_by(arn)
    if tagging is None:
        return False
    try:
        tagging.take(run.at(Node()), it, OURS)
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
