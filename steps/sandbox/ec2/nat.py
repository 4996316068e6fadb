"""NAT gateways: their life from pending to forgotten, each with one interface and, when it is public, one Elastic IP.

https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
"""

import zlib
from functools import partial
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response
from moto.ec2.utils import add_tag_specification

from steps.sandbox import eni
from steps.sandbox.ec2 import addresses
from steps.sandbox.ec2 import nat_checks as checks
from steps.sandbox.ec2.nat_gateway import NatGateway
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.weather.pace import Slowed, times
from steps.sandbox.weather.pace import let_go as let_interface_go
from steps.sandbox.world import World

# AWS seconds: the range of public reports, and how long AWS shows what is gone.
PENDING, PENDING_SPREAD = 84, 38
FAILING = 20
DELETING, DELETING_SPREAD = 37, 42
REMEMBERED = 3600.0


class NatGateways:
    """Creates and deletes NAT gateways in AWS's time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = world.clock

    def create(self, _plain: Any, call: Any) -> ActionResult:
        """Begin to create a gateway; what its network lacks shows only later, as its failure."""
        backend, asked = call.ec2_backend, call.params
        subnet, address = checks.check(backend, asked)
        gateway = NatGateway(backend, subnet, asked.get("ConnectivityType") or "public")
        gateway.add_tags(add_tag_specification(asked.get("TagSpecifications") or []))
        backend.nat_gateways[gateway.id] = gateway
        trouble = checks.trouble(backend, gateway, address)
        if not trouble:
            try:
                plug(backend, gateway, address, asked.get("PrivateIpAddress"))
            except Refusal as full:
                trouble = str(full.code), "Subnet has insufficient free addresses to create this NAT gateway"
        if trouble:
            self.clock.after(FAILING, partial(self.fail, gateway, *trouble))
        else:
            seconds = spread(gateway, PENDING, PENDING_SPREAD) * times(self.world, Slowed.NAT_GATEWAYS)
            self.clock.after(seconds, partial(become_available, gateway))
        return ActionResult({"NatGateway": gateway, "ClientToken": asked.get("ClientToken")})

    def fail(self, gateway: NatGateway, code: str, message: str) -> None:
        """End a creation that cannot be; the failed gateway is seen for an hour."""
        gateway.state, gateway.failure_code, gateway.failure_message = "failed", code, message
        self.clock.after(REMEMBERED, partial(forget, gateway))

    def delete(self, _plain: Any, call: Any) -> ActionResult:
        """Begin to delete a gateway; to delete one that is going, or gone, changes nothing."""
        gateway = checks.known(call.ec2_backend, call.params["NatGatewayId"])
        if gateway.state in {"pending", "available"}:
            gateway.state = "deleting"
            seconds = spread(gateway, DELETING, DELETING_SPREAD) * times(self.world, Slowed.NAT_GATEWAYS)
            self.clock.after(seconds, partial(self.vanish, gateway))
        return ActionResult({"NatGatewayId": gateway.id})

    def vanish(self, gateway: NatGateway) -> None:
        """Let the interface and the address go; routes to the gateway stay, and lead nowhere."""
        backend = gateway.ec2_backend
        for address in backend.addresses:
            if address.eni is gateway.interface and gateway.interface is not None:
                addresses.let_go(address)
        if gateway.interface is not None:
            let_interface_go(self.world, backend.region_name, gateway.interface.id)
        gateway.end()
        self.clock.after(REMEMBERED, partial(forget, gateway))


def plug(backend: Any, gateway: NatGateway, address: Any, private_ip: str | None) -> None:
    """Put the gateway's interface into its subnet, with the Elastic IP when there is one."""
    gateway.interface = eni.make_eni(
        backend.region_name,
        gateway.subnet_id,
        [],
        name=gateway.id,
        description=f"Interface for NAT Gateway {gateway.id}",
        kind=eni.InterfaceKind.NAT_GATEWAY,
        address=private_ip,
    )
    gateway.interface.source_dest_check = False
    if address is not None:
        addresses.hold(address, gateway.interface)
        gateway.address = address


def become_available(gateway: NatGateway) -> None:
    """End the pending state, unless the gateway is being deleted by now."""
    if gateway.state == "pending":
        gateway.state = "available"


def forget(gateway: NatGateway) -> None:
    """Take a gateway that is gone out of sight, with its tags."""
    gateway.ec2_backend.nat_gateways.pop(gateway.id, None)
    gateway.ec2_backend.tags.pop(gateway.id, None)


def spread(gateway: NatGateway, shortest: int, width: int) -> float:
    """How many AWS seconds something takes for this gateway: always the same for the same id."""
    return shortest + zlib.crc32(gateway.id.encode()) % width


def install(world: World) -> None:
    """Lay the life of NAT gateways on moto."""
    gateways = NatGateways(world)
    around(EC2Response, "create_nat_gateway", gateways.create)
    around(EC2Response, "delete_nat_gateway", gateways.delete)
    around(EC2Response, "describe_nat_gateways", checks.describe)
