"""The execution role: whether ECS may act as it, and what it may do."""

from collections.abc import Iterator
from typing import Any

from steps.aws.policies import LOG, PULL, says_the_same, trust_policy
from steps.diagnosis.case import Case
from steps.diagnosis.finding import ProbeFinding, rebuilt

STEP = "permission"


def role_trust(case: Case) -> Iterator[ProbeFinding]:
    """Who may act as the role."""
    name = _role(case).rpartition("/")[2]
    trusted = case.aws.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    if says_the_same(trusted, trust_policy(case.site.plan)):
        yield ProbeFinding(
            "role trust", ok=True, said=f"ECS may act as {name} for tasks of this account and region"
        )
    else:
        yield rebuilt(
            "role trust", f"the trust policy of {name} does not let ECS act as it for these tasks", STEP
        )


def role_policy(case: Case) -> Iterator[ProbeFinding]:
    """What the role may do: IAM itself is asked, which knows of boundaries, too."""
    arn, plan = _role(case), case.site.plan
    place = f"{plan.region}:{plan.account}"
    repository = case.container["image"].partition("/")[2].partition("@")[0].rpartition(":")[0]
    group = _log_group(case)
    for check, actions, resource in (
        ("role may sign in to ECR", ["ecr:GetAuthorizationToken"], "*"),
        ("role may pull", PULL, f"arn:{plan.partition}:ecr:{place}:repository/{repository}"),
        ("role may write logs", LOG, f"arn:{plan.partition}:logs:{place}:log-group:{group}:log-stream:x"),
    ):
        answers: list[Any] = case.aws.iam.simulate_principal_policy(
            PolicySourceArn=arn, ActionNames=actions, ResourceArns=[resource]
        )["EvaluationResults"]
        denied = [each["EvalActionName"] for each in answers if each["EvalDecision"] != "allowed"]
        if denied:
            yield rebuilt(check, f"its policies do not allow {', '.join(denied)} on {resource}", STEP)
        else:
            yield ProbeFinding(check, ok=True, said=f"{', '.join(actions)}")


def log_group(case: Case) -> Iterator[ProbeFinding]:
    """Where the output goes."""
    name = _log_group(case)
    found = case.aws.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    if any(each["logGroupName"] == name for each in found):
        yield ProbeFinding("log group", ok=True, said=f"{name} is there")
    else:
        yield rebuilt("log group", f"{name} is not there, and the execution role may not make it", STEP)


def _role(case: Case) -> str:
    return str(case.definition.get("executionRoleArn", ""))


def _log_group(case: Case) -> str:
    return str(case.container.get("logConfiguration", {}).get("options", {}).get("awslogs-group", ""))
