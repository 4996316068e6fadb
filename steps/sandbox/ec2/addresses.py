"""Elastic IP addresses: five a region, each kept while something has it.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html
"""

from functools import partial
from typing import Any

from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.responses import EC2Response
from moto.ec2.utils import random_public_ip

from steps.sandbox import eni
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.weather.shortages import quota_of
from steps.sandbox.world import World

QUOTA, USUAL = "L-0263D0A3", 5


def allocate(
    world: World,
    plain: Any,
    backend: Any,
    domain: str | None,
    address: str | None = None,
    tags: dict[str, str] | None = None,
) -> Any:
    """Give one more public address, unless the region has as many as its quota."""
    allowed = quota_of(world, QUOTA)
    if len(backend.addresses) >= (USUAL if allowed is None else allowed):
        raise Refusal("AddressLimitExceeded", "The maximum number of addresses has been reached.")
    made = plain(backend, domain, address=address or unused_address(), tags=tags)
    made.public_ipv4_pool, made.network_border_group = "amazon", backend.region_name
    return made


def unused_address() -> str:
    """Draw a public address that nothing has, in any region."""
    taken = {
        thing.public_ip
        for _, _, ec2 in ec2_backends.iter_backends()
        for thing in [*ec2.addresses, *ec2.enis.values()]
    }
    while (drawn := str(random_public_ip())) in taken:
        pass
    return drawn


def answer_in_full(plain: Any, call: Any) -> Any:
    """Say where a new address comes from, as AWS does."""
    answer = plain(call)
    answer.result.update(PublicIpv4Pool="amazon", NetworkBorderGroup=call.region)
    return answer


def associate(plain: Any, backend: Any, *args: Any, **asked: Any) -> Any:
    """Put an address on an interface of the caller's own; what AWS manages has none but AWS's."""
    if isinstance(asked.get("eni"), eni.ManagedInterface):
        raise not_yours()
    return plain(backend, *args, **asked)


def disassociate(
    plain: Any, backend: Any, address: str | None = None, association_id: str | None = None
) -> None:
    """Take an address off its interface, unless a NAT gateway has it."""
    for known in backend.addresses:
        mine = known.public_ip == address or (association_id and known.association_id == association_id)
        if mine and isinstance(known.eni, eni.ManagedInterface):
            raise not_yours()
    plain(backend, address, association_id)


def release(plain: Any, backend: Any, address: str | None = None, allocation_id: str | None = None) -> None:
    """Give an address back, unless something has it still."""
    for known in backend.addresses:
        if known.association_id and (known.public_ip == address or known.allocation_id == allocation_id):
            raise Refusal("InvalidIPAddress.InUse", f"Address {known.public_ip} is in use.")
    plain(backend, address, allocation_id)
    backend.tags.pop(allocation_id, None)


def not_yours() -> Refusal:
    """Make AWS's refusal of what only itself may do with an address."""
    return Refusal("AuthFailure", "You do not have permission to access the specified resource.")


def hold(address: Any, interface: Any) -> None:
    """Associate an address with an interface that AWS manages."""
    address.eni, interface.public_ip = interface, address.public_ip
    address.association_id = interface.id.replace("eni-", "eipassoc-")


def let_go(address: Any) -> None:
    """End an association; the address stays, and goes on costing."""
    if address.eni is not None:
        address.eni.public_ip = None
    address.eni = address.association_id = None


def install(world: World) -> None:
    """Lay the rules for Elastic IP addresses on moto."""
    around(EC2Backend, "allocate_address", partial(allocate, world))
    around(EC2Backend, "associate_address", associate)
    around(EC2Backend, "disassociate_address", disassociate)
    around(EC2Backend, "release_address", release)
    around(EC2Response, "allocate_address", answer_in_full)
