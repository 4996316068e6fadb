"""Actions and conditions as AWS shows them: everything that it fills in by itself, however they were made."""

from typing import Any

from moto.elbv2.models import FakeAction

from steps.sandbox.elbv2.routing import groups_of
from steps.sandbox.elbv2.rule_conditions import values_of
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal

REDIRECT = {
    "Protocol": "#{protocol}",
    "Port": "#{port}",
    "Host": "#{host}",
    "Path": "/#{path}",
    "Query": "#{query}",
}
VALUES_A_RULE = 5
PLAIN = {"path-pattern": "PathPatternConfig", "host-header": "HostHeaderConfig"}
"""The fields whose values may be given plainly, and where AWS shows them as well."""


def whole(action: dict[str, Any]) -> dict[str, Any]:
    """Write an action with what AWS adds: the groups in both forms, every part of a redirect."""
    said = dict(action)
    match action.get("Type"):
        case "forward":
            groups = groups_of(action)
            config = dict(action.get("ForwardConfig") or {})
            config["TargetGroups"] = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups]
            config.setdefault("TargetGroupStickinessConfig", {"Enabled": False})
            said["ForwardConfig"] = config
            if len(groups) == 1:
                said["TargetGroupArn"] = groups[0][0]
        case "redirect":
            given = {key: value for key, value in action["RedirectConfig"].items() if value}
            said["RedirectConfig"] = REDIRECT | given
    return said


def essence(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Actions without their numbers, and without what was left empty."""
    return [
        {key: value for key, value in whole(action).items() if key != "Order" and value} for action in actions
    ]


def plainly(conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Conditions in the one form in which moto takes several values; refused when a rule has too many."""
    for condition in conditions:
        check(condition)
    if sum(len(values_of(condition)) for condition in conditions) > VALUES_A_RULE:
        raise Refusal("ValidationError", f"A rule can only have '{VALUES_A_RULE}' condition values")
    return [moved(condition) if condition.get("Values") else condition for condition in conditions]


def check(condition: dict[str, Any]) -> None:
    """Refuse what would never match here: expressions."""
    if any(isinstance(value, dict) and value.get("RegexValues") for value in condition.values()):
        raise Refusal("UnsupportedOperation", "The practice cloud matches values, not regular expressions.")


def moved(condition: dict[str, Any]) -> dict[str, Any]:
    """A condition's plain values in the field's own structure, if it has one for them."""
    config = PLAIN.get(condition["Field"])
    if config is None or config in condition:
        return condition
    return {"Field": condition["Field"], config: {"Values": condition["Values"]}}


def spelled_out(conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Conditions as AWS shows them: the values both plainly and in the field's own structure."""
    return [
        condition | {"Values": values_of(condition)} if condition["Field"] in PLAIN else condition
        for condition in conditions
    ]


def install() -> None:
    """Let every action of moto's be whole."""
    around(FakeAction, "__init__", lambda plain, action, data: plain(action, whole(data)))
