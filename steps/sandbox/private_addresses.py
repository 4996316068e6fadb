"""Where a private address of the practice network really answers on this machine."""

import ipaddress

from steps.sandbox.world import World


def place_of(world: World, ip: str, port: int) -> tuple[str, int] | None:
    """Find the loopback host and port of a target; None when nothing was started there.

    An address of this machine itself (127.x.y.z), registered by hand with this very port, is reached as it is: so a server of
    the user's own can stand behind a load balancer. The practice cloud's own ports cannot: a front is open to everybody.
    """
    by_hand = is_loopback(ip) and port not in world.own_ports
    return world.addresses.where(ip, port) or ((ip, port) if by_hand else None)


def is_loopback(ip: str) -> bool:
    """Whether this is an address of this machine alone."""
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return False
