"""What a task's roles may do, as IAM judges it: whether ECS may act as one, and what it then may not."""

from typing import TYPE_CHECKING, Any

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.dependents import TASKS, Need
from steps.sandbox.iam.principals import of_role, role_behind
from steps.sandbox.iam.sessions import trusts_service
from steps.sandbox.iam.words import sentence

if TYPE_CHECKING:
    from steps.sandbox.ecs.region import Region
    from steps.sandbox.ecs.task import Task


def trusted_role(region: "Region", arn: str) -> Any:
    """Find the role of an ARN that ECS may assume for its tasks; None when there is none, or it does not trust them."""
    role = role_behind(region.iam, arn)
    source = {
        "aws:sourceaccount": (region.account,),
        "aws:sourcearn": (f"arn:aws:ecs:{region.name}:{region.account}:*",),
    }
    return role if role is not None and trusts_service(role, TASKS, source) else None


def refusal(task: "Task", *needs: tuple[str, str]) -> str:
    """Say how IAM refuses the first of these actions, each with its resource, to the execution role; nothing when it allows all."""
    region, arn = task.region, getattr(task.definition, "execution_role_arn", "") or ""
    session = f"arn:aws:sts::{region.account}:assumed-role/{arn.rpartition('/')[2]}/{task.id}"
    role = role_behind(region.iam, arn)
    for action, resource in needs:
        if role is None:
            return (
                f"AccessDeniedException: User: {session} is not authorized to perform: {action} on resource: "
                f"{resource} because no identity-based policy allows the {action} action"
            )
        service, _, operation = action.partition(":")
        asked = Asked(service, operation, {}, region.name, region.account)
        need = Need(action, asked.arn(resource))
        access = region.world.access
        verdict = access.judge(asked, need, access.bound(of_role(region.iam, role, session)))
        if not verdict.allowed:
            return f"AccessDeniedException: {sentence(session, need, verdict)}"
    return ""
