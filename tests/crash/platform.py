"""A platform as AWS shows it, without what differs from one building of it to the next: ids, addresses, times."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from steps.engine.model.site import RESOURCE_TAG
from tests.whole.account import Account

PASSING = {"events", "creationTime", "storedBytes", "DNSName", "HostedZoneId", "CallerReference"}
BY_CHANCE: dict[str, Callable[[Any], Any]] = {
    # in which zone a task starts, and so in which subnet its card is, is the scheduler's choice
    "ecs tasks": lambda task: [
        task[key] for key in ("group", "lastStatus", "desiredStatus", "taskDefinitionArn")
    ],
    "ec2 describe_network_interfaces": lambda card: [
        card[key] for key in ("InterfaceType", "Status", "Groups", "TagSet")
    ],
    "elbv2 targets": lambda group: [
        group["group"],
        [
            [each["Target"]["Port"], each["TargetHealth"]["State"]]
            for each in group["TargetHealthDescriptions"]
        ],
    ],
    "names instances": lambda service: [service["service"], len(service["Instances"])],
    "route53 records": lambda record: [record[key] for key in ("zone", "Name", "Type")],
}
IDS = (
    (r"\b(ns|srv)-[0-9a-z]{8,}\b", r"\1-ID"),  # Cloud Map
    (r"(?<=>)-[0-9a-f]{8}\b", "-ID"),  # an endpoint's own name
    (r"\b([a-z]+)-[0-9a-f]{8,17}\b", r"\1-ID"),  # EC2
    (r"/[0-9a-f]{16}\b", "/ID"),  # load balancing
    (r'(?<="value": ")[0-9a-f]{16}(?=")', "DIGEST"),  # of a task definition, with its deployment's name in it
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
    (r"\b[0-9a-f]{32}\b", "TASK"),
    (r"ecs-svc/\d+", "ecs-svc/ID"),
    (r"\bARO?A[0-9A-Z]{12,}\b", "ROLE"),
    (r"/hostedzone/[0-9A-Z]+", "ZONE"),
    (r"\b\d+\.\d+\.\d+\.\d+\b(?!/)", "ADDRESS"),
)


def platform(account: Account, name: str) -> dict[str, list[str]]:
    """The objects of the account as texts that are equal for two platforms that are equal, whatever their name."""
    labels = {
        tag["ResourceId"]: f"<{tag['Value']}>"
        for tag in account["ec2 describe_tags"]
        if tag["Key"] == RESOURCE_TAG
    }
    return {
        kind: sorted(_text(kind, each, name, labels) for each in objects) for kind, objects in account.items()
    }


def changing(call: str) -> bool:
    """Whether a call (`ec2.CreateVpc`) changes something; the others only look."""
    return not call.partition(".")[2].startswith(("Describe", "List", "Get", "Simulate"))


def without_revisions(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same whichever revision of a task definition is active: AWS never counts down, and keeps the earlier ones inactive."""
    return {
        kind: sorted(
            re.sub(r"(/NAME-[a-z-]+):\d+|(\"revision\"): \d+", r"\1\2:REVISION", text)
            for text in texts
            if not (kind == "ecs definitions" and '"status": "INACTIVE"' in text)
        )
        for kind, texts in found.items()
    }


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """What only the first has, with a minus, and what only the other has, with a plus."""
    found = []
    for kind, texts in one.items():
        found += [f"- {kind}: {text}" for text in _without(texts, other[kind])]
        found += [f"+ {kind}: {text}" for text in _without(other[kind], texts)]
    return found


def _without(texts: list[str], others: list[str]) -> list[str]:
    left = list(others)
    return [text for text in texts if not (text in left and not left.remove(text))]  # type: ignore[func-returns-value]


def _text(kind: str, thing: Any, name: str, labels: dict[str, str]) -> str:
    text = json.dumps(_lasting(BY_CHANCE.get(kind, lambda each: each)(thing)))
    for id_, label in labels.items():
        text = text.replace(id_, label)
    for pattern, instead in IDS:
        text = re.sub(pattern, instead, text)
    return json.dumps(_in_order(json.loads(re.sub(rf"\b{name}\b", "NAME", text))), sort_keys=True)


def _lasting(thing: Any) -> Any:
    match thing:
        case dict():
            return {key: _lasting(value) for key, value in thing.items() if key not in PASSING}
        case list() | tuple():
            return [_lasting(each) for each in thing]
        case datetime():
            return "TIME"
        case _:
            return thing


def _in_order(thing: Any) -> Any:
    match thing:
        case dict():
            return {key: _in_order(value) for key, value in thing.items()}
        case list():
            return sorted(
                (_in_order(each) for each in thing), key=lambda each: json.dumps(each, sort_keys=True)
            )
        case _:
            return thing
