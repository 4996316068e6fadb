"""Everything in an account without what AWS invents anew each time: two platforms that are the same have the same."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from steps.engine.model.site import RESOURCE_TAG, as_mapping
from tests.whole.account import Account, everything
from tests.whole.standing import IN_EC2

PASSES = (
    "ec2 describe_network_interfaces", "ec2 describe_tags", "ecs tasks", "elbv2 targets", "names instances", "route53 records",
    "ec2 describe_addresses", "ecr images",
)  # fmt: skip
"""Listings of what comes and goes with tasks, and of tags, which are in the other listings."""
OF_THE_MOMENT = re.compile(
    r"(At|Time|Date|Timestamp|CallerReference|CreateDate|created|events|deployments|RoleId|CreatorRequestId|taskSets|OwnerId|currentServiceDeployment"
    r"|AlarmConfigurationUpdatedTimestamp|attachments|NetworkInterfaceIds|DnsEntries|PropagatingVgws|AvailableIpAddressCount"
    r"|currentServiceRevisions|registeredBy)$"
)
INVENTED = re.compile(
    r"\b(?:[a-z]+-[0-9a-f]{17}|ns-[a-z0-9]{16,}|srv-[a-z0-9]{16,}|Z[A-Z0-9]{12,})\b|/[0-9a-f]{16}\b|127\.0\.0\.1:\d+"
)


def graph_of(cloud: Mapping[str, str], *, own_tags: bool = True) -> dict[str, list[str]]:
    """What stands, by kind, each as sorted JSON; ids are replaced by the keys that our tags tell."""
    account = {kind: objects for kind, objects in everything(cloud).items() if kind not in PASSES}
    names = dict(_ids(account))
    return {
        kind: sorted(_told(each, names, own_tags) for each in objects) for kind, objects in account.items()
    }


def _ids(account: Account) -> Iterator[tuple[str, str]]:
    """Each id of EC2's with the key of the thing."""
    for listing, name in IN_EC2.values():
        for each in account[f"ec2 {listing}"]:
            if key := as_mapping(each.get("Tags", [])).get(RESOURCE_TAG):
                yield each[name], key


def _told(value: Any, names: Mapping[str, str], own_tags: bool) -> str:
    text = json.dumps(_lasting(value, own_tags=own_tags), sort_keys=True, default=str)
    for id_, name in names.items():
        text = text.replace(id_, f"<{name}>")
    return INVENTED.sub("<>", text)


def _lasting(value: Any, *, own_tags: bool) -> Any:
    match value:
        case {"Key": str(key)} | {"key": str(key)} if key.startswith("fargate-wizard:") and not own_tags:
            return None
        case dict():
            return {
                key: _lasting(each, own_tags=own_tags)
                for key, each in value.items()
                if not OF_THE_MOMENT.search(key)
            }
        case list():
            told = [_lasting(each, own_tags=own_tags) for each in value]
            return sorted(
                (each for each in told if each is not None),
                key=lambda each: json.dumps(each, sort_keys=True, default=str),
            )
        case _:
            return value


def differences(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What is in one of two accounts and not in the other, by kind."""
    found = {
        kind: [
            *(f"only the first: {each}" for each in one[kind] if each not in other[kind]),
            *(f"only the second: {each}" for each in other[kind] if each not in one[kind]),
        ]
        for kind in one
    }
    return {kind: told for kind, told in found.items() if told or len(one[kind]) != len(other[kind])}
