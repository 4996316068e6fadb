"""Route tables and internet gateways: what may be said twice, what keeps one from going, and routes to nowhere."""

from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.route_tables import Route

from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import World

LEADING = ("pending", "available")
"""The states of a NAT gateway that a route may lead to."""


def associate_route_table(
    plain: Any, backend: Any, route_table_id: str, gateway_id: str | None = None, subnet_id: str | None = None
) -> Any:
    """Refuse a subnet that has a route table of its own, even this one."""
    table = backend.get_route_table(route_table_id)
    taken = {target["SubnetId"] for other in backend.route_tables.values() for target in subnets_of(other)}
    if subnet_id:
        if backend.get_subnet(subnet_id).vpc_id != table.vpc_id:
            raise Refusal(
                "InvalidParameterValue",
                f"Route table {route_table_id} and subnet {subnet_id} belong to different networks",
            )
        if subnet_id in taken:
            raise Refusal(
                "Resource.AlreadyAssociated",
                f"the specified association for route table {route_table_id} conflicts with "
                "an existing association",
            )
    return plain(backend, route_table_id, gateway_id, subnet_id)


def delete_route_table(plain: Any, backend: Any, route_table_id: str) -> None:
    """Refuse the main route table of a VPC, and one that a subnet uses."""
    table = backend.get_route_table(route_table_id)
    if table.main_association_id or table.associations:
        raise Refusal(
            "DependencyViolation",
            f"The routeTable '{route_table_id}' has dependencies and cannot be deleted.",
        )
    plain(backend, route_table_id)
    backend.tags.pop(route_table_id, None)


def create_route(plain: Any, backend: Any, route_table_id: str, *args: Any, **others: Any) -> Any:
    """Refuse a gateway that is not in the route table's VPC."""
    check_way(backend, route_table_id, others.get("gateway_id"), others.get("nat_gateway_id"))
    return plain(backend, route_table_id, *args, **others)


def replace_route(
    plain: Any,
    backend: Any,
    route_table_id: str,
    cidr: str | None,
    ipv6: str | None = None,
    prefix_list: str | None = None,
    nat_gateway_id: str | None = None,
    *args: Any,
    **others: Any,
) -> Any:
    """Refuse the same of a route that is led elsewhere."""
    check_way(backend, route_table_id, others.get("gateway_id"), nat_gateway_id)
    return plain(backend, route_table_id, cidr, ipv6, prefix_list, nat_gateway_id, *args, **others)


def check_way(backend: Any, route_table_id: str, gateway: str | None, nat: str | None) -> None:
    """Refuse an internet or NAT gateway that is not there, or in another VPC than the route table."""
    table = backend.get_route_table(route_table_id)
    if gateway and gateway.startswith("igw-"):
        vpc = backend.get_internet_gateway(gateway).vpc
        if vpc is None or vpc.id != table.vpc_id:
            raise apart(route_table_id, gateway)
    if nat:
        found = backend.nat_gateways.get(nat)
        if found is None or found.state not in LEADING:
            raise Refusal("InvalidNatGatewayID.NotFound", f"The natGateway ID '{nat}' does not exist")
        if found.vpc_id != table.vpc_id:
            raise apart(route_table_id, nat)


def apart(table: str, gateway: str) -> Refusal:
    """Make the refusal of a route from one network into another."""
    return Refusal(
        "InvalidParameterValue",
        f"route table {table} and network gateway {gateway} belong to different networks",
    )


def route_state(route: Any) -> str:
    """Say whether a route leads somewhere: not to a gateway that is deleted or detached, of either kind."""
    if route.nat_gateway is not None:
        return "active" if route.nat_gateway.state in LEADING else "blackhole"
    gateway = route.gateway
    detached = getattr(gateway, "id", "").startswith("igw-") and gateway.vpc is None
    return "blackhole" if detached else "active"


def attach_internet_gateway(plain: Any, backend: Any, internet_gateway_id: str, vpc_id: str) -> Any:
    """Refuse a second gateway for one VPC."""
    gateway = backend.get_internet_gateway(internet_gateway_id)
    backend.get_vpc(vpc_id)
    if gateway.vpc is None and attached_to(backend, vpc_id):
        raise Refusal("InvalidParameterValue", f"Network {vpc_id} already has an internet gateway attached")
    return plain(backend, internet_gateway_id, vpc_id)


def detach_internet_gateway(plain: Any, backend: Any, internet_gateway_id: str, vpc_id: str) -> None:
    """Refuse while a task, a load balancer or anything else in the VPC has a public address."""
    if any(eni.vpc_id == vpc_id and eni.public_ip for eni in backend.enis.values()):
        raise Refusal(
            "DependencyViolation",
            f"Network {vpc_id} has some mapped public address(es). "
            "Please unmap those public address(es) before detaching the gateway.",
        )
    plain(backend, internet_gateway_id, vpc_id)


def delete_internet_gateway(plain: Any, backend: Any, internet_gateway_id: str) -> None:
    """Refuse a gateway that is attached."""
    if backend.get_internet_gateway(internet_gateway_id).vpc:
        raise Refusal(
            "DependencyViolation",
            f"The internetGateway '{internet_gateway_id}' has dependencies and cannot be deleted.",
        )
    plain(backend, internet_gateway_id)
    backend.tags.pop(internet_gateway_id, None)


def subnets_of(table: Any) -> list[dict[str, Any]]:
    """List the associations of a route table with subnets, the main one left out."""
    return [association for association in table.associations if "SubnetId" in association]


def attached_to(backend: Any, vpc_id: str) -> list[Any]:
    """List the internet gateways of a VPC."""
    return [
        gateway for gateway in backend.internet_gateways.values() if gateway.vpc and gateway.vpc.id == vpc_id
    ]


def install(_world: World) -> None:
    """Lay the rules for routes and gateways on moto."""
    around(EC2Backend, "associate_route_table", associate_route_table)
    around(EC2Backend, "delete_route_table", delete_route_table)
    around(EC2Backend, "create_route", create_route)
    around(EC2Backend, "replace_route", replace_route)
    Route.state = property(route_state)
    around(EC2Backend, "attach_internet_gateway", attach_internet_gateway)
    around(EC2Backend, "detach_internet_gateway", detach_internet_gateway)
    around(EC2Backend, "delete_internet_gateway", delete_internet_gateway)
