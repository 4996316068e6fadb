"""The load balancers' data plane: each listener really answers on a loopback port, by its rules."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from moto.elbv2.exceptions import TargetGroupNotFoundError
from moto.elbv2.models import elbv2_backends

from steps.sandbox.elbv2.exchange import Exchange
from steps.sandbox.elbv2.front import Front
from steps.sandbox.elbv2.routing import Decision, Redirect, decide, rule_for
from steps.sandbox.elbv2.rule_conditions import HttpRequest
from steps.sandbox.relay import BadGateway, GatewayTimeout, Patience
from steps.sandbox.targets.registered_targets import Targets
from steps.sandbox.targets.states import RegisteredTarget
from steps.sandbox.world import ACCOUNT, World

IDLE_TIMEOUT = 60.0  # AWS seconds, unless the load balancer's attribute says otherwise
SHORTEST_TIMEOUT = 5.0  # real seconds: below it only when the user asked for less
ADDRESS_ATTRIBUTE = "practice.address"
"""The listener attribute that tells where a listener answers when it is not the one behind the DNS name."""


class Balancers:
    """Every load balancer's ports. The API's side calls it under the world's lock."""

    def __init__(self, world: World, targets: Targets) -> None:
        self._world = world
        self._targets = targets
        self._fronts: dict[str, list[Front]] = {}
        self._turns: Counter[str] = Counter()
        self._exchange = type("BoundExchange", (Exchange,), {"balancers": self})

    def reserve(self, balancer_arn: str) -> str:
        """Keep a port for a new load balancer's DNS name; it refuses connections until the load balancer is active."""
        front = Front(self._exchange)
        self._fronts[balancer_arn] = [front]
        return front.address

    def listen(self, listener: Any) -> None:
        """Give a new listener its port: port 80, or a first listener, answers at the DNS name itself."""
        fronts = self._fronts[listener.load_balancer_arn]
        free = [front for front in fronts if front.listener is None]
        if not free:
            free = [Front(self._exchange)]
            fronts += free
        free[0].listener = listener
        listener.attributes[ADDRESS_ATTRIBUTE] = free[0].address
        if _balancer_of(listener).state == "active":
            _open(free[0])

    def fall_silent(self, listener: Any) -> None:
        """Stop answering for a deleted listener; its port stays the load balancer's."""
        for front in self._fronts.get(listener.load_balancer_arn, []):
            if front.listener is listener:
                front.listener = None

    def open(self, balancer_arn: str) -> None:
        """Let an active load balancer's listeners answer."""
        for front in self._fronts[balancer_arn]:
            if front.listener is not None:
                _open(front)

    def close(self, balancer_arn: str) -> None:
        """End a deleted load balancer."""
        for front in self._fronts.pop(balancer_arn, []):
            front.close()

    def close_all(self) -> None:
        """End every load balancer."""
        for arn in list(self._fronts):
            self.close(arn)
        self._turns.clear()

    def decide(self, front: Front, asked: HttpRequest) -> Decision | None:
        """What the front's listener does with a request; None when it has none any more."""
        with self._world.lock:
            listener = front.listener
            if listener is None:
                return None
            rule = rule_for(listener, asked)
            self._turns[rule.arn] += 1
            return decide(listener, rule, asked, self._turns[rule.arn])

    def choose(self, group_arn: str) -> RegisteredTarget | None:
        """The target that gets the next request of a group; give it back with `release`."""
        return self._targets.choose(group_arn)

    def release(self, target: RegisteredTarget) -> None:
        """Count the target's request as answered."""
        self._targets.release(target)

    def where(self, group_arn: str, target: RegisteredTarget) -> tuple[str, int]:
        """Where the target really listens; GatewayTimeout when nothing can be reached there."""
        with self._world.lock:
            try:
                place = self._targets.where(group_arn, target.ip, target.port)
            except TargetGroupNotFoundError as gone:
                raise BadGateway("its target group was deleted a moment ago") from gone
        if place is None:
            raise GatewayTimeout("nothing can be reached at this private address")
        return place

    def attributes(self, front: Front) -> Mapping[str, str]:
        """The attributes of the front's load balancer; none when it has just been deleted."""
        with self._world.lock:
            balancer = _balancer_of(front.listener) if front.listener is not None else None
            return dict(balancer.attrs) if balancer is not None else {}

    def port(self, front: Front) -> int:
        """The port that the front's listener has in AWS."""
        listener = front.listener
        return int(listener.port) if listener is not None else front.server_port

    def count(self, front: Front, source: str, status: int) -> None:
        """Count an answer of the load balancer's own (`ELB`) or of a target (`Target`), for its metrics."""
        with self._world.lock:
            if front.listener is not None:
                self._world.answered.count(front.listener.load_balancer_arn, source, status)

    def patience(self, attributes: Mapping[str, str]) -> Patience:
        """How long silence is suffered: AWS's seconds from a target, but real ones on a WebSocket, whose pings are real."""
        idle = float(attributes.get("idle_timeout.timeout_seconds", IDLE_TIMEOUT))
        return Patience(max(self._world.clock.real(idle), min(idle, SHORTEST_TIMEOUT)), upgraded=idle)

    def authority(self, front: Front, redirect: Redirect, asked_host: str) -> str:
        """Where a redirect leads: a listener of this load balancer is found on its real port, any other as it is named."""
        listener = front.listener
        own_host = asked_host.rsplit(":", 1)[0]
        if listener is None or redirect.host != own_host:
            return f"{redirect.host}:{redirect.port}"
        if redirect.port == str(listener.port):
            return asked_host
        for other in self._fronts.get(listener.load_balancer_arn, []):
            if other.listener is not None and str(other.listener.port) == redirect.port:
                return f"{redirect.host}:{other.server_port}"
        return f"{redirect.host}:{redirect.port}"


def _open(front: Front) -> None:
    front.open(f"practice-{front.server_port}")


def _balancer_of(listener: Any) -> Any:
    region = listener.load_balancer_arn.split(":")[3]
    return elbv2_backends[ACCOUNT][region].load_balancers.get(listener.load_balancer_arn)
