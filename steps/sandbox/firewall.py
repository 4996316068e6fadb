"""Security groups: which connections they let out and in."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any


@dataclass(frozen=True)
class Peer:
    """The other end of a connection: its address, its groups if it has any, its prefix list if it is in one."""

    address: str
    groups: frozenset[str] = frozenset()
    prefix_list: str = ""


ANYWHERE = Peer("52.95.110.1")
"""Somewhere on the internet."""


def lets_out(groups: Iterable[Any], port: int, peer: Peer) -> bool:
    """Whether one of these groups has an egress rule for a TCP connection to the peer."""
    return any(fits(rule, port, peer) for group in groups for rule in group.egress_rules)


def lets_in(groups: Iterable[Any], port: int, peer: Peer) -> bool:
    """Whether one of these groups has an ingress rule for a TCP connection from the peer."""
    return any(fits(rule, port, peer) for group in groups for rule in group.ingress_rules)


def open_to_addresses(groups: Iterable[Any], port: int) -> bool:
    """Whether some address range, not only other groups, may connect to the port."""
    return any(rule.cidr_ipv4 and covers(rule, port) for group in groups for rule in group.ingress_rules)


def fits(rule: Any, port: int, peer: Peer) -> bool:
    """Whether a rule is about this port and this peer."""
    if not covers(rule, port):
        return False
    if rule.cidr_ipv4:
        return ip_address(peer.address) in ip_network(rule.cidr_ipv4, strict=False)
    if rule.prefix_list_id:
        return bool(rule.prefix_list_id == peer.prefix_list)
    return rule.source_group.get("GroupId") in peer.groups


def covers(rule: Any, port: int) -> bool:
    """Whether a rule is about TCP on this port; protocol -1 is all traffic."""
    if rule.ip_protocol == "-1":
        return True
    return bool(rule.ip_protocol == "tcp" and rule.from_port <= port <= rule.to_port)
