"""What a call needs besides its own action: to tag what it makes, to pass a role, to use another service.

The reference calls these dependent actions; what it leaves out is in the guides of the services.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from moto.iam import iam_backends

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.lookups import definition_of
from steps.sandbox.iam.patterns import Values
from steps.sandbox.iam.request_resources import resources
from steps.sandbox.iam.roles import linked_name

TASKS = "ecs-tasks.amazonaws.com"
BALANCERS = "elasticloadbalancing.amazonaws.com"
TAGGING = {
    "ecr": "ecr:TagResource",
    "ecs": "ecs:TagResource",
    "elasticloadbalancing": "elasticloadbalancing:AddTags",
    "logs": "logs:TagResource",
    "secretsmanager": "secretsmanager:TagResource",
    "servicediscovery": "servicediscovery:TagResource",
    "ssm": "ssm:AddTagsToResource",
}
IAM_TAGGING = {"CreateRole": "iam:TagRole", "CreateUser": "iam:TagUser", "CreatePolicy": "iam:TagPolicy"}
PASSING = {"RegisterTaskDefinition", "CreateService", "UpdateService", "RunTask"}
ZONES = {
    "servicediscovery:CreatePrivateDnsNamespace": (
        "route53:CreateHostedZone",
        "ec2:DescribeVpcs",
        "ec2:DescribeRegions",
        "route53:GetHostedZone",
        "route53:ListHostedZonesByName",
    ),
    "servicediscovery:DeleteNamespace": ("route53:DeleteHostedZone",),
}
"""What Cloud Map does with its caller's permissions, in the operation and not in the call.
https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-api-permissions-ref.html"""


@dataclass(frozen=True)
class Need:
    """One action that must be allowed on one resource; `later`: it is missed only in the operation that a call begins."""

    action: str
    resource: str = "*"
    context: Values = field(default_factory=dict)
    kind: str = ""
    later: bool = False


def needs(asked: Asked) -> Iterator[Need]:
    """Give everything that a call must be allowed: its own action on each resource first."""
    for resource in resources(asked):
        yield Need(asked.action, resource, kind=_kind(resource))
    yield from _tags(asked)
    if asked.service == "ecs" and asked.operation in PASSING:
        for role in _roles(asked):
            yield Need("iam:PassRole", role, {"iam:passedtoservice": (TASKS,)})
    match asked.action:
        case "ec2:CreateVpcEndpoint":
            yield from (Need(f"ec2:Describe{kind}") for kind in ("SecurityGroups", "Subnets", "Vpcs"))
            if (
                asked.first("VpcEndpointType", "Gateway") == "Interface"
                and asked.first("PrivateDnsEnabled", "true") == "true"
            ):
                yield Need("route53:AssociateVPCWithHostedZone", "arn:aws:route53:::hostedzone/*")
        case "route53:CreateHostedZone":
            yield Need("ec2:DescribeVpcs")
        case "elasticloadbalancing:CreateLoadBalancer" if not _is_linked(asked, BALANCERS):
            yield Need(
                "iam:CreateServiceLinkedRole",
                f"arn:aws:iam::{asked.account}:role/aws-service-role/{BALANCERS}/{linked_name(BALANCERS)}",
                {"iam:awsservicename": (BALANCERS,)},
            )
    for action in ZONES.get(asked.action, ()):
        zone = action in {"route53:GetHostedZone", "route53:DeleteHostedZone"}
        yield Need(action, "arn:aws:route53:::hostedzone/*" if zone else "*", later=True)


def _tags(asked: Asked) -> Iterator[Need]:
    """Say what tagging at creation needs. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html"""
    if asked.service == "ec2":
        for kind in asked.values("TagSpecifications.ResourceType"):
            if asked.tags(kind):
                made: Values = {"ec2:createaction": (asked.operation,)}
                yield Need("ec2:CreateTags", asked.arn(f"{kind}/*"), made, kind)
        return
    action = IAM_TAGGING.get(asked.operation) if asked.service == "iam" else TAGGING.get(asked.service)
    if (
        not action
        or asked.action == action
        or not asked.operation.startswith(("Create", "Register", "Run", "PutParameter"))
    ):
        return
    if asked.tags():
        making: Values = {f"{asked.service}:createaction": (asked.operation,)}
        yield from (Need(action, resource, making) for resource in _made(asked))


def _made(asked: Asked) -> list[str]:
    """Give what a call makes, as AWS judges the tagging of it."""
    match asked.operation:
        case "CreateListener":
            return [one.replace(":loadbalancer/", ":listener/") + "/*" for one in resources(asked)]
        case "CreateRule":
            return [one.replace(":listener/", ":listener-rule/") + "/*" for one in resources(asked)]
        case "RunTask":
            cluster = asked.first("cluster", "default").rpartition("/")[2]
            return [asked.arn(f"task/{cluster}/*")]
        case "CreateLogGroup":
            return [asked.arn(f"log-group:{asked.first('logGroupName')}")]
    return ["*"] if asked.service == "servicediscovery" else resources(asked)


def _roles(asked: Asked) -> list[str]:
    """Give the roles that a call hands to ECS's tasks."""
    named = [asked.values(name) for name in ("executionRoleArn", "taskRoleArn")]
    if asked.operation != "RegisterTaskDefinition":
        definition: Any = definition_of(asked)
        named += [[getattr(definition, name, None) or ""] for name in ("execution_role_arn", "task_role_arn")]
        named += [asked.values(f"overrides.{name}") for name in ("executionRoleArn", "taskRoleArn")]
    every = (role for roles in named for role in roles if role)
    return list(
        dict.fromkeys(role if ":" in role else f"arn:aws:iam::{asked.account}:role/{role}" for role in every)
    )


def _is_linked(asked: Asked, service: str) -> bool:
    roles = iam_backends[asked.account]["aws"].roles.values()
    return any(role.name == linked_name(service) for role in roles)


def _kind(resource: str) -> str:
    """Name the kind of an EC2 resource, whose tags alone count for it."""
    return resource.split(":", 5)[5].partition("/")[0] if resource.startswith("arn:aws:ec2:") else ""
