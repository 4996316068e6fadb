"""Security group rules as EC2 lists them: whether they let a TCP connection pass."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

HTTPS = 443


@dataclass(frozen=True)
class Peer:
    """The other end of a connection: the security groups that it has, an address, the prefix list that it is in."""

    groups: Collection[str] = ()
    address: str = ""
    prefix_list: str = ""


def lets(rules: Iterable[Any], *, out: bool, port: int, peer: Peer) -> bool:
    """Whether one of these rules lets a connection to (`out`) or from the peer pass."""
    return any(rule["IsEgress"] is out and _is_about(rule, port, peer) for rule in rules)


def _is_about(rule: Any, port: int, peer: Peer) -> bool:
    if rule["IpProtocol"] not in ("-1", "tcp"):
        return False
    if rule["IpProtocol"] == "tcp" and not rule["FromPort"] <= port <= rule["ToPort"]:
        return False
    if "CidrIpv4" in rule:
        return bool(peer.address) and ip_address(peer.address) in ip_network(rule["CidrIpv4"], strict=False)
    if "PrefixListId" in rule:
        return bool(rule["PrefixListId"] == peer.prefix_list)
    return rule.get("ReferencedGroupInfo", {}).get("GroupId") in peer.groups
