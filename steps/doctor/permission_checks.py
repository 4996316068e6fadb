"""Whether all that the book takes is allowed: asked of IAM's simulation, else of EC2, which knows dry runs.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, stop
from steps.doctor.patient import Patient
from steps.doctor.policy import PolicyPlace, needed_actions, strict_policy
from steps.doctor.policy_scopes import ASKED, HAS
from steps.engine.cloud.caller import Caller
from steps.engine.cloud.denied import statement_for
from steps.engine.cloud.explain import DENIED
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import error_code

ASSUMED = re.compile(r"arn:([\w-]+):sts::(\d+):assumed-role/([^/]+)/")
DRY_RUN = "DryRunOperation"
SHOWN = 5
UNKNOWN = "nobody can know before: each page says what it lacks when it is refused"


def permissions(patient: Patient) -> Finding:
    """Every action of the book; who may not ask for a simulation is tried with EC2's dry runs."""
    caller = patient.caller
    assert isinstance(caller, Caller)  # nothing that asks the region is looked at otherwise
    if caller.is_root:
        return ok("the account's owner may do everything")
    from botocore.exceptions import ClientError

    source = _source(patient, caller)
    if not source:
        return _by_dry_runs(patient)
    try:
        found = dict(_simulated(patient, caller, source))
    except ClientError as error:
        if not DENIED.search(error_code(error)) and error_code(error) != "NoSuchEntity":
            raise
        return _by_dry_runs(patient)
    missing = sorted(action for action, allowed in found.items() if allowed is not True)
    if not missing:
        return ok(f"all {len(found)} actions that this takes are allowed")
    return _lacking(missing, forbidden=[action for action in missing if found[action] is None])


def _lacking(missing: list[str], forbidden: list[str]) -> Finding:
    """What is told of actions that are not allowed; those that the organisation forbids are nobody's to add."""
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    saw = f"You may not: {', '.join(missing[:SHOWN])}{more}."
    if forbidden:
        return stop(
            saw,
            why=f"A service control policy of your organisation forbids {', '.join(forbidden[:SHOWN])}.",
            cure="No policy of yours can lift that: ask whoever manages the organisation, or choose another region: `--region`.",
        )
    statement = {**statement_for(missing[0]), "Action": missing if len(missing) > 1 else missing[0]}
    return stop(
        saw,
        why="A run would stop at the first call that needs one of them.",
        cure=f"Have this added to your policy: `{json.dumps(statement)}`. All of it: `fargate-wizard doctor --policy`.",
    )


def _source(patient: Patient, caller: Caller) -> str:
    """The ARN of the user or role whose policies count; empty for who has none that IAM knows by name."""
    if ":user/" in caller.arn:
        return caller.arn
    assumed = ASSUMED.match(caller.arn)
    if assumed is None:
        return ""
    from botocore.exceptions import ClientError

    try:
        return str(patient.run.aws.iam.get_role(RoleName=assumed[3])["Role"]["Arn"])
    except ClientError:  # only the path of the role is not known then, and most have none
        return f"arn:{assumed[1]}:iam::{assumed[2]}:role/{assumed[3]}"


def _simulated(patient: Patient, caller: Caller, source: str) -> Iterator[tuple[str, bool | None]]:
    """Each action and whether it is allowed on anything of ours; None where it is the organisation that forbids it."""
    plan = patient.run.plan
    name = plan.deployment or "demo"
    policy = strict_policy(
        patient.run.allows, PolicyPlace(caller.partition, caller.account, plan.region, name)
    )
    entries: Any = [
        {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
        for key, value in _context(name).items()
    ]
    needed, found = set(needed_actions(patient.run.allows)), dict[str, bool | None]()
    for statement in policy["Statement"]:
        results = read_all(
            patient.run.aws.iam, "simulate_principal_policy", "EvaluationResults", PolicySourceArn=source,
            ActionNames=[action for action in statement["Action"] if action in needed],
            ResourceArns=[_one_of(each) for each in statement["Resource"]], ContextEntries=entries,
        )  # fmt: skip
        for result in results:
            action, said = result["EvalActionName"], result["EvalDecision"] == "allowed"
            organisation = result.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations", True)
            found[action] = found.get(action) or said or (False if organisation else None)
    yield from found.items()


def _context(name: str) -> dict[str, str]:
    """What our requests say where a policy may have a condition on it."""
    services = {"iam:PassedToService": "ecs-tasks.amazonaws.com", "iam:AWSServiceName": "ecs.amazonaws.com"}
    return {ASKED: name, HAS: name, **services}


def _one_of(resource: str) -> str:
    """A thing that a pattern means; a linked role's name says of which service it is."""
    return resource if resource == "*" else resource.replace("*", "x")


def _by_dry_runs(patient: Patient) -> Finding:
    """What EC2 says to calls that make nothing; it is all that can be tried without a simulation."""
    ec2 = patient.run.aws.ec2
    tries: dict[str, Callable[[], Any]] = {
        "ec2:CreateVpc": lambda: ec2.create_vpc(CidrBlock="10.0.0.0/16", DryRun=True),
        "ec2:CreateInternetGateway": lambda: ec2.create_internet_gateway(DryRun=True),
        "ec2:DescribeVpcs": lambda: ec2.describe_vpcs(DryRun=True),
        "ec2:DescribeSecurityGroups": lambda: ec2.describe_security_groups(DryRun=True),
        "ec2:DescribeVpcEndpoints": lambda: ec2.describe_vpc_endpoints(DryRun=True),
    }
    codes = {action: _code(call) for action, call in tries.items()}
    if missing := [action for action, code in codes.items() if DENIED.search(code)]:
        return _lacking(missing, [])
    if all(code == DRY_RUN for code in codes.values()):
        return ok(f"EC2 allows what could be tried, which is {len(codes)} calls; of the rest {UNKNOWN}")
    return ok(UNKNOWN)


def _code(call: Callable[[], Any]) -> str:
    from botocore.exceptions import ClientError

    try:
        call()
    except ClientError as error:
        return error_code(error)
    return ""


PERMISSIONS = Examination("permissions", permissions)
