"""Where moto keeps what the wizard makes: the dictionaries of one region, with the service and the kind of what is in them."""

from collections.abc import Iterator
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.ec2 import ec2_backends
from moto.ecr import ecr_backends
from moto.ecs import ecs_backends
from moto.elbv2 import elbv2_backends
from moto.iam import iam_backends
from moto.logs import logs_backends
from moto.servicediscovery import servicediscovery_backends

from steps.sandbox.world import ACCOUNT

Store = tuple[str, str, dict[Any, Any]]
"""Service and kind, both as in the names of calls, and the dictionary."""


def stores(region: str) -> Iterator[Store]:
    """List the dictionaries of a region, and IAM's; a region that nobody has called yet has none."""
    for service, backends in (
        ("cloudwatch", cloudwatch_backends),
        ("ec2", ec2_backends),
        ("ecr", ecr_backends),
        ("ecs", ecs_backends),
        ("elasticloadbalancing", elbv2_backends),
        ("iam", iam_backends),
        ("logs", logs_backends),
        ("servicediscovery", servicediscovery_backends),
    ):
        known, place = backends[ACCOUNT], "aws" if service == "iam" else region
        if place in known.keys():  # noqa: SIM118 - `in known` itself would make the region
            yield from ((service, kind, store) for kind, store in IN[service](known[place]))


def ec2(backend: Any) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Networks."""
    yield "Vpc", backend.vpcs
    yield "InternetGateway", backend.internet_gateways
    yield "RouteTable", backend.route_tables
    yield "VpcEndpoint", backend.vpc_end_points
    for subnets in backend.subnets.values():
        yield "Subnet", subnets
    for groups in backend.groups.values():
        yield "SecurityGroup", groups


def ecs(backend: Any) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Clusters, services and task definitions."""
    yield "Cluster", backend.clusters
    yield "Service", backend.services
    for revisions in backend.task_definitions.values():
        yield "TaskDefinition", revisions


def elasticloadbalancing(backend: Any) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Load balancers, target groups, listeners."""
    yield "LoadBalancer", backend.load_balancers
    yield "TargetGroup", backend.target_groups
    for balancer in backend.load_balancers.values():
        yield "Listener", balancer.listeners


def servicediscovery(backend: Any) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Namespaces and services."""
    yield "Namespace", backend.namespaces
    yield "Service", backend.services


IN = {
    "cloudwatch": lambda backend: [("Alarm", backend.alarms)],
    "ec2": ec2,
    "ecr": lambda backend: [("Repository", backend.repositories)],
    "ecs": ecs,
    "elasticloadbalancing": elasticloadbalancing,
    "iam": lambda backend: [("Role", backend.roles)],
    "logs": lambda backend: [("LogGroup", backend.groups)],
    "servicediscovery": servicediscovery,
}
