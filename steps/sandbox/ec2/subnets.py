"""VPCs and subnets: where one may be, and what keeps it from going."""

import ipaddress
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone

from steps.sandbox import eni
from steps.sandbox.ec2.gateways import attached_to, subnets_of
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import World

SHORTEST_PREFIX, LONGEST_PREFIX = 16, 28


def create_subnet(
    plain: Any,
    backend: Any,
    vpc_id: str,
    cidr_block: str,
    ipv6_cidr_block: str | None = None,
    availability_zone: str | None = None,
    availability_zone_id: str | None = None,
    **others: Any,
) -> Any:
    """Create a subnet in a zone of this region; only the default VPC's subnets give out public addresses."""
    vpc = backend.get_vpc(vpc_id)
    if cidr_block:
        check_size(cidr_block)
    zone = zone_of(backend.region_name, availability_zone, availability_zone_id)
    subnet = plain(backend, vpc_id, cidr_block, ipv6_cidr_block, zone.name, None, **others)
    if not vpc.is_default:
        subnet.default_for_az = subnet.map_public_ip_on_launch = False
    return subnet


def check_size(cidr_block: str) -> None:
    """Refuse a subnet that is larger than a /16 or smaller than a /28; moto refuses what is no network."""
    try:
        prefix = ipaddress.IPv4Network(cidr_block, strict=False).prefixlen
    except ValueError:
        return
    if not SHORTEST_PREFIX <= prefix <= LONGEST_PREFIX:
        raise Refusal("InvalidSubnet.Range", f"The CIDR '{cidr_block}' is invalid.")


def zones(region: str) -> list[Zone]:
    """List the zones of a region."""
    return list(RegionsAndZonesBackend.zones.get(region, []))


def zone_of(region: str, name: str | None, zone_id: str | None) -> Zone:
    """Find a zone by its name or its id, the region's first when neither is given."""
    for zone in zones(region):
        if zone.name == name or zone.zone_id == zone_id or not (name or zone_id):
            return zone
    allowed = ", ".join(zone.name for zone in zones(region))
    raise Refusal(
        "InvalidParameterValue",
        f"Value ({name or zone_id}) for parameter availabilityZone is invalid. "
        f"Subnets can currently only be created in the following availability zones: {allowed}.",
    )


def delete_subnet(plain: Any, backend: Any, subnet_id: str) -> Any:
    """Refuse while anything has an interface in the subnet; its route table is left when it goes."""
    backend.get_subnet(subnet_id)
    if eni.in_subnet(backend, subnet_id):
        raise Refusal(
            "DependencyViolation", f"The subnet '{subnet_id}' has dependencies and cannot be deleted."
        )
    for table in backend.route_tables.values():
        for association in subnets_of(table):
            if association["SubnetId"] == subnet_id:
                backend.disassociate_route_table(association["RouteTableAssociationId"])
    backend.tags.pop(subnet_id, None)
    return plain(backend, subnet_id)


def delete_vpc(plain: Any, backend: Any, vpc_id: str) -> Any:
    """Refuse while anything but what came with the VPC is left in it."""
    backend.get_vpc(vpc_id)
    if leftovers(backend, vpc_id):
        raise Refusal("DependencyViolation", f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
    for table in [table for table in backend.route_tables.values() if table.vpc_id == vpc_id]:
        del backend.route_tables[table.id]
    for acl in [acl for acl in backend.network_acls.values() if acl.vpc_id == vpc_id]:
        del backend.network_acls[acl.id]
    backend.groups.pop(vpc_id, None)
    backend.tags.pop(vpc_id, None)
    return plain(backend, vpc_id)


def leftovers(backend: Any, vpc_id: str) -> list[str]:
    """List the ids of what keeps a VPC from going."""
    attached = [gateway.id for gateway in attached_to(backend, vpc_id)]
    inside = [
        *(subnet for zone in backend.subnets.values() for subnet in zone.values()),
        *backend.enis.values(),
        *backend.vpc_end_points.values(),
        *(table for table in backend.route_tables.values() if not table.main_association_id),
        *(group for group in backend.groups.get(vpc_id, {}).values() if not group.is_default),
    ]
    return attached + [thing.id for thing in inside if thing.vpc_id == vpc_id]


def install(_world: World) -> None:
    """Lay the rules for VPCs and subnets on moto."""
    around(EC2Backend, "create_subnet", create_subnet)
    around(EC2Backend, "delete_subnet", delete_subnet)
    around(EC2Backend, "delete_vpc", delete_vpc)
