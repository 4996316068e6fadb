"""What a role may do: enough of IAM to tell whether a task's execution role can pull its image and write its logs."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steps.sandbox.ecs.task import Task

TASKS = "ecs-tasks.amazonaws.com"


def role_behind(iam: Any, arn: str) -> Any:
    """Find the role of an ARN, None when there is none."""
    return next((role for role in iam.roles.values() if role.arn == arn), None)


def trusts_tasks(role: Any) -> bool:
    """Whether ECS tasks may assume the role."""
    return any(
        statement["Effect"] == "Allow" and TASKS in listed(statement.get("Principal", {}), "Service")
        for statement in statements(role.assume_role_policy_document)
    )


def allows(role: Any, action: str, resource: str | None = None) -> bool:
    """Whether the role's policies allow an action and none denies it; conditions are not looked at.

    Resources neither, unless one is named by its ARN.
    """
    effects = {
        statement["Effect"]
        for document in documents(role)
        for statement in statements(document)
        if any(fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(statement, "Action"))
        and (
            resource is None
            or any(fnmatchcase(resource, pattern) for pattern in listed(statement, "Resource"))
        )
    }
    return effects == {"Allow"}


def refusal(task: "Task", *actions: str, resource: str | None = None) -> str:
    """Say how IAM refuses the first of these actions to a task's execution role; nothing when it allows them all."""
    arn = getattr(task.definition, "execution_role_arn", "")
    role = role_behind(task.region.iam, arn)
    for action in actions:
        if role is None or not allows(role, action, resource):
            return (
                f"AccessDeniedException: User: arn:aws:sts::{task.region.account}:assumed-role/{arn.split('/')[-1]}/"
                f"{task.id} is not authorized to perform: {action} on resource: {resource or '*'} because no "
                f"identity-based policy allows the {action} action"
            )
    return ""


def documents(role: Any) -> Iterator[Any]:
    """Give the documents of a role's inline and attached policies."""
    yield from role.policies.values()
    for policy in role.managed_policies.values():
        yield next(
            version.document for version in policy.versions if version.version_id == policy.default_version_id
        )


def statements(document: Any) -> list[dict[str, Any]]:
    """Give a policy document's statements, whether it is JSON or already read."""
    read = json.loads(document) if isinstance(document, str) else document
    found = read["Statement"]
    return [found] if isinstance(found, dict) else list(found)


def listed(statement: Any, key: str) -> list[str]:
    """Give what a statement says under a key as a list."""
    found = statement.get(key, []) if isinstance(statement, dict) else []
    return [found] if isinstance(found, str) else list(found)
