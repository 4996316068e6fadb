"""Client tokens: a request that is repeated with its token gives what the first one made.

https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
"""

from functools import partial
from typing import Any

from moto.ec2.responses import EC2Response

from steps.sandbox.ids import canonical
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import World

# The calls that take a token: what their answer calls the thing, and where moto keeps it.
TAKING = {
    "create_nat_gateway": ("NatGateway", "nat_gateways"),
    "create_route_table": ("RouteTable", "route_tables"),
    "create_vpc_endpoint": ("VpcEndpoint", "vpc_end_points"),
}


class Tokens:
    """Remembers what was asked for with each token, and the answer."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], tuple[str, Any]] = {}

    def once(self, plain: Any, call: Any, *, name: str, store: str) -> Any:
        """Answer a repeated request as the first time, unless what it made is gone; refuse another one of its token."""
        token, action = call.params.get("ClientToken"), call._get_action()  # noqa: SLF001 - as moto's own dispatch
        if not token:
            return plain(call)
        key = (call.region, action, token)
        request = canonical("ec2", call.region, action, "", call.querystring)
        before, answer = self._known.get(key, ("", None))
        if answer and stands(getattr(call.ec2_backend, store), answer.result[name]):
            if request != before:
                raise Refusal(
                    "IdempotentParameterMismatch",
                    f"The client token {token} was used before, with other parameters.",
                )
            return answer
        answer = plain(call)
        self._known[key] = request, answer
        return answer

    def clear(self) -> None:
        """Forget every token."""
        self._known.clear()


def stands(store: dict[str, Any], thing: Any) -> bool:
    """Whether a thing is there and not on its way out."""
    return thing.id in store and getattr(thing, "state", "") not in {"deleting", "deleted"}


def install(world: World) -> None:
    """Lay the tokens over everything else that these calls do."""
    tokens = Tokens()
    world.on_reset.append(tokens.clear)
    for call, (name, store) in TAKING.items():
        around(EC2Response, call, partial(tokens.once, name=name, store=store))
