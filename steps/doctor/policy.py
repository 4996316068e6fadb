"""The least that whoever builds must be allowed, as an IAM policy: made of what each page says that it takes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from steps.doctor.own_actions import ADVICE, OWN_ACTIONS
from steps.doctor.policy_scopes import SCOPES, Scope

Statement = dict[str, Any]
VERSION = "2012-10-17"
MANAGED, INLINE = 6144, 10_240
"""Characters, without white space, that a managed policy and all inline policies of a role may have."""


@dataclass(frozen=True)
class PolicyPlace:
    """Where the policy is for; an empty deployment is any of them."""

    partition: str
    account: str
    region: str
    deployment: str = ""


def needed_actions(allows: Iterable[str]) -> list[str]:
    """Every action that the book's pages and the wizard itself take, by name."""
    return sorted({*OWN_ACTIONS, *allows})


def plain_policy(allows: Sequence[str]) -> Statement:
    """Every action, on everything; a role may be passed to ECS's tasks alone, and only linked roles be made by AWS."""
    by_service: dict[str, list[str]] = {}
    for action in sorted({*needed_actions(allows), *ADVICE} - {"iam:PassRole"}):
        by_service.setdefault(action.partition(":")[0], []).append(action)
    statements = [
        _statement(service.title(), actions, ["*"], {}) for service, actions in sorted(by_service.items())
    ]
    to_tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    return _policy([*statements, _statement("PassRole", ["iam:PassRole"], ["*"], to_tasks)])


def strict_policy(allows: Sequence[str], place: PolicyPlace) -> Statement:
    """Each action on the things of one deployment, by name or by tag, wherever AWS knows either for it."""
    left = set(needed_actions(allows))
    statements = []
    for scope in SCOPES:
        actions = [action for action in scope.actions if action in left]
        if actions:
            statements.append(_scoped(scope, actions, place))
    scoped = {action for scope in SCOPES for action in scope.actions}
    unscoped = sorted((left | set(ADVICE)) - scoped)
    return _policy([_statement("LookAround", unscoped, ["*"], {}), *statements])


def length(policy: Statement) -> int:
    """Characters as AWS counts them."""
    import msgspec

    return len(msgspec.json.encode(policy))


def _scoped(scope: Scope, actions: Sequence[str], place: PolicyPlace) -> Statement:
    name = place.deployment or "*"
    resources = [
        scope.arn(each, place.partition, place.account, place.region, name) for each in scope.resources
    ]
    return _statement(scope.sid, actions, resources, scope.conditions(name))


def _statement(sid: str, actions: Sequence[str], resources: Sequence[str], condition: Statement) -> Statement:
    found = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**found, "Condition": condition} if condition else found


def _policy(statements: list[Statement]) -> Statement:
    return {"Version": VERSION, "Statement": statements}
