"""After `down` every list of every service that was used says what it said before `up`."""

from collections.abc import Callable
from typing import Any

import boto3

from tests.whole.conftest import Wizard

LISTS = {
    "ec2": (
        "describe_vpcs", "describe_subnets", "describe_security_groups", "describe_security_group_rules",
        "describe_route_tables", "describe_network_acls", "describe_network_interfaces", "describe_internet_gateways",
        "describe_vpc_endpoints", "describe_addresses", "describe_tags",
    ),
    "ecs": ("list_clusters", "list_task_definitions", "list_task_definition_families"),
    "elbv2": ("describe_load_balancers", "describe_target_groups"),
    "ecr": ("describe_repositories",),
    "iam": ("list_roles", "list_policies"),
    "logs": ("describe_log_groups",),
    "servicediscovery": ("list_namespaces", "list_services"),
    "route53": ("list_hosted_zones",),
}  # fmt: skip


def client(cloud: dict[str, str], service: str) -> Any:
    make: Callable[..., Any] = boto3.client
    return make(
        service, region_name=cloud["AWS_REGION"], endpoint_url=cloud["AWS_ENDPOINT_URL"],
        aws_access_key_id="practice", aws_secret_access_key="practice",
    )  # fmt: skip


def everything(cloud: dict[str, str]) -> dict[str, Any]:
    """The answer of every list, without what belongs to the request; the account's own roles are not ours."""
    told = {
        f"{service}.{operation}": getattr(client(cloud, service), operation)()
        for service, operations in LISTS.items()
        for operation in operations
    }
    for status in ("ACTIVE", "INACTIVE"):
        told[f"ecs.{status}"] = client(cloud, "ecs").list_task_definitions(status=status)
    for answer in told.values():
        del answer["ResponseMetadata"]
    roles = told["iam.list_roles"]["Roles"]
    told["iam.list_roles"]["Roles"] = [
        role for role in roles if role["Path"] != "/aws-service-role/ecs.amazonaws.com/"
    ]
    return told


def test_every_list_is_as_it_was(wizard: Wizard, cloud: dict[str, str]) -> None:
    before = everything(cloud)
    assert wizard("up", "passing", "--target", "sandbox", "--yes").code == 0
    during = everything(cloud)
    same = {name for name in before if before[name] == during[name]}
    assert same <= {"ec2.describe_addresses", "ecs.INACTIVE", "iam.list_policies"}
    assert wizard("down", "passing", "--yes").code == 0
    after = everything(cloud)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
