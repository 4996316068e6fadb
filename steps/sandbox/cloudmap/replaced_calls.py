"""How Cloud Map's calls are answered: our functions in place of moto's, in AWS's shapes."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.servicediscovery.responses import ServiceDiscoveryResponse

from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal

Parameters = Mapping[str, Any]
Call = Callable[[Any, Parameters], dict[str, Any]]
"""Takes moto's backend of the region and the request's parameters, gives the answer's."""


def lay_on(calls: Mapping[str, Call]) -> None:
    """Answer the operations of these names (as in `create_service`)."""
    for name, call in calls.items():
        around(ServiceDiscoveryResponse, name, _answering(call))


def _answering(call: Call) -> Callable[..., ActionResult]:
    def answer(_plain: Any, response: Any) -> ActionResult:
        return ActionResult(call(response.servicediscovery_backend, json.loads(response.body or "{}")))

    return answer


def refuse(code: str, message: str, **members: str) -> Refusal:
    """Make a refusal; `members` are the further members of its shape, such as NamespaceId."""
    refusal = Refusal(code, message)
    for name, value in members.items():
        setattr(refusal, name, value)
    return refusal


def passes(filters: Iterable[Parameters] | None, facts: Mapping[str, str | None]) -> bool:
    """Whether what is listed has what the filters want; `facts` are its values by the filters' names."""
    for wanted in filters or ():
        fact, values = facts.get(wanted["Name"]) or "", wanted["Values"]
        match wanted.get("Condition", "EQ"):
            case "BEGINS_WITH":
                held = any(fact.startswith(value) for value in values)
            case _:
                held = fact in values
        if not held:
            return False
    return True


def moment(seconds: float) -> datetime:
    """A time as AWS's answers carry it."""
    return datetime.fromtimestamp(seconds, UTC)


def plain_id(id_or_arn: str) -> str:
    """Take the id from what may be an ARN."""
    return id_or_arn.rsplit("/", 1)[-1]
