"""Policies that the practice cloud's owner puts on whoever calls: of the organisation, and in place of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from steps.sandbox.iam.policy_documents import Policy, Unreadable, joined, read
from steps.sandbox.iam.principals import Principal
from steps.sandbox.iam.verdict import EVERYTHING
from steps.sandbox.key import PERSON


@dataclass
class Guardrails:
    """What stands until the next reset: documents of service control policies, and the person's own policies.

    `own` is None when the person who practises may do everything, as at first. A service control policy that allows
    nothing stands beside FullAWSAccess, as in an organisation; one that allows something stands in its place.
    """

    control: list[Any] = field(default_factory=list)
    own: list[Any] | None = None

    @property
    def none(self) -> bool:
        """Whether there is nothing of the kind."""
        return not self.control and self.own is None

    def clear(self) -> None:
        """Take all of it away."""
        self.control, self.own = [], None

    def put(self, principal: Principal) -> Principal:
        """Give a caller with them."""
        own = None if self.own is None else joined(self.own)
        return restrained(principal, control=map(read, self.control), own=own)

    def told(self) -> dict[str, Any]:
        """Tell what there is, as it is asked for."""
        return {"service_control_policies": self.control, "policies": self.own}


def restrained(principal: Principal, control: Iterable[Policy] = (), own: Policy | None = None) -> Principal:
    """Give a caller under service control policies, the person who practises with these policies instead of everything."""
    policies = principal.policies
    if own is not None and principal.arn == PERSON:
        policies = replace(policies, identity=own)
    more = tuple(
        policy if any(statement.allows for statement in policy) else EVERYTHING + policy for policy in control
    )
    return replace(principal, policies=replace(policies, control=policies.control + more))


def page(guardrails: Guardrails, method: str, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Answer `/_practice/policies`: GET tells, PUT puts these in the place of what there was, DELETE takes all away."""
    match method:
        case "PUT":
            try:
                put = read_order(asked)
            except Unreadable as problem:
                return {"error": f"This is no policy: {problem}"}, "400 Bad Request"
            guardrails.control, guardrails.own = put
        case "DELETE":
            guardrails.clear()
        case "GET":
            pass
        case _:
            return {"error": "Policies answer GET, PUT and DELETE."}, "405 Method Not Allowed"
    return guardrails.told(), "200 OK"


def read_order(asked: dict[str, Any]) -> tuple[list[Any], list[Any] | None]:
    """Read which policies shall stand. Raises Unreadable."""
    control, own = asked.get("service_control_policies") or [], asked.get("policies")
    every = [control, [] if own is None else own]
    if not all(
        isinstance(policies, list) and all(isinstance(one, dict) for one in policies) for policies in every
    ):
        raise Unreadable("Send lists of policies, each an object.")
    joined(policy for policies in every for policy in policies)
    return control, own
