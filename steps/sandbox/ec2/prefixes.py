"""AWS's own prefix lists, with the networks that `describe_prefix_lists` tells of each."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from steps.sandbox.patch import around
from steps.sandbox.world import World


def describe_prefix_lists(plain: Any, call: Any) -> ActionResult:
    """Add the networks, which moto leaves out."""
    lists = plain(call).result["PrefixLists"]
    told = [
        {
            "PrefixListId": prefix_list.id,
            "PrefixListName": prefix_list.prefix_list_name,
            "Cidrs": [entry["Cidr"] for entries in prefix_list.entries.values() for entry in entries],
        }
        for prefix_list in lists
    ]
    return ActionResult({"PrefixLists": told})


def install(_world: World) -> None:
    """Lay the complete answer on moto."""
    around(EC2Response, "describe_prefix_lists", describe_prefix_lists)
