"""How each service says that something is not allowed."""

import json
from base64 import urlsafe_b64encode

from steps.sandbox.iam.dependents import Need
from steps.sandbox.iam.verdict import PolicyVerdict
from steps.sandbox.weather.kind import ErrorAnswer

QUERY = ("elasticloadbalancing", "iam", "sts", "route53")
SILENT = ("ec2", "elasticloadbalancing")
"""The services that name no resource where their action knows none."""
BY_NAME = ("role", "user", "group", "policy")


def refusal(service: str, operation: str, arn: str, need: Need, verdict: PolicyVerdict) -> ErrorAnswer:
    """Refuse a call of a service because of a need: the code, the words and the status that the service has for it."""
    if service == "logs" and need.action == "logs:TagResource" and operation == "CreateLogGroup":
        why = f"User with accountId: {arn.split(':')[4]} is not authorized to perform {operation} with Tags"
    else:
        why = sentence(arn, need, verdict)
    if service == "ec2":
        words = f"You are not authorized to perform this operation. {why}"
        if need.resource != "*":
            words += f". Encoded authorization failure message: {encoded(arn, need, verdict)}"
        return ErrorAnswer("UnauthorizedOperation", words, 403)
    return (
        ErrorAnswer("AccessDenied", why, 403)
        if service in QUERY
        else ErrorAnswer("AccessDeniedException", why)
    )


def sentence(arn: str, need: Need, verdict: PolicyVerdict) -> str:
    """Say who may not do what to which thing, and why."""
    silent = need.resource == "*" and need.action.split(":")[0] in SILENT
    place = "" if silent else f" on resource: {named(need)}"
    return f"User: {arn} is not authorized to perform: {need.action}{place} {verdict.because(need.action)}".rstrip()


def named(need: Need) -> str:
    """Name a resource as AWS does in such a sentence: IAM by name, but for what is passed, tagged or linked."""
    service, operation = need.action.split(":")
    if service != "iam" or operation in {
        "PassRole",
        "CreateServiceLinkedRole",
        "TagRole",
        "SimulatePrincipalPolicy",
    }:
        return need.resource
    kind, _, path = need.resource.rpartition(":")[2].partition("/")
    return f"{kind} {path.rpartition('/')[2]}" if kind in BY_NAME and path else need.resource


def encoded(arn: str, need: Need, verdict: PolicyVerdict) -> str:
    """Write what `aws sts decode-authorization-message` makes readable again."""
    told = {
        "allowed": False,
        "explicitDeny": verdict.decision == "explicitDeny",
        "matchedStatements": {"items": [{"statementId": verdict.statement.sid}] if verdict.statement else []},
        "failures": {"items": []},
        "context": {"principal": {"arn": arn}, "action": need.action, "resource": need.resource},
    }
    return urlsafe_b64encode(json.dumps(told).encode()).decode()
