"""Whether the security groups let a load balancer reach a target: the first thing that is wrong when checks time out."""

from typing import Any

from moto.ec2 import ec2_backends

from steps.sandbox.firewall import Peer, lets_in, lets_out
from steps.sandbox.world import ACCOUNT


def admits(group: Any, balancers: list[Any], ip: str, port: int) -> bool:
    """Whether one of the group's load balancers may connect to the target; an address without an interface is open."""
    interface = _interface_of(group, ip)
    if interface is None:
        return True
    target = Peer(ip, frozenset(one.id for one in interface.group_set))
    return any(
        lets_out(door.group_set, port, target)
        and lets_in(
            interface.group_set,
            port,
            Peer(door.private_ip_address, frozenset(one.id for one in door.group_set)),
        )
        for balancer in balancers
        for door in balancer.practice_interfaces
    )


def _interface_of(group: Any, ip: str) -> Any:
    interfaces = ec2_backends[ACCOUNT][group.region_name].enis.values()
    return next(
        (one for one in interfaces if one.private_ip_address == ip and one.subnet.vpc_id == group.vpc_id),
        None,
    )
