"""The role that starts the tasks where somebody else has made it."""

from msgspec.structs import replace

from steps.aws.given_role import GIVEN_ROLE
from steps.book.permission import ExecutionRole
from steps.engine.memory.progress import Progress
from steps.engine.model.plan import Plan


def role_arn(plan: Plan, name: str) -> str:
    """The ARN of the role of this name: of one that was given by its ARN, that; else as it is without a path."""
    given = plan.answer(GIVEN_ROLE)
    return given if given.startswith("arn:") else f"arn:{plan.partition}:iam::{plan.account}:role/{name}"


def with_whole_role(plan: Plan, progress: Progress) -> Plan:
    """The plan with the ARN of a role that was given by its name, which may have a path, as AWS has told it."""
    arn = progress.node(ExecutionRole().name).arn
    if not plan.answer(GIVEN_ROLE) or not arn:
        return plan
    return replace(plan, answers={**plan.answers, GIVEN_ROLE.key: arn})
