"""What security groups and their rules may be called.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
"""

import re
from typing import Any

from steps.sandbox.refusal import Refusal

ALLOWED = r"a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
WORDS = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")
PEERS = ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds")


def check_name(name: str) -> None:
    """Refuse a name that no group can have: one that looks like a group's id above all."""
    if name.startswith("sg-"):
        raise invalid(
            f"Value ({name}) for parameter GroupName is invalid. Group names may not be in the format sg-*."
        )
    if name == "default":
        raise invalid(f"Cannot use reserved security group name: {name}")
    if not name or not WORDS.fullmatch(name):
        raise invalid(
            "Invalid security group name. Valid names are non-empty strings less than 256 characters from the "
            f"following set: {ALLOWED}"
        )


def check_description(description: str) -> None:
    """Refuse a group's description that has other characters, or too many."""
    if not WORDS.fullmatch(description):
        raise invalid(
            "Invalid security group description. Valid descriptions are strings less than 256 characters from the "
            f"following set:  {ALLOWED}"
        )


def check_rules(permissions: list[dict[str, Any]]) -> None:
    """Refuse the same in the descriptions of rules."""
    for permission in permissions:
        for peer in (one for kind in PEERS for one in permission.get(kind) or []):
            if not WORDS.fullmatch(peer.get("Description") or ""):
                raise invalid(
                    "Invalid rule description. Valid descriptions are strings less than 256 characters from the "
                    f"following set: {ALLOWED}"
                )


def invalid(message: str) -> Refusal:
    """Make an InvalidParameterValue."""
    return Refusal("InvalidParameterValue", message)
