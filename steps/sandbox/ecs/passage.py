"""What may pass an endpoint: its policy is asked beside the role's own, for the call, its resource and its caller.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from fnmatch import fnmatchcase
from typing import Any

from steps.sandbox.ecs import paths
from steps.sandbox.ecs.permissions import listed, statements
from steps.sandbox.ecs.task import Task


def passes(task: Task, service: str, action: str, resource: str) -> bool:
    """Whether the endpoint that leads the task to a service lets it do this; without one there is no policy to ask."""
    doors = paths.gateways(task) if service == "s3" else [paths.named_endpoint(task, service)]
    return all(_lets_pass(door, task, action, resource) for door in doors if door)


def _lets_pass(endpoint: Any, task: Task, action: str, resource: str) -> bool:
    facts = {
        "aws:PrincipalAccount": task.region.account,
        "aws:ResourceAccount": task.region.account,
        "aws:PrincipalArn": getattr(task.definition, "execution_role_arn", ""),
    }
    root_only = endpoint.vpc_endpoint_type == "Gateway"
    effects = {
        statement["Effect"]
        for statement in statements(endpoint.policy_document)
        if any(fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(statement, "Action"))
        and any(fnmatchcase(resource, pattern) for pattern in listed(statement, "Resource"))
        and _is_about(statement.get("Principal", "*"), facts, root_only=root_only)
        and all(_holds(operator, asked, facts) for operator, asked in statement.get("Condition", {}).items())
    }
    return effects == {"Allow"}


def _is_about(principal: Any, facts: dict[str, str], *, root_only: bool) -> bool:
    """Whether a statement is about the task's role; an account's name means its root user alone at a gateway."""
    named = [principal] if isinstance(principal, str) else listed(principal, "AWS")
    account = facts["aws:PrincipalAccount"]
    whole = [] if root_only else [account, f"arn:aws:iam::{account}:root"]
    return any(each in ("*", facts["aws:PrincipalArn"], *whole) for each in named)


def _holds(operator: str, asked: dict[str, Any], facts: dict[str, str]) -> bool:
    """Whether a condition holds; one that asks for what is not known here does not."""
    return all(
        key in facts
        and any(
            facts[key] == value if operator == "StringEquals" else fnmatchcase(facts[key], value)
            for value in listed(asked, key)
        )
        for key in asked
    ) and operator in ("StringEquals", "StringLike", "ArnLike", "ArnEquals")
