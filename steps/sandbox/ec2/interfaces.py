"""What DescribeNetworkInterfaces says: names, public addresses where AWS shows them, and every filter.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.elastic_network_interfaces import NetworkInterface

from steps.sandbox.ec2.endpoint_checks import is_on
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import World

FIRST_REGION = "us-east-1"
"""Its names have no region in them: they are older than the others."""
TEXT = {True: "true", False: "false"}


def private_name(interface: Any) -> str | None:
    """The name that an interface's own address has inside its VPC; none where DNS hostnames are off."""
    return internal_name(interface, interface.private_ip_address) if has_names(interface) else None


def internal_name(interface: Any, address: str) -> str:
    """Write `ip-10-0-0-1.eu-central-1.compute.internal`."""
    region = interface.ec2_backend.region_name
    domain = "ec2.internal" if region == FIRST_REGION else f"{region}.compute.internal"
    return f"ip-{address.replace('.', '-')}.{domain}"


def public_name(interface: Any) -> str:
    """Write `ec2-52-1-2-3.eu-central-1.compute.amazonaws.com`; nothing where DNS hostnames are off."""
    region = interface.ec2_backend.region_name
    place = "compute-1" if region == FIRST_REGION else f"{region}.compute"
    dashed = interface.public_ip.replace(".", "-")
    return f"ec2-{dashed}.{place}.amazonaws.com" if has_names(interface) else ""


def has_names(interface: Any) -> bool:
    """Whether the VPC names what is in it."""
    vpc = interface.ec2_backend.vpcs.get(interface.vpc_id)
    return vpc is not None and is_on(vpc.enable_dns_hostnames)


def association(interface: Any) -> dict[str, Any] | None:
    """Say an interface's public address, whose it is, and which Elastic IP when it is one; None without."""
    if not interface.public_ip:
        return None
    known = interface.ec2_backend.addresses
    elastic = next((one for one in known if one.public_ip == interface.public_ip), None)
    said = {
        "IpOwnerId": interface.ec2_backend.account_id if elastic else owner_of_public(interface),
        "PublicDnsName": public_name(interface),
        "PublicIp": interface.public_ip,
    }
    if elastic:
        said |= {"AllocationId": elastic.allocation_id, "AssociationId": elastic.association_id}
    return said


def owner_of_public(interface: Any) -> str:
    """Who owns a public address that AWS gave by itself."""
    owner = getattr(interface.attachment, "instance_owner_id", "")
    return owner if owner == "amazon-elb" else "amazon"


def complete(interface: Any) -> None:
    """Say in an interface's list of addresses what is true of each now."""
    for address in interface.private_ip_addresses:
        ip = address["PrivateIpAddress"]
        address.pop("Association", None)
        address.pop("PrivateDnsName", None)
        if has_names(interface):
            address["PrivateDnsName"] = internal_name(interface, ip)
        if ip == interface.private_ip_address and interface.public_ip:
            address["Association"] = interface.association


def describe(
    plain: Any, backend: Any, eni_ids: list[str] | None = None, filters: Mapping[str, list[str]] | None = None
) -> list[Any]:
    """Find interfaces by id and by filters; each filter is met by any of its values."""
    found = plain(backend, eni_ids)
    for interface in found:
        complete(interface)
    for name, wanted in (filters or {}).items():
        read = reader(name)
        found = [interface for interface in found if meets(values(read(interface)), wanted)]
    return list(found)


def meets(has: list[str], wanted: list[str]) -> bool:
    """Whether any value is like any that is wanted; `*` and `?` stand for others, as in every filter of EC2."""
    return any(pattern(want).fullmatch(one) for want in wanted for one in has)


@cache
def pattern(wanted: str) -> re.Pattern[str]:
    """Read a filter's value."""
    return re.compile(re.escape(wanted).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def reader(name: str) -> Callable[[Any], Any]:
    """Give how a filter reads an interface; refuse one that there is not."""
    if name.startswith("tag"):
        return lambda i: TaggedEC2Resource.get_filter_value(i, name, "DescribeNetworkInterfaces")
    if name not in FILTERS:
        raise Refusal("InvalidParameterValue", f"The filter '{name}' is invalid")
    return FILTERS[name]


def values(read: Any) -> list[str]:
    """Give as texts what was read of an interface: several for its groups, none where it has nothing of the kind."""
    several = read if isinstance(read, list) else [read]
    return [TEXT[one] if isinstance(one, bool) else str(one) for one in several if one is not None]


def of(*path: str) -> Callable[[Any], Any]:
    """Read an attribute of an attribute; None where one is missing on the way."""

    def read(interface: Any) -> Any:
        for step in path:
            interface = getattr(interface, step, None)
        return interface

    return read


def associated(member: str) -> Callable[[Any], Any]:
    """Read a member of the association."""
    return lambda interface: (interface.association or {}).get(member)


FILTERS: Mapping[str, Callable[[Any], Any]] = {
    "addresses.association.owner-id": associated("IpOwnerId"),
    "addresses.association.public-ip": associated("PublicIp"),
    "addresses.primary": lambda i: [bool(one.get("Primary")) for one in i.private_ip_addresses],
    "addresses.private-ip-address": lambda i: [one["PrivateIpAddress"] for one in i.private_ip_addresses],
    "association.allocation-id": associated("AllocationId"),
    "association.association-id": associated("AssociationId"),
    "association.ip-owner-id": associated("IpOwnerId"),
    "association.public-dns-name": associated("PublicDnsName"),
    "association.public-ip": associated("PublicIp"),
    "attachment.attachment-id": of("attachment", "attachment_id"),
    "attachment.delete-on-termination": of("attachment", "delete_on_termination"),
    "attachment.device-index": of("attachment", "device_index"),
    "attachment.instance-id": of("attachment", "instance_id"),
    "attachment.instance-owner-id": of("attachment", "instance_owner_id"),
    "attachment.status": of("attachment", "status"),
    "availability-zone": of("subnet", "availability_zone"),
    "availability-zone-id": of("subnet", "availability_zone_id"),
    "description": of("description"),
    "group-id": lambda i: [group.id for group in i.group_set],
    "group-name": lambda i: [group.name for group in i.group_set],
    "interface-type": of("interface_type"),
    "ipv6-addresses.ipv6-address": of("ipv6_addresses"),
    "mac-address": of("mac_address"),
    "network-interface-id": of("id"),
    "owner-id": of("owner_id"),
    "private-dns-name": of("private_dns_name"),
    "private-ip-address": lambda i: [one["PrivateIpAddress"] for one in i.private_ip_addresses],
    "requester-id": of("requester_id"),
    "requester-managed": of("requester_managed"),
    "source-dest-check": of("source_dest_check"),
    "status": of("status"),
    "subnet-id": of("subnet", "id"),
    "vpc-id": of("vpc_id"),
}


def install(_world: World) -> None:
    """Let moto's interfaces say it so; its own names have neither region nor VPC, so what it sets is not kept."""
    NetworkInterface.private_dns_name = property(private_name, lambda _interface, _name: None)
    NetworkInterface.association = property(association)
    around(EC2Backend, "get_all_network_interfaces", describe)
