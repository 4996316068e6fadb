"""What CreateLoadBalancer refuses before anything is made."""

import re
from typing import Any

from steps.sandbox.refusal import Refusal

NAME = re.compile(r"(?!-)[A-Za-z0-9-]+(?<!-)")


def check_name(name: str) -> None:
    """Refuse what is no name for a load balancer."""
    if len(name) > 32:
        raise invalid(f"The load balancer name '{name}' cannot be longer than '32' characters")
    if not NAME.fullmatch(name):
        raise invalid(
            f"The load balancer name '{name}' can only contain characters that are alphanumeric characters and "
            "hyphens(-), and cannot begin or end with '-'"
        )
    if name == "internal":
        raise invalid(f"The load balancer name '{name}' is reserved")
    if name.startswith("internal-"):
        raise invalid(f"The load balancer name '{name}' cannot begin with 'internal-'")


def check_subnets(backend: Any, asked: dict[str, Any]) -> list[Any]:
    """Find the subnets: at least two, each in a zone of its own, of one VPC."""
    ids = [*asked["subnet_ids"], *(mapping["SubnetId"] for mapping in asked.get("subnet_mappings") or [])]
    known = {subnet.id: subnet for zone in backend.ec2_backend.subnets.values() for subnet in zone.values()}
    for subnet_id in ids:
        if subnet_id not in known:
            raise Refusal("SubnetNotFound", f"The subnet ID '{subnet_id}' does not exist")
    subnets = [known[subnet_id] for subnet_id in dict.fromkeys(ids)]
    if len({subnet.availability_zone for subnet in subnets}) < len(subnets):
        raise misconfigured(
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        )
    if len(subnets) < 2:
        raise invalid("At least two subnets in two different Availability Zones must be specified")
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise misconfigured("All subnets must belong to the same VPC")
    return subnets


def check_groups(backend: Any, vpc_id: str, group_ids: list[str]) -> list[str]:
    """The security groups, the VPC's default one when none is named; each must be of the load balancer's VPC."""
    groups = backend.ec2_backend.groups[vpc_id]
    if not group_ids:
        return [group.id for group in groups.values() if group.name == "default"]
    for group_id in group_ids:
        if group_id not in groups:
            raise Refusal(
                "InvalidSecurityGroup", f"The security group '{group_id}' does not exist in VPC '{vpc_id}'"
            )
    return group_ids


def check_gateway(backend: Any, vpc_id: str, scheme: str) -> None:
    """A load balancer that faces the internet needs a way there; a default VPC came with its own."""
    gateways = backend.ec2_backend.internet_gateways.values()
    has_one = any(gateway.vpc is not None and gateway.vpc.id == vpc_id for gateway in gateways)
    is_default = str(backend.ec2_backend.get_vpc(vpc_id).is_default).lower() == "true"
    if scheme == "internet-facing" and not has_one and not is_default:
        raise Refusal("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


def invalid(message: str) -> Refusal:
    """Make a ValidationError."""
    return Refusal("ValidationError", message)


def misconfigured(message: str) -> Refusal:
    """Make an InvalidConfigurationRequest."""
    return Refusal("InvalidConfigurationRequest", message)
