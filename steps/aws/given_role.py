"""Two answers for companies: a permissions boundary on the role that is made, and a role that somebody else has made."""

import json
import re
from typing import Any
from urllib.parse import unquote

from steps.aws.policies import LOG, PULL
from steps.engine.cloud.explain import DENIED
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import error_code, is_absent
from steps.engine.model.site import DEPLOYMENT_TAG, Run
from steps.engine.model.step import Question
from steps.engine.troubles import BadInput

TASKS = "ecs-tasks.amazonaws.com"
BOUNDARY_ARN = re.compile(r"arn:[\w-]+:iam::(\d{12}|aws):policy/[\w+=,.@/-]+")
ROLE_NAME = re.compile(r"(?:arn:[\w-]+:iam::\d{12}:role/(?:[\w+=,.@-]+/)*)?([\w+=,.@-]{1,64})")


def given_role_name(answer: str) -> str:
    """The name in what was given, a name or an ARN; empty where there is none."""
    found = ROLE_NAME.fullmatch(answer)
    return found[1] if found else ""


def _check_boundary(arn: str, _: Run) -> None:
    if arn and not BOUNDARY_ARN.fullmatch(arn):
        raise BadInput(
            f"“{arn}” is not the ARN of a policy.",
            cure="It looks like arn:aws:iam::123456789012:policy/boundary; say nothing for none.",
        )


def _recall_boundary(run: Run) -> str | None:
    role = _role(run, f"{run.plan.deployment}-execution-{run.plan.region}")
    return str(role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")) if role else None


def _check_role(answer: str, run: Run) -> None:
    """It is there, ECS's tasks may take it, and it may do what starting a task takes, as far as AWS lets us see."""
    if not answer:
        return
    name = given_role_name(answer)
    role = _role(run, name) if name else None
    if role is None:
        raise BadInput(
            f"There is no role “{answer}” in this account.",
            cure="Give the name or the ARN of one that there is, or nothing: then one is made. They are listed by "
            "`aws iam list-roles --query 'Roles[].RoleName'`.",
        )
    if not _trusts_tasks(role["AssumeRolePolicyDocument"]):
        raise BadInput(
            f"ECS may not start tasks under the role {name}.",
            why=f"Its trust policy does not name {TASKS}.",
            cure="Have this statement added to it: "
            f"`{json.dumps({'Effect': 'Allow', 'Principal': {'Service': TASKS}, 'Action': 'sts:AssumeRole'})}`.",
        )
    if missing := _not_allowed(run, role["Arn"]):
        raise BadInput(
            f"The role {name} may not {', '.join(missing)}.",
            why="Fargate fetches the image and writes the output under it, so no task would start.",
            cure=f"Have this added to its policy: `{json.dumps({'Effect': 'Allow', 'Action': missing, 'Resource': '*'})}`.",
        )


def _recall_role(run: Run) -> str | None:
    """The role of this deployment's recipes, where it is none that carries the deployment's tag."""
    from botocore.exceptions import ClientError

    for app in run.plan.apps:
        family = f"{run.plan.deployment}-{app.name}"
        try:
            found = run.aws.ecs.describe_task_definition(taskDefinition=family)["taskDefinition"]
        except ClientError as error:
            if not is_absent(error):
                raise
            continue
        name = given_role_name(found.get("executionRoleArn", ""))
        role = _role(run, name) if name else None
        tags = {tag["Key"]: tag["Value"] for tag in (role or {}).get("Tags", ())}
        return "" if role is None or tags.get(DEPLOYMENT_TAG) == run.plan.deployment else name
    return None


def _role(run: Run, name: str) -> Any:
    from botocore.exceptions import ClientError

    try:
        return run.aws.iam.get_role(RoleName=name)["Role"]
    except ClientError as error:
        if is_absent(error):
            return None
        raise


def _trusts_tasks(document: Any) -> bool:
    """Whether a trust policy, as JSON or read, lets ECS's tasks take the role; its conditions are for AWS to judge."""
    policy = json.loads(unquote(document)) if isinstance(document, str) else document
    statements = policy.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal", {})
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        if statement.get("Effect") == "Allow" and TASKS in (
            services if isinstance(services, list) else [services]
        ):
            return True
    return False


def _not_allowed(run: Run, arn: str) -> list[str]:
    """The actions that the role lacks, by IAM's simulation; none where nobody lets us ask."""
    from botocore.exceptions import ClientError

    plan = run.plan
    place, name = f"{plan.region}:{plan.account}", plan.deployment
    asked = (
        (["ecr:GetAuthorizationToken"], "*"),
        (PULL, f"arn:{plan.partition}:ecr:{place}:repository/{name}-app"),
        (LOG, f"arn:{plan.partition}:logs:{place}:log-group:/fargate-wizard/{name}/app:log-stream:x"),
    )
    missing: list[str] = []
    try:
        for actions, resource in asked:
            results = read_all(
                run.aws.iam, "simulate_principal_policy", "EvaluationResults",
                PolicySourceArn=arn, ActionNames=actions, ResourceArns=[resource],
            )  # fmt: skip
            missing += [each["EvalActionName"] for each in results if each["EvalDecision"] != "allowed"]
    except ClientError as error:
        if not DENIED.search(error_code(error)):
            raise
    return missing


GIVEN_ROLE: Question[str] = Question(
    key="execution-role",
    label="Execution role",
    words={"": "one of its own"},
    prompt="Which execution role, if not one of its own?",
    why="Leave it empty, unless you may make no roles. One that there is is used as it is, never changed or deleted.",
    default=lambda run: "",
    read=str.strip,
    before="",
    check=_check_role,
    recall=_recall_role,
)
BOUNDARY: Question[str] = Question(
    key="permissions-boundary",
    label="Permissions boundary",
    words={"": "none"},
    prompt="Which permissions boundary, if the role must have one?",
    why="Leave it empty, unless your account demands one: the ARN of a policy that says what a role may do at most.",
    default=lambda run: "",
    read=str.strip,
    before="",
    check=_check_boundary,
    recall=_recall_boundary,
)
