"""The way from a task to an AWS service: through an endpoint of its VPC, or out to the internet."""

from collections.abc import Iterator
from typing import Any

from steps.sandbox.ecs.task import EcsTask
from steps.sandbox.firewall import ANYWHERE, Peer, lets_in, lets_out

HTTPS = 443


def reaches(task: EcsTask, service: str) -> bool:
    """Whether the task can open an HTTPS connection to a service: ecr.api, ecr.dkr, logs, s3, or any registry."""
    if service == "s3":
        return through_gateway(task) or through_internet(task)
    endpoint = named_endpoint(task, service)
    return through_interface(task, endpoint) if endpoint else through_internet(task)


def resolved(task: EcsTask, service: str) -> str:
    """Give the address that the service's name has inside the VPC: an endpoint's own, or a public one."""
    endpoint = named_endpoint(task, service)
    addresses = [interface.private_ip_address for interface in interfaces(task, endpoint)] if endpoint else []
    return str((addresses or [ANYWHERE.address])[0])


def named_endpoint(task: EcsTask, service: str) -> Any:
    """Find the interface endpoint that the service's public name leads to: an available one with private DNS."""
    vpc = task.region.ec2.vpcs[task.interface.vpc_id]
    if not (vpc.enable_dns_support and vpc.enable_dns_hostnames):
        return None
    return next(
        (
            endpoint
            for endpoint in endpoints(task, service, "Interface")
            if endpoint.private_dns_enabled and endpoint.subnet_ids
        ),
        None,
    )


def endpoints(task: EcsTask, service: str, kind: str) -> Iterator[Any]:
    """Give the available endpoints of the task's VPC for a service."""
    for endpoint in task.region.ec2.vpc_end_points.values():
        if (
            endpoint.vpc_id == task.interface.vpc_id
            and endpoint.service_name.endswith(f".{task.region.name}.{service}")
            and endpoint.vpc_endpoint_type == kind
            and endpoint.state == "available"
        ):
            yield endpoint


def interfaces(task: EcsTask, endpoint: Any) -> list[Any]:
    """Give the network interfaces of an endpoint."""
    known = task.region.ec2.enis
    return [known[name] for name in endpoint.network_interface_ids if name in known]


def through_interface(task: EcsTask, endpoint: Any) -> bool:
    """Whether the task's groups let it out to one of the endpoint's interfaces, and its groups let the task in."""
    mine = task.interface.group_set
    me = Peer(task.ip, frozenset(group.id for group in mine))
    return any(
        lets_out(mine, HTTPS, Peer(door.private_ip_address, frozenset(group.id for group in door.group_set)))
        and lets_in(door.group_set, HTTPS, me)
        for door in interfaces(task, endpoint)
    )


def through_gateway(task: EcsTask) -> bool:
    """Whether an S3 gateway endpoint is on the route table of the task's subnet, and its groups let it out there."""
    peer = Peer(ANYWHERE.address, prefix_list=s3_prefix_list(task))
    return bool(gateways(task)) and lets_out(task.interface.group_set, HTTPS, peer)


def gateways(task: EcsTask) -> list[Any]:
    """Give the S3 gateway endpoints on the route table of the task's subnet: there is one or none."""
    table = route_table(task, task.subnet_id)
    return [each for each in endpoints(task, "s3", "Gateway") if table.id in each.route_table_ids]


def through_internet(task: EcsTask) -> bool:
    """Whether the subnet's default route leads out, by a gateway with a public address or by a NAT gateway."""
    if not lets_out(task.interface.group_set, HTTPS, ANYWHERE):
        return False
    route = default_route(task, task.subnet_id)
    if route is not None and route.nat_gateway is not None:
        return translates(task, route.nat_gateway)
    return bool(task.interface.public_ip) and leads_out(task, route)


def translates(task: EcsTask, gateway: Any) -> bool:
    """Whether a NAT gateway takes the task out: a public one that is available, in a subnet that leads out itself."""
    ready = gateway.state == "available" and gateway.connectivity_type == "public"
    return ready and leads_out(task, default_route(task, gateway.subnet_id))


def leads_out(task: EcsTask, route: Any) -> bool:
    """Whether a route leads to an internet gateway of the task's VPC."""
    gateway = task.region.ec2.internet_gateways.get(getattr(getattr(route, "gateway", None), "id", None))
    return bool(gateway and gateway.vpc and gateway.vpc.id == task.interface.vpc_id)


def default_route(task: EcsTask, subnet_id: str) -> Any:
    """Find the default route of a subnet of the task's VPC, None when it has none."""
    routes = route_table(task, subnet_id).routes
    return next((route for route in routes if route.destination_cidr_block == "0.0.0.0/0"), None)


def route_table(task: EcsTask, subnet_id: str) -> Any:
    """Find the route table of a subnet of the task's VPC: its own, or else the VPC's main one."""
    tables = [t for t in task.region.ec2.route_tables.values() if t.vpc_id == task.interface.vpc_id]
    own = [t for t in tables if any(a.get("SubnetId") == subnet_id for a in t.associations)]
    return (own or [t for t in tables if t.main_association_id])[0]


def s3_prefix_list(task: EcsTask) -> str:
    """Give the id of the region's prefix list for S3."""
    name = f"com.amazonaws.{task.region.name}.s3"
    lists = task.region.ec2.managed_prefix_lists.values()
    return next((str(found.id) for found in lists if found.prefix_list_name == name), "")
