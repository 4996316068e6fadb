"""Who may assume a role: its trust policy says so, and an account that it trusts lets its own people.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moto.iam import iam_backends
from moto.sts.responses import TokenResponse

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.conditions import texts
from steps.sandbox.iam.context import request_of
from steps.sandbox.iam.dependents import Need
from steps.sandbox.iam.policies import Request, Statement, read
from steps.sandbox.iam.principals import Principal, caller, role_behind
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import ACCOUNT

if TYPE_CHECKING:
    from steps.sandbox.world import World

ASSUME = "sts:AssumeRole"


def trusts_service(role: Any, service: str, context: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a role lets a service of AWS assume it."""
    request = Request(ASSUME, role.arn, context)
    return _allowed(role, request, lambda principals: service in texts(_of(principals, "Service")))


def trusts(role: Any, request: Request, principal: Principal) -> bool:
    """Whether a role lets a person, a session or their account assume it."""
    return _allowed(role, request, lambda principals: _means(principals, principal))


def _allowed(role: Any, request: Request, means: Any) -> bool:
    spoken = [one for one in read(role.assume_role_policy_document) if _speaks(one, request, means)]
    return any(one.allows for one in spoken) and all(one.allows for one in spoken)


def _speaks(statement: Statement, request: Request, means: Any) -> bool:
    return means(statement.principals) and statement.applies(request)


def _of(principals: Any, kind: str) -> Any:
    return principals.get(kind, []) if isinstance(principals, Mapping) else []


def _means(principals: Any, principal: Principal) -> bool:
    """Whether a statement's Principal means a caller: everybody, its account, or itself (a session by its role too)."""
    named = ["*"] if principals == "*" else texts(_of(principals, "AWS"))
    itself = {principal.arn, *principal.facts.get("aws:principalarn", ())}
    account = {principal.account, f"arn:aws:iam::{principal.account}:root"}
    return any(one == "*" or one in itself or one in account for one in named)


def assume_role(world: "World", plain: Any, call: Any) -> Any:
    """Refuse a session of a role that is not there, or does not trust the caller; other accounts' roles are not known here."""
    arn, principal = call.params["RoleArn"], world.access.bound(caller(call.access_key))
    if arn.split(":")[4] != ACCOUNT:
        return plain(call)
    role = role_behind(iam_backends[ACCOUNT]["aws"], arn)
    asked = Asked("sts", "AssumeRole", call.params, call.region, ACCOUNT)
    if role is None or not trusts(role, request_of(asked, Need(ASSUME, arn), principal), principal):
        raise Refusal(
            "AccessDenied",
            f"User: {principal.arn} is not authorized to perform: {ASSUME} on resource: {arn}",
        )
    return plain(call)


def install(world: "World") -> None:
    """Lay it on moto, where anybody may assume anything."""
    around(TokenResponse, "assume_role", lambda plain, call: assume_role(world, plain, call))
