"""What an endpoint consists of: an interface in each subnet, or a route in each route table, and names."""

import zlib
from typing import Any

from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.utils import random_vpc_ep_id

from steps.sandbox import eni
from steps.sandbox.ec2.endpoint_services import Offer


def make_interface(backend: Any, vpc_id: str, offer: Offer, asked: dict[str, Any]) -> Any:
    """Make an interface endpoint, with an interface in each of its subnets."""
    groups = asked.get("security_group_ids") or [backend.get_default_security_group(vpc_id).id]
    endpoint = VPCEndPoint(
        backend,
        random_vpc_ep_id(),
        vpc_id,
        offer.name,
        "Interface",
        asked.get("policy_document"),
        [],
        subnet_ids=list(asked.get("subnet_ids") or []),
        client_token=asked.get("client_token"),
        security_group_ids=list(groups),
        tags=asked.get("tags"),
        private_dns_enabled=bool(asked.get("private_dns_enabled")),
    )
    for subnet_id in endpoint.subnet_ids:
        plug(backend, endpoint, subnet_id)
    endpoint.dns_entries = dns_entries(endpoint, offer, backend.region_name)
    return endpoint


def make_gateway(backend: Any, vpc_id: str, offer: Offer, asked: dict[str, Any]) -> Any:
    """Make a gateway endpoint, and the routes to it."""
    endpoint = VPCEndPoint(
        backend,
        random_vpc_ep_id(),
        vpc_id,
        offer.name,
        "Gateway",
        asked.get("policy_document"),
        list(asked.get("route_table_ids") or []),
        subnet_ids=[],
        dns_entries=[],
        client_token=asked.get("client_token"),
        tags=asked.get("tags"),
        private_dns_enabled=False,
        destination_prefix_list_id=prefix_list_of(backend, offer),
    )
    backend.vpc_end_points[endpoint.id] = endpoint
    for table in endpoint.route_table_ids:
        lead(backend, endpoint, table)
    return endpoint


def plug(backend: Any, endpoint: Any, subnet_id: str) -> None:
    """Put an endpoint's interface into a subnet."""
    interface = eni.make_eni(
        backend.region_name,
        subnet_id,
        endpoint.security_group_ids,
        name=endpoint.id,
        description=f"VPC Endpoint Interface {endpoint.id}",
        kind=eni.InterfaceKind.ENDPOINT,
    )
    endpoint.network_interface_ids.append(interface.id)


def unplug(backend: Any, endpoint: Any, subnet_id: str) -> None:
    """Take an endpoint's interface out of a subnet."""
    for interface in eni.in_subnet(backend, subnet_id):
        if interface.id in endpoint.network_interface_ids:
            endpoint.network_interface_ids.remove(interface.id)
            eni.drop_eni(backend.region_name, interface.id)


def lead(backend: Any, endpoint: Any, table: str) -> None:
    """Lead a route table's traffic for the service to a gateway endpoint."""
    prefix_list = endpoint.destination_prefix_list_id
    backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefix_list)


def prefix_list_of(backend: Any, offer: Offer) -> str:
    """Find the prefix list that stands for a gateway's service."""
    lists = backend.managed_prefix_lists.values()
    return str(next(known.id for known in lists if known.prefix_list_name == offer.name))


def dns_entries(endpoint: Any, offer: Offer, region: str) -> list[dict[str, str]]:
    """Write the names that lead to an endpoint, the service's own one last when private DNS is on."""
    number = zlib.crc32(endpoint.id.encode())
    short = offer.name.removeprefix(f"com.amazonaws.{region}.")
    name = f"{endpoint.id}-{number:08x}.{short}.{region}.vpce.amazonaws.com"
    own = {"DnsName": name, "HostedZoneId": "Z273ZU8SZ5RJPC"}
    if not endpoint.private_dns_enabled:
        return [own]
    return [own, {"DnsName": str(offer.dns), "HostedZoneId": f"Z{number:020X}"}]
