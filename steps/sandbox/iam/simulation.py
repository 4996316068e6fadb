"""SimulatePrincipalPolicy: the same verdicts without a call."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.iam.responses import IamResponse

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.dependents import Need
from steps.sandbox.iam.policy_documents import Unreadable, joined
from steps.sandbox.iam.principals import (
    Principal,
    documents_of,
    of_role,
    of_user,
    person,
    role_behind,
)
from steps.sandbox.iam.verdict import Policies
from steps.sandbox.key import PERSON
from steps.sandbox.refusal import Refusal

if TYPE_CHECKING:
    from steps.sandbox.world import World


def simulate_principal_policy(world: "World", call: Any) -> ActionResult:
    """Judge actions as one who is named: by the policies that stand, and by those that are given besides."""
    params = call.params
    try:
        principal = _enlarged(source(call.backend, params["PolicySourceArn"]), params)
    except Unreadable as problem:
        raise Refusal("InvalidInput", f"Invalid Input {problem}") from None
    principal = world.access.bound(replace(principal, facts={**principal.facts, **_entries(params)}))
    results = [
        _result(world, call, principal, action, resource)
        for action in params["ActionNames"]
        for resource in params.get("ResourceArns") or ["*"]
    ]
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def source(iam: Any, arn: str) -> Principal:
    """Find whom an ARN means. Raises NoSuchEntity, as IAM does."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    name = name.rpartition("/")[2]
    if arn == PERSON:
        return person()
    if kind == "role" and (role := role_behind(iam, arn)):
        return of_role(iam, role)
    if kind == "user" and name in iam.users:
        return of_user(iam, name)
    if kind == "group" and name in iam.groups:
        return Principal(arn, Policies(joined(documents_of(iam.groups[name]))))
    raise Refusal("NoSuchEntity", f"The {kind} with name {name} cannot be found.")


def _enlarged(principal: Principal, params: Any) -> Principal:
    """Add the policies that are given for the simulation alone."""
    policies = principal.policies
    if more := params.get("PolicyInputList"):
        policies = replace(policies, identity=policies.identity + joined(more))
    if boundary := params.get("PermissionsBoundaryPolicyInputList"):
        policies = replace(policies, boundary=joined(boundary))
    return replace(principal, policies=policies)


def _entries(params: Any) -> dict[str, tuple[str, ...]]:
    entries: Iterable[Any] = params.get("ContextEntries") or []
    return {
        one["ContextKeyName"].lower(): tuple(map(str, one.get("ContextKeyValues", []))) for one in entries
    }


def _result(world: "World", call: Any, principal: Principal, action: str, resource: str) -> dict[str, Any]:
    service, _, operation = action.partition(":")
    asked = Asked(service, operation, {}, call.region, call.current_account)
    verdict = world.access.judge(asked, Need(action, resource), principal)
    matched = [{"SourcePolicyId": verdict.statement.sid}] if verdict.statement else []
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": verdict.decision.value,
        "MatchedStatements": matched,
        "MissingContextValues": [],
    }
    if principal.policies.control:
        allowed = verdict.kind != "service control policy"
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": allowed}
    if principal.policies.boundary is not None:
        within = verdict.kind != "permissions boundary"
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": within}
    return result


def install(world: "World") -> None:
    """Lay it on moto, which has none."""
    IamResponse.simulate_principal_policy = lambda call: simulate_principal_policy(world, call)
