"""The network interfaces that AWS itself puts into a subnet: for tasks, load balancers, endpoints and NAT gateways.

They hold their subnet, their security groups and, with a public address, the internet gateway, as AWS's do:
whoever makes one here gets those refusals for nothing.
"""

import ipaddress
import zlib
from enum import Enum
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.utils import random_eni_id

from steps.sandbox.ids import seeded
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import ACCOUNT, World

LOOKED_AT = 4096  # addresses of a large subnet that are tried
RESERVED = 4  # AWS keeps the first four addresses of a subnet, and the last
REQUESTER = "727180483921"


class InterfaceKind(Enum):
    """Whom an interface belongs to: its interface type and the owner of its attachment."""

    TASK = ("interface", "727180483921")
    LOAD_BALANCER = ("interface", "amazon-elb")
    ENDPOINT = ("vpc_endpoint", "amazon-aws")
    NAT_GATEWAY = ("nat_gateway", "amazon-aws")


class Attachment:
    """What an AWS-managed interface says about where it is plugged in."""

    def __init__(self, owner: str, interface_id: str, device_index: int) -> None:
        self.attach_time = utcnow()
        self.attachment_id = interface_id.replace("eni-", "eni-attach-")
        self.delete_on_termination = False
        self.device_index = device_index
        self.network_card_index = 0
        self.instance_id = None
        self.instance_owner_id = owner
        self.status = "attached"


class ManagedInterface(NetworkInterface):  # type: ignore[misc]  # moto is untyped here
    """An interface that its requester manages: nobody can delete it by hand."""

    attachment: Any = None

    def __init__(
        self, backend: Any, subnet_id: str, groups: list[str], address: str, description: str
    ) -> None:
        super().__init__(backend, subnet_id, address, group_ids=groups, description=description)
        if not groups:
            self._group_set: list[Any] = []  # moto would take the VPC's default group
        self.status = "in-use"
        self.requester_managed = True
        self.requester_id = REQUESTER


def make_eni(
    region: str,
    subnet_id: str,
    groups: list[str],
    *,
    name: str,
    description: str,
    kind: InterfaceKind,
    public_ip: str | None = None,
    address: str | None = None,
) -> ManagedInterface:
    """Put an interface with a free address, or the one that is asked for, into a subnet; its id and address follow from `name`.

    Read `.id`, `.private_ip_address`, `.mac_address`, `.private_dns_name` and the like from the answer.
    Raises moto's InvalidSubnetID.NotFound, and a Refusal when the subnet is full.
    """
    backend = ec2_backends[ACCOUNT][region]
    interface_type, owner = kind.value
    with seeded("interface", region, subnet_id, name):
        address = address or free_address(backend, subnet_id, name)
        eni = ManagedInterface(backend, subnet_id, groups, address, description)
        while eni.id in backend.enis:
            eni.id = random_eni_id()
    eni.interface_type = interface_type
    eni.attachment = Attachment(owner, eni.id, device_index=1)
    eni.public_ip = public_ip
    backend.enis[eni.id] = eni
    return eni


def drop_eni(region: str, eni_id: str) -> None:
    """Take an interface away; one that has gone already is no matter."""
    ec2_backends[ACCOUNT][region].enis.pop(eni_id, None)


def free_address(backend: Any, subnet_id: str, name: str) -> str:
    """Choose an address of the subnet that nothing has, beginning somewhere that depends on `name`.

    If it can be, nothing has it in any other network either: a task's address leads to one process of this machine.
    """
    subnet = backend.get_subnet(subnet_id)
    network = ipaddress.ip_network(subnet.cidr_block)
    here = {
        each["PrivateIpAddress"] for eni in in_subnet(backend, subnet_id) for each in eni.private_ip_addresses
    }
    anywhere = {
        eni.private_ip_address for _, _, ec2 in ec2_backends.iter_backends() for eni in ec2.enis.values()
    }
    usable = network.num_addresses - RESERVED - 1
    start = zlib.crc32(name.encode())
    candidates = [str(network[RESERVED + (start + step) % usable]) for step in range(min(usable, LOOKED_AT))]
    for taken in (here | anywhere, here):
        if free := next((address for address in candidates if address not in taken), None):
            return free
    raise Refusal(
        "InsufficientFreeAddressesInSubnet",
        f"The specified subnet '{subnet_id}' does not have enough free addresses to satisfy the request.",
    )


def in_subnet(backend: Any, subnet_id: str) -> list[Any]:
    """List the interfaces in a subnet."""
    return [eni for eni in backend.enis.values() if eni.subnet.id == subnet_id]


def in_group(backend: Any, group_id: str) -> list[Any]:
    """List the interfaces that a security group guards."""
    return [eni for eni in backend.enis.values() if any(group.id == group_id for group in eni.group_set)]


def create_by_hand(
    plain: Any, backend: Any, subnet: Any, address: Any, addresses: Any = None, *more: Any, **asked: Any
) -> Any:
    """Give an address that is free where none is asked for; moto may give one twice."""
    if not (address or addresses):
        address = free_address(backend, getattr(subnet, "id", subnet), f"{len(backend.enis)}")
    return plain(backend, subnet, address, addresses, *more, **asked)


def delete_by_hand(plain: Any, backend: Any, eni_id: str) -> None:
    """Refuse what only the requester, or a detach before it, may do."""
    eni = backend.enis.get(eni_id)
    if isinstance(eni, ManagedInterface):
        attachment = eni.attachment.attachment_id
        raise Refusal("OperationNotPermitted", f"You are not allowed to manage '{attachment}' attachments.")
    if eni is not None and eni.attachment_id:
        raise Refusal("InvalidParameterValue", f"Network interface '{eni_id}' is currently in use.")
    plain(backend, eni_id)


def install(_world: World) -> None:
    """Guard the interfaces that AWS manages, and let those of others have their own addresses."""
    around(EC2Backend, "create_network_interface", create_by_hand)
    around(EC2Backend, "delete_network_interface", delete_by_hand)
