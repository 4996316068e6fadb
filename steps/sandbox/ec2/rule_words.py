"""What a rule of a security group says of itself, whatever its peer is: moto keeps it for ranges of addresses only."""

from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule

from steps.sandbox.patch import around
from steps.sandbox.world import World


def taken_out(asked: dict[str, Any]) -> dict[str, str]:
    """Take the descriptions out of what is asked for, by the group or prefix list that each is about.

    AWS does not tell two rules apart by them, and moto would.
    """
    peers = [*(asked.get("source_groups") or []), *(asked.get("prefix_list_ids") or [])]
    return {
        str(peer.get("GroupId") or peer.get("PrefixListId")): peer.pop("Description")
        for peer in peers
        if "Description" in peer
    }


def put_down(rules: list[Any], words: dict[str, str]) -> None:
    """Let each new rule say what was asked for it."""
    for rule in rules:
        peer = rule.source_group.get("GroupId") or rule.prefix_list_id
        if peer in words:
            rule.words = words[peer]


def modify(plain: Any, backend: Any, group_id: str, rules: dict[str, dict[str, Any]]) -> None:
    """Change rules; only a range of addresses has its words within it."""
    plain(backend, group_id, rules)
    group = backend.get_security_group_by_name_or_id(group_id)
    for rule_id in rules:
        rule = group.get_rule(rule_id)
        if not {"CidrIp", "CidrIpv6"} & rule.ip_range.keys() and "Description" in rule.ip_range:
            rule.words = rule.ip_range.pop("Description")


def install(_world: World) -> None:
    """Lay the words of rules on moto."""
    around(EC2Backend, "modify_security_group_rules", modify)
    SecurityGroupRule.description = property(
        lambda rule: rule.ip_range.get("Description") or getattr(rule, "words", None)
    )
