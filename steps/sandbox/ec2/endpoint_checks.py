"""What an endpoint needs, and the words in which AWS refuses one that lacks it."""

from typing import Any

from steps.sandbox.ec2.endpoint_services import Offer
from steps.sandbox.refusal import Refusal


def check_subnets(backend: Any, vpc_id: str, offer: Offer, subnet_ids: list[str]) -> None:
    """Refuse subnets of another VPC, in a zone without the service, or two of one zone."""
    seen: set[str] = set()
    for subnet_id in subnet_ids:
        subnet = backend.get_subnet(subnet_id)
        zone = subnet.availability_zone
        if subnet.vpc_id != vpc_id:
            raise Refusal(
                "InvalidParameter", f"The subnet ID '{subnet_id}' does not belong to the vpc '{vpc_id}'"
            )
        if zone not in offer.zones:
            raise Refusal(
                "InvalidParameter",
                f"The VPC endpoint service {offer.name} does not support "
                f"the availability zone of the subnet: {subnet_id}.",
            )
        if zone in seen:
            raise Refusal(
                "DuplicateSubnetsInSameZone",
                f"Found another VPC endpoint subnet in the availability zone of {subnet_id}",
            )
        seen.add(zone)


def check_groups(backend: Any, group_ids: list[str]) -> None:
    """Refuse security groups that are not there."""
    for group_id in group_ids:
        if backend.get_security_group_from_id(group_id) is None:
            raise Refusal(
                "InvalidSecurityGroupId.NotFound", f"The security group '{group_id}' does not exist"
            )


def check_private_dns(backend: Any, vpc: Any, offer: Offer) -> None:
    """Refuse private DNS in a VPC without DNS, or beside an endpoint that has the name already."""
    if not (is_on(vpc.enable_dns_hostnames) and is_on(vpc.enable_dns_support)):
        raise Refusal(
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes "
            f"set to true for {vpc.id}",
        )
    for other in backend.vpc_end_points.values():
        if other.vpc_id == vpc.id and other.service_name == offer.name and other.private_dns_enabled:
            raise Refusal(
                "InvalidParameter",
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                f"{offer.dns} in the VPC {vpc.id}",
            )


def is_on(attribute: Any) -> bool:
    """Read an attribute of a VPC, which moto keeps as a boolean or as its text."""
    return str(attribute).lower() == "true"


def check_routes(backend: Any, prefix_list: str, route_tables: list[str]) -> None:
    """Refuse a route table that leads to the service already."""
    for table in route_tables:
        routes = backend.get_route_table(table).routes
        if any(route.destination_prefix_list_id == prefix_list for route in routes):
            raise Refusal(
                "RouteAlreadyExists",
                f"route table {table} already has a route with destination-prefix-list-id {prefix_list}",
            )
