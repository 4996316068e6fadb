"""Who may assume a role: its trust policy says so, and an account that it trusts lets its own people.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Mapping
from typing import Any

from moto.iam import iam_backends

from steps.sandbox.iam.conditions import texts
from steps.sandbox.iam.policy_documents import RequestedAction, Statement, read
from steps.sandbox.iam.principals import Principal, role_behind
from steps.sandbox.iam.verdict import Decision, PolicyVerdict
from steps.sandbox.key import ACCOUNT

ASSUME = "sts:AssumeRole"


def trusts_service(role: Any, service: str, context: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a role lets a service of AWS assume it."""
    request = RequestedAction(ASSUME, role.arn, context)
    return _allowed(role, request, lambda principals: service in texts(_of(principals, "Service")))


def trusted(request: RequestedAction, principal: Principal, verdict: PolicyVerdict) -> PolicyVerdict:
    """Decide about AssumeRole by the role's trust policy too, beside the verdict on the caller's own policies.

    Whom it names may assume the role without a policy of their own, an account's people need one. A role that is not there
    trusts nobody; those of other accounts are not known here and trust everybody.
    """
    role = role_behind(iam_backends[ACCOUNT]["aws"], request.resource)
    if request.resource.split(":")[4] != ACCOUNT:
        return verdict
    itself = {principal.arn, *principal.facts.get("aws:principalarn", ())}
    account = {"*", principal.account, f"arn:aws:iam::{principal.account}:root"}
    if role is None or not _allowed(role, request, lambda principals: _names(principals, itself | account)):
        return PolicyVerdict(Decision.IMPLICIT)
    named = _allowed(role, request, lambda principals: _names(principals, itself))
    return PolicyVerdict(Decision.ALLOWED) if named and verdict.decision is Decision.IMPLICIT else verdict


def _allowed(role: Any, request: RequestedAction, means: Any) -> bool:
    spoken = [one for one in read(role.assume_role_policy_document) if _speaks(one, request, means)]
    return any(one.allows for one in spoken) and all(one.allows for one in spoken)


def _speaks(statement: Statement, request: RequestedAction, means: Any) -> bool:
    return means(statement.principals) and statement.applies(request)


def _of(principals: Any, kind: str) -> Any:
    return principals.get(kind, []) if isinstance(principals, Mapping) else []


def _names(principals: Any, wanted: set[str]) -> bool:
    """Whether a statement's Principal names any of these."""
    named = ["*"] if principals == "*" else texts(_of(principals, "AWS"))
    return not wanted.isdisjoint(named)
