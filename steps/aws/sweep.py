"""Everything that AWS has of a deployment, whatever the journal says: by tag, by name where AWS tells no tags, by recorded id.

What has no unique name there may be twice: both are found.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from steps.aws.by_kind import KINDS, born
from steps.aws.ec2_listings import EC2_LISTINGS
from steps.aws.policies import role_name
from steps.engine.build.claim import LOCK
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import is_absent
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.graph import Node
from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG, Run, as_mapping

OF_ARNS = {
    "ec2:vpc": "AWS::EC2::VPC",
    "ec2:subnet": "AWS::EC2::Subnet",
    "ec2:internet-gateway": "AWS::EC2::InternetGateway",
    "ec2:route-table": "AWS::EC2::RouteTable",
    "ec2:security-group": "AWS::EC2::SecurityGroup",
    "ec2:security-group-rule": "AWS::EC2::SecurityGroupRule",
    "ec2:vpc-endpoint": "AWS::EC2::VPCEndpoint",
    "ecs:cluster": "AWS::ECS::Cluster",
    "ecs:service": "AWS::ECS::Service",
    "ecs:task-definition": "AWS::ECS::TaskDefinition",
    "ecr:repository": "AWS::ECR::Repository",
    "logs:log-group": "AWS::Logs::LogGroup",
    "cloudwatch:alarm": "AWS::CloudWatch::Alarm",
    "servicediscovery:namespace": "AWS::ServiceDiscovery::PrivateDnsNamespace",
    "servicediscovery:service": "AWS::ServiceDiscovery::Service",
    "elasticloadbalancing:loadbalancer": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "elasticloadbalancing:listener": "AWS::ElasticLoadBalancingV2::Listener",
    "elasticloadbalancing:listener-rule": "AWS::ElasticLoadBalancingV2::ListenerRule",
    "elasticloadbalancing:targetgroup": "AWS::ElasticLoadBalancingV2::TargetGroup",
}
"""The kind of what an ARN names, by its service and its type."""

GROUP_ID = re.compile(r"sg-[0-9a-f]+")  # a damaged journal may have another

GO_BY_THEMSELVES = ("ecs:task", "ec2:network-interface")
"""What leaves with the service or the endpoint that it belongs to."""


def everything_of(run: Run, progress: Progress) -> list[Standing]:
    """All that may be this deployment's, each once; whether it is still there, a look by its id tells.

    The journal knows more of a thing (its birth, what it needed) and is preferred, but not where it calls it otherwise than
    AWS does under the same ARN: then it is damaged. Any error of AWS's may pass through.
    """
    found = {_key(record): record for record in marked(run)}
    shown = {(record.kind, record.id) for record in found.values()}
    for record in recorded(progress):
        there = found.get(_key(record))
        if there.id == record.id if there else record.arn or (record.kind, record.id) not in shown:
            found[_key(record)] = record
    groups = [each.id for each in found.values() if GROUP_ID.fullmatch(each.id)]
    for record in _rules(run, groups):
        found.setdefault(_key(record), record)
    return list(found.values())


def marked(run: Run) -> Iterator[Standing]:
    """Whatever carries our tag, or our name where AWS tells no tags. Any error of AWS's may pass through."""
    yield from _in_ec2(run)
    yield from _tagged(run)
    yield from _roles(run)


def twins(records: list[Standing]) -> dict[str, list[str]]:
    """The ids of what is there more than once under one key of ours, by key."""
    keys = Counter(_label(record) for record in records if record.kind != "AWS::ECS::TaskDefinition")
    return {
        label: [each.id for each in records if _label(each) == label]
        for label, times in keys.items()
        if times > 1 and not label.startswith("AWS::")
    }


def recorded(progress: Progress) -> Iterator[Standing]:
    """Whatever has an id, even what is said to be gone."""
    replaced = (replace(each, name=f"{each.name} {each.id}") for each in progress.replaced)
    for record in (*progress.nodes.values(), *replaced):
        if record.kind in KINDS and record.id and record.ours:
            yield record


def _in_ec2(run: Run) -> Iterator[Standing]:
    """What EC2's own listings show sooner than the tagging service does, of every kind that we can delete."""
    for kind, (operation, key, id_) in EC2_LISTINGS.items():
        if kind not in KINDS:
            continue
        for item in read_all(run.aws.ec2, operation, key, Filters=run.own_filter):
            yield _standing(kind, item[id_], "", as_mapping(item.get("Tags")))


def _rules(run: Run, groups: list[str]) -> Iterator[Standing]:
    """Those of our own groups, whatever tag they carry: they are inside something that is ours."""
    filters: Any = [{"Name": "group-id", "Values": groups}]
    rules = (
        read_all(run.aws.ec2, "describe_security_group_rules", "SecurityGroupRules", Filters=filters)
        if groups
        else []
    )
    for rule in rules:
        yield _standing(
            "AWS::EC2::SecurityGroupRule", rule["SecurityGroupRuleId"], "", as_mapping(rule.get("Tags"))
        )


def _tagged(run: Run) -> Iterator[Standing]:
    """What the Resource Groups Tagging API knows, which may still name what is gone."""
    filters = [{"Key": DEPLOYMENT_TAG, "Values": [run.plan.deployment]}]
    found = read_all(
        run.aws.resourcegroupstaggingapi, "get_resources", "ResourceTagMappingList", TagFilters=filters
    )
    for mapping in found:
        if as_mapping(mapping["Tags"]).get(RESOURCE_TAG) == LOCK:
            continue  # the run's own claim: it is given up at the end
        arn = mapping["ResourceARN"]
        service, rest = arn.split(":", 5)[2], arn.split(":", 5)[5]
        kind, _, name = rest.partition(":" if service in ("logs", "cloudwatch") else "/")
        if f"{service}:{kind}" not in GO_BY_THEMSELVES:
            of = OF_ARNS.get(f"{service}:{kind}", f"{service}:{kind}")
            id_ = name.rpartition("/")[2] if service in ("ecs", "elasticloadbalancing") else name
            yield _standing(of, id_, arn, as_mapping(mapping["Tags"]))


def _roles(run: Run) -> Iterator[Standing]:
    """The execution role, by its name, with the policies in it: the tagging service tells of no role."""
    from botocore.exceptions import ClientError

    site = run.at(Node())
    name = role_name(site)
    try:
        role = run.aws.iam.get_role(RoleName=name)["Role"]
        policies = read_all(run.aws.iam, "list_role_policies", "PolicyNames", RoleName=name)
    except ClientError as error:
        if is_absent(error):
            return
        raise
    if site.owns(role.get("Tags")):
        since = born("AWS::IAM::Role", role)
        yield Standing(name, "AWS::IAM::Role", id=name, arn=role["Arn"], born=since)
        for policy in policies:
            yield Standing(
                f"{policy} of {name}", "AWS::IAM::RolePolicy", id=policy, born=since, needs=(name,)
            )


def _standing(kind: str, id_: str, arn: str, tags: dict[str, str]) -> Standing:
    return Standing(f"{tags.get(RESOURCE_TAG, kind)} {id_}", kind, id=id_, arn=arn)


def _key(record: Standing) -> str:
    """One object is one key, whoever tells of it: EC2's ids and roles' names do without their ARNs."""
    by_id = record.kind.startswith(("AWS::EC2::", "AWS::IAM::")) or not record.arn
    return f"{record.kind} {record.id if by_id else record.arn}"


def _label(record: Standing) -> str:
    return record.name.removesuffix(f" {record.id}")
