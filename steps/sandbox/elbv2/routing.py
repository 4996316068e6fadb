"""What a listener does with a request: which rule takes it, and what that rule's last action means."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlunsplit

from steps.sandbox.elbv2.rule_conditions import HttpRequest, by_priority, takes


@dataclass(frozen=True)
class Forward:
    """Pass the request on to a target of this group; None when every group of the rule has weight 0."""

    group_arn: str | None


@dataclass(frozen=True)
class Fixed:
    """Answer at once."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Redirect:
    """Send the client elsewhere: the parts of the address are filled in, host and port apart."""

    status: int
    protocol: str
    host: str
    port: str
    path: str
    query: str

    def location(self, authority: str) -> str:
        """The address as a header, with `authority` for host and port."""
        return urlunsplit((self.protocol.lower(), authority, self.path, self.query, ""))


Decision = Forward | Fixed | Redirect


def rule_for(listener: Any, asked: HttpRequest) -> Any:
    """The first rule by priority that takes the request; the default rule takes every one."""
    return next(rule for rule in by_priority(listener.rules.values()) if takes(rule, asked))


def decide(listener: Any, rule: Any, asked: HttpRequest, turn: int) -> Decision:
    """What the rule does with the request; `turn` counts the requests that it has had, for its weights."""
    action = max(rule.actions, key=lambda one: one.data.get("Order", 0)).data
    match action["Type"]:
        case "fixed-response":
            return _fixed(action["FixedResponseConfig"])
        case "redirect":
            return _redirect(action["RedirectConfig"], listener, asked)
        case _:
            return Forward(weighted(groups_of(action), turn))


def groups_of(action: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The target groups that an action forwards to, with their weights."""
    several = action.get("ForwardConfig", {}).get("TargetGroups", [])
    if several:
        return [(group["TargetGroupArn"], int(group.get("Weight", 1))) for group in several]
    return [(action["TargetGroupArn"], 1)] if "TargetGroupArn" in action else []


def weighted(groups: list[tuple[str, int]], turn: int) -> str | None:
    """The group whose turn it is: of every few requests each gets as many as its weight."""
    total, common = sum(weight for _, weight in groups), math.gcd(*(weight for _, weight in groups))
    if not total:
        return None
    place = turn % (total // common)
    for arn, weight in groups:
        place -= weight // common
        if place < 0:
            return arn
    raise AssertionError("the weights add up to their total")


def _fixed(settings: Mapping[str, Any]) -> Fixed:
    return Fixed(
        status=int(settings["StatusCode"]),
        content_type=settings.get("ContentType") or "text/plain",
        body=(settings.get("MessageBody") or "").encode(),
    )


def _redirect(settings: Mapping[str, Any], listener: Any, asked: HttpRequest) -> Redirect:
    own = {
        "#{protocol}": listener.protocol,
        "#{host}": asked.host,
        "#{port}": str(listener.port),
        "#{path}": asked.path.removeprefix("/"),
        "#{query}": asked.query,
    }

    def filled(name: str, default: str) -> str:
        text = str(settings.get(name) or default)
        for keyword, value in own.items():
            text = text.replace(keyword, value)
        return text

    return Redirect(
        status=int(str(settings["StatusCode"]).removeprefix("HTTP_")),
        protocol=filled("Protocol", "#{protocol}"),
        host=filled("Host", "#{host}"),
        port=filled("Port", "#{port}"),
        path=filled("Path", "/#{path}"),
        query=filled("Query", "#{query}"),
    )
