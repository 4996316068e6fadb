"""One NAT gateway, as DescribeNatGateways shows it."""

from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.utils import random_nat_gateway_id

ADDRESS_STATUS = {"pending": "associating", "available": "succeeded", "failed": "failed"}


class NatGateway(TaggedEC2Resource):  # type: ignore[misc]  # moto is untyped here
    """A zonal gateway: `interface` is its network interface, `address` its Elastic IP (None when it is private).

    moto answers with its attributes, each named as AWS names the member.
    """

    availability_mode = "zonal"

    def __init__(self, backend: Any, subnet: Any, connectivity_type: str) -> None:
        self.ec2_backend = backend
        self.id = self.nat_gateway_id = random_nat_gateway_id()
        self.subnet_id, self.vpc_id = subnet.id, subnet.vpc_id
        self.zone, self.zone_id = subnet.availability_zone, subnet.availability_zone_id
        self.connectivity_type = connectivity_type
        self.state = "pending"
        self.create_time = utcnow()
        self.delete_time: Any = None
        self.failure_code: str | None = None
        self.failure_message: str | None = None
        self.interface: Any = None
        self.address: Any = None
        self._last: list[dict[str, Any]] = []

    @property
    def nat_gateway_addresses(self) -> list[dict[str, Any]]:
        """Its one address, private and public; that of a deleted one as it was."""
        return self._last if self.state == "deleted" else self._addresses()

    def _addresses(self) -> list[dict[str, Any]]:
        said: dict[str, Any] = {
            "IsPrimary": True,
            "Status": ADDRESS_STATUS.get(self.state, "disassociating"),
            "AvailabilityZone": self.zone,
            "AvailabilityZoneId": self.zone_id,
        }
        if self.interface is not None:
            said["NetworkInterfaceId"] = self.interface.id
            said["PrivateIp"] = self.interface.private_ip_address
        if self.address is not None:
            said["AllocationId"], said["PublicIp"] = self.address.allocation_id, self.address.public_ip
            said["AssociationId"] = self.address.association_id
        return [said]

    def end(self) -> None:
        """Be deleted: what it had is told for a while, and is not held any more."""
        self._last = [
            {key: value for key, value in one.items() if key != "AssociationId"} for one in self._addresses()
        ]
        self.interface = self.address = None
        self.state, self.delete_time = "deleted", utcnow()
