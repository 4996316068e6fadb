"""What a task's roles may do, as IAM judges it: whether ECS may act as one, and what it then may not."""

from typing import TYPE_CHECKING, Any

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.denials import sentence
from steps.sandbox.iam.dependents import TASKS, Need
from steps.sandbox.iam.principals import Principal, of_role, role_behind
from steps.sandbox.iam.sessions import trusts_service
from steps.sandbox.iam.verdict import Policies, PolicyVerdict

if TYPE_CHECKING:
    from steps.sandbox.ecs.region import Region
    from steps.sandbox.ecs.task import EcsTask


def trusted_role(region: "Region", arn: str) -> Any:
    """Find the role of an ARN that ECS may assume for its tasks; None when there is none, or it does not trust them."""
    role = role_behind(region.iam, arn)
    source = {
        "aws:sourceaccount": (region.account,),
        "aws:sourcearn": (f"arn:aws:ecs:{region.name}:{region.account}:*",),
    }
    return role if role is not None and trusts_service(role, TASKS, source) else None


def refusal(task: "EcsTask", *actions: str, resource: str = "*") -> str:
    """Say how IAM refuses the first of these actions on a resource (its ARN) to a task's execution role, if it does."""
    region, arn = task.region, execution_role(task)
    role, access = role_behind(region.iam, arn), region.world.access
    session = session_of(task)
    principal = access.bound(of_role(region.iam, role, session) if role else Principal(session, Policies()))
    for action in actions:
        service, _, operation = action.partition(":")
        asked = Asked(service, operation, {}, region.name, region.account)
        verdict = access.judge(asked, Need(action, resource), principal)
        if not verdict.allowed:
            return sentence_about(task, action, resource, verdict)
    return ""


def sentence_about(task: "EcsTask", action: str, resource: str, verdict: PolicyVerdict) -> str:
    """Say that a task's execution role may not do something, as Fargate quotes it."""
    return f"AccessDeniedException: {sentence(session_of(task), Need(action, resource), verdict)}"


def session_of(task: "EcsTask") -> str:
    """Name whoever pulls a task's image and writes its logs."""
    role = execution_role(task).rpartition("/")[2]
    return f"arn:aws:sts::{task.region.account}:assumed-role/{role}/{task.id}"


def execution_role(task: "EcsTask") -> str:
    """Give the ARN of a task's execution role, empty when it has none."""
    return getattr(task.definition, "execution_role_arn", "") or ""
