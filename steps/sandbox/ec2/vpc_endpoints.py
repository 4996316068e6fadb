"""VPC endpoints: their life from pending to gone."""

import zlib
from functools import partial
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models import EC2Backend
from moto.ec2.responses import EC2Response

from steps.sandbox.ec2 import endpoint_checks as checks
from steps.sandbox.ec2 import endpoint_parts as parts
from steps.sandbox.ec2.endpoint_services import find_offer
from steps.sandbox.patch import around
from steps.sandbox.weather.pace import Slowed, let_go, times
from steps.sandbox.world import World

# AWS seconds: medians of public reports.
PENDING, PENDING_SPREAD = 45, 31
DELETING = 40
GATEWAY = 6


class Endpoints:
    """Creates and deletes endpoints in AWS's time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = world.clock

    def create(self, _plain: Any, backend: Any, vpc_id: str, service_name: str, **asked: Any) -> Any:
        """Begin to create an endpoint."""
        vpc = backend.get_vpc(vpc_id)
        offer = find_offer(
            self.world, backend.region_name, service_name, asked.get("endpoint_type") or "Gateway"
        )
        if offer.kind == "Gateway":
            prefix_list = parts.prefix_list_of(backend, offer)
            checks.check_routes(backend, prefix_list, asked.get("route_table_ids") or [])
            return self._begin(backend, parts.make_gateway(backend, vpc_id, offer, asked), GATEWAY)
        checks.check_subnets(backend, vpc_id, offer, asked.get("subnet_ids") or [])
        checks.check_groups(backend, asked.get("security_group_ids") or [])
        if asked.get("private_dns_enabled"):
            checks.check_private_dns(backend, vpc, offer)
        endpoint = parts.make_interface(backend, vpc_id, offer, asked)
        return self._begin(backend, endpoint, PENDING + zlib.crc32(endpoint.id.encode()) % PENDING_SPREAD)

    def _begin(self, backend: Any, endpoint: Any, seconds: float) -> Any:
        endpoint.state = "pending"
        backend.vpc_end_points[endpoint.id] = endpoint
        seconds *= times(self.world, Slowed.ENDPOINTS)
        self.clock.after(seconds, partial(become_available, endpoint))
        return endpoint

    def delete(self, _plain: Any, call: Any) -> ActionResult:
        """Begin to delete endpoints; ids that are unknown are told in the answer, not as an error."""
        backend, unsuccessful = call.ec2_backend, []
        for endpoint_id in call.params.get("VpcEndpointIds", []):
            endpoint = backend.vpc_end_points.get(endpoint_id)
            if endpoint is None:
                unsuccessful.append({"ResourceId": endpoint_id, "Error": not_found(endpoint_id)})
            elif endpoint.state != "deleting":
                self._begin_to_delete(backend, endpoint)
        return ActionResult({"Unsuccessful": unsuccessful})

    def _begin_to_delete(self, backend: Any, endpoint: Any) -> None:
        endpoint.state = "deleting"
        for table in set(endpoint.route_table_ids) & set(backend.route_tables):
            backend.delete_route(table, endpoint.destination_prefix_list_id)
        seconds = DELETING if endpoint.vpc_endpoint_type == "Interface" else GATEWAY
        self.clock.after(seconds, partial(vanish, self.world, backend, endpoint))


def become_available(endpoint: Any) -> None:
    """End the pending state, unless the endpoint is being deleted by now."""
    if endpoint.state == "pending":
        endpoint.state = "available"


def vanish(world: World, backend: Any, endpoint: Any) -> None:
    """Take an endpoint and its interfaces out of the world."""
    for interface in endpoint.network_interface_ids:
        let_go(world, backend.region_name, interface)
    backend.vpc_end_points.pop(endpoint.id, None)
    backend.tags.pop(endpoint.id, None)


def modify(world: World, plain: Any, backend: Any, vpc_id: str, **asked: Any) -> None:
    """Change where an endpoint is; moto, which calls its id `vpc_id`, keeps the lists and we the things."""
    endpoint = backend.get_vpc_end_point(vpc_id)
    offer = find_offer(world, backend.region_name, endpoint.service_name, endpoint.vpc_endpoint_type)
    subnets = [subnet for subnet in asked["add_subnets"] if subnet not in endpoint.subnet_ids]
    tables = [table for table in asked["add_route_tables"] if table not in endpoint.route_table_ids]
    kept = [subnet for subnet in endpoint.subnet_ids if subnet not in asked["remove_subnets"]]
    checks.check_subnets(backend, endpoint.vpc_id, offer, kept + subnets)
    checks.check_groups(backend, asked["add_security_groups"])
    checks.check_routes(backend, endpoint.destination_prefix_list_id or "", tables)
    gone = set(asked["remove_route_tables"]) & set(endpoint.route_table_ids)
    plain(backend, vpc_id, **asked)
    for subnet in subnets:
        parts.plug(backend, endpoint, subnet)
    for subnet in asked["remove_subnets"]:
        parts.unplug(backend, endpoint, subnet)
    for table in tables:
        parts.lead(backend, endpoint, table)
    for table in gone:
        backend.delete_route(table, endpoint.destination_prefix_list_id)
    for interface in endpoint.network_interface_ids:
        backend.modify_network_interface_attribute(interface, endpoint.security_group_ids)


def modify_name(world: World, plain: Any, call: Any) -> Any:
    """Let an endpoint answer to its service's usual name, or no longer; moto takes no notice of that."""
    backend, named = call.ec2_backend, call.params.get("PrivateDnsEnabled")
    endpoint = backend.get_vpc_end_point(call.params["VpcEndpointId"])
    offer = find_offer(world, backend.region_name, endpoint.service_name, endpoint.vpc_endpoint_type)
    if named and not endpoint.private_dns_enabled:
        checks.check_private_dns(backend, backend.get_vpc(endpoint.vpc_id), offer)
    answer = plain(call)
    if named is not None:
        endpoint.private_dns_enabled = named
        endpoint.dns_entries = parts.dns_entries(endpoint, offer, backend.region_name)
    return answer


def not_found(endpoint_id: str) -> dict[str, str]:
    """Write the error that tells of an unknown endpoint."""
    return {
        "Code": "InvalidVpcEndpointId.NotFound",
        "Message": f"The Vpc Endpoint Id '{endpoint_id}' does not exist",
    }


def install(world: World) -> None:
    """Lay the life of endpoints on moto."""
    endpoints = Endpoints(world)
    around(EC2Backend, "create_vpc_endpoint", endpoints.create)
    around(EC2Backend, "modify_vpc_endpoint", partial(modify, world))
    around(EC2Response, "delete_vpc_endpoints", endpoints.delete)
    around(EC2Response, "modify_vpc_endpoint", partial(modify_name, world))
