"""Policies as they are read: their statements, and whether one speaks of a request."""

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from steps.sandbox.iam.conditions import all_hold, known, texts
from steps.sandbox.iam.patterns import Context, NoSuchValue, matches, matches_arn

WITH_VARIABLES = "2012-10-17"


class Unreadable(ValueError):
    """What is no policy; the message is a sentence that says why."""


@dataclass(frozen=True)
class RequestedAction:
    """One thing that somebody wants to do: an action to a resource (`*` where an action knows none), and what is known of it."""

    action: str
    resource: str
    context: Context


@dataclass(frozen=True)
class Statement:
    """One statement of a policy; of Action and NotAction, Resource and NotResource one each is said."""

    allows: bool
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    principals: Any
    condition: Mapping[str, Mapping[str, Any]]
    variables: bool
    sid: str

    def applies(self, request: RequestedAction) -> bool:
        """Whether it speaks of a request: its action, its resource, and every condition holds."""
        variables = request.context if self.variables else None
        try:
            return (
                self._means_action(request.action.lower())
                and self._means_resource(request.resource, variables)
                and all_hold(self.condition, request.context, variables)
            )
        except NoSuchValue:
            return False

    def _means_action(self, action: str) -> bool:
        if self.actions is not None:
            return any(matches(pattern, action) for pattern in self.actions)
        return not any(matches(pattern, action) for pattern in self.not_actions or ())

    def _means_resource(self, resource: str, variables: Context | None) -> bool:
        if self.resources is None and self.not_resources is None:
            return True  # a trust policy names none
        if self.resources is not None:
            return any(matches_arn(pattern, resource, variables) for pattern in self.resources)
        return not any(matches_arn(pattern, resource, variables) for pattern in self.not_resources or ())


Policy = tuple[Statement, ...]


def read(document: str | Mapping[str, Any]) -> Policy:
    """Read a policy, JSON or read already. Raises Unreadable."""
    return _read(document if isinstance(document, str) else json.dumps(document))


def joined(documents: Iterable[str | Mapping[str, Any]]) -> Policy:
    """Read several policies that speak as one. Raises Unreadable."""
    return tuple(statement for document in documents for statement in read(document))


@functools.lru_cache(1024)
def _read(document: str) -> Policy:
    try:
        policy = json.loads(document)
    except ValueError:
        raise Unreadable("It is no JSON.") from None
    if not isinstance(policy, dict) or "Statement" not in policy:
        raise Unreadable("A policy is an object that has a Statement.")
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    return tuple(_statement(one, variables=policy.get("Version") == WITH_VARIABLES) for one in statements)


def _statement(said: Any, *, variables: bool) -> Statement:
    if not isinstance(said, dict) or said.get("Effect") not in {"Allow", "Deny"}:
        raise Unreadable("A statement has the Effect Allow or Deny.")
    actions, not_actions = _words(said, "Action", lower=True), _words(said, "NotAction", lower=True)
    if (actions is None) == (not_actions is None):
        raise Unreadable("A statement has either Action or NotAction.")
    condition = said.get("Condition", {})
    if not isinstance(condition, dict) or not all(isinstance(lines, dict) for lines in condition.values()):
        raise Unreadable("A Condition is an object of operators, each with an object of keys.")
    for name in condition:
        if known(name) is None:
            raise Unreadable(f"There is no condition operator “{name}”.")
    return Statement(
        said["Effect"] == "Allow", actions, not_actions, _words(said, "Resource"), _words(said, "NotResource"),
        said.get("Principal"), condition, variables, said.get("Sid", ""),
    )  # fmt: skip


def _words(said: dict[str, Any], key: str, *, lower: bool = False) -> tuple[str, ...] | None:
    if key not in said:
        return None
    return tuple(word.lower() if lower else word for word in texts(said[key]))
