"""What stands, as Terraform's import blocks: which resource of the files each thing is, and under which id.

A page brings its things here, beside the file of its name in `files/`. What each id looks like is in the provider's
documentation of the resource, under *Import*.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from steps.aws.listener import Listener
from steps.aws.listener_rules import ListenerRule
from steps.aws.load_balancer import LoadBalancer
from steps.aws.s3_egress import S3Egress
from steps.aws.security_groups import ClosedDefaultGroup, SecurityGroup, SecurityGroupRule
from steps.aws.target_groups import TargetGroup
from steps.aws.vpc import InternetGateway, InternetRoute, RouteTable, RouteTableAssociation, Subnet, Vpc
from steps.book.alarm import ServerErrorAlarm
from steps.book.cluster import Cluster
from steps.book.ecs_service import Service
from steps.book.endpoints import GatewayEndpoint, InterfaceEndpoint
from steps.book.names import DiscoveryService, Namespace
from steps.book.permission import ExecutionRole, LogGroup, RolePolicy
from steps.book.repositories import Repository
from steps.book.task_definitions import TaskDefinition
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.graph import Node
from steps.export.terraform.hcl import aligned, text

PARTS = frozenset({
    "AWS::EC2::VPC.EnableDnsHostnames", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::VPCGatewayAttachment", "AWS::ECR::Image",
    "AWS::IAM::ServiceLinkedRole", "AWS::ElasticLoadBalancingV2::ListenerRule.Priority",
    "AWS::ElasticLoadBalancingV2::ListenerRule.Forward",
})  # fmt: skip
"""Kinds that are a part of something else in Terraform, or Docker's, or the account's own."""


@dataclass(frozen=True)
class Imported:
    """One thing: the resource of the files, the key where it is one of several, and the id to import it by."""

    resource: str
    key: str
    id: str


Seen = Callable[[Node], Standing]
Place = tuple[str, str, str]

PLACES: Mapping[type[Node], Callable[[Any, Seen], Place]] = {
    Repository: lambda it, seen: ("aws_ecr_repository.app", it.app.name, seen(it).arn.partition(":repository/")[2]),
    Cluster: lambda it, seen: ("aws_ecs_cluster.this", "", seen(it).id),
    LogGroup: lambda it, seen: ("aws_cloudwatch_log_group.app", it.app.name, seen(it).id),
    ExecutionRole: lambda it, seen: ("aws_iam_role.execution", "", seen(it).id),
    RolePolicy: lambda it, seen: ("aws_iam_role_policy.pull_and_log", "", f"{seen(it.role).id}:{seen(it).id}"),
    TaskDefinition: lambda it, seen: ("aws_ecs_task_definition.app", it.app.name, seen(it).arn),
    Vpc: lambda it, seen: ("aws_vpc.this", "", seen(it).id),
    Subnet: lambda it, seen: ("aws_subnet.this", f"{it.access} {it.zone}", seen(it).id),
    InternetGateway: lambda it, seen: ("aws_internet_gateway.this", "", seen(it).id),
    RouteTable: lambda it, seen: ("aws_route_table.this", it.access, seen(it).id),
    InternetRoute: lambda it, seen: ("aws_route.internet", "", f"{seen(it.table).id}_{seen(it).id}"),
    RouteTableAssociation: lambda it, seen: (
        "aws_route_table_association.this", f"{it.subnet.access} {it.subnet.zone}", f"{seen(it.subnet).id}/{seen(it.table).id}",
    ),
    ClosedDefaultGroup: lambda it, seen: ("aws_default_security_group.closed", "", seen(it).id),
    SecurityGroup: lambda it, seen: ("aws_security_group.this", it.label, seen(it).id),
    SecurityGroupRule: lambda it, seen: (*_rule(it), seen(it).id),
    S3Egress: lambda it, seen: ("aws_vpc_security_group_egress_rule.s3", "", seen(it).id),
    LoadBalancer: lambda it, seen: ("aws_lb.this", "", seen(it).arn),
    TargetGroup: lambda it, seen: ("aws_lb_target_group.app", it.app.name, seen(it).arn),
    Listener: lambda it, seen: ("aws_lb_listener.http", "", seen(it).arn),
    ListenerRule: lambda it, seen: ("aws_lb_listener_rule.app", it.app.name, seen(it).arn),
    InterfaceEndpoint: lambda it, seen: ("aws_vpc_endpoint.interface", it.service, seen(it).id),
    GatewayEndpoint: lambda it, seen: ("aws_vpc_endpoint.s3", "", seen(it).id),
    Service: lambda it, seen: ("aws_ecs_service.app", it.app.name, f"{seen(it.cluster).id}/{seen(it).id}"),
    Namespace: lambda it, seen: (
        "aws_service_discovery_private_dns_namespace.this[0]", "", f"{seen(it).id}:{seen(it.vpc).id}",
    ),
    DiscoveryService: lambda it, seen: ("aws_service_discovery_service.app", it.app.name, seen(it).id),
    ServerErrorAlarm: lambda it, seen: ("aws_cloudwatch_metric_alarm.server_errors", "", seen(it).id),
}  # fmt: skip
"""Where each kind of thing is in the files, its key there, and the id that the provider imports it by."""


def imported(node: Node, progress: Progress) -> Imported | None:
    """Where this thing is in the files; None when there is no place for it."""
    place = PLACES.get(type(node))
    return Imported(*place(node, lambda other: progress.node(other.name))) if place else None


def _rule(node: SecurityGroupRule) -> tuple[str, str]:
    """The resource and the key of a rule: a way from one group to another is told by both ends."""
    if not isinstance(node.peer, SecurityGroup):
        return "aws_vpc_security_group_ingress_rule.open", ""
    ends = (node.group.label, node.peer.label)
    source, target = ends if node.direction == "egress" else reversed(ends)
    return f"aws_vpc_security_group_{node.direction}_rule.way", f"{source} to {target} {node.port}"


def import_blocks(found: list[Imported]) -> str:
    """`imports.tf`, a block a resource."""
    resources: dict[str, dict[str, str]] = {}
    for each in found:
        resources.setdefault(each.resource, {})[each.key] = each.id
    return "\n".join(
        "".join(f"{line}\n" for line in _block(resource, ids)) for resource, ids in resources.items()
    )


def _block(resource: str, ids: Mapping[str, str]) -> list[str]:
    if "" in ids:
        return ["import {", f"  to = {resource}", f"  id = {text(ids[''])}", "}"]
    keyed = aligned(ids, "    ")
    return [
        "import {",
        "  for_each = {",
        *keyed,
        "  }",
        f"  to = {resource}[each.key]",
        "  id = each.value",
        "}",
    ]
