"""The members of target groups, from registration to the end of their draining.

Source: Elastic Load Balancing user guide, "Register targets" and "Deregistration delay".
"""

from collections.abc import Callable
from typing import Any

from moto.elbv2.exceptions import TargetGroupNotFoundError
from moto.elbv2.models import elbv2_backends

from steps.sandbox.private_addresses import place_of
from steps.sandbox.real_seconds import Pace
from steps.sandbox.targets.checkups import Checkups
from steps.sandbox.targets.may_reach import admits
from steps.sandbox.targets.states import (
    DRAINING,
    NO_ZONE,
    NOT_IN_USE,
    NOT_REGISTERED,
    REGISTERING,
    Group,
    RegisteredTarget,
    TargetState,
    TargetStatus,
)
from steps.sandbox.world import ACCOUNT, World

REGISTRATION = 20.0  # AWS seconds until a new target gets its first health check
LAST_REQUESTS = 5.0  # real seconds that requests under way may still take after the deregistration delay
LOOK_AGAIN = 0.02  # real seconds between two looks at them


class Targets:
    """Every target of the practice cloud; each method takes the world's lock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._groups: dict[str, Group] = {}
        self._pace = Pace()
        self._checkups = Checkups(world, self._pace, self.where, self._counts)

    def register(self, group_arn: str, ip: str, port: int, zone: str = "") -> None:
        """Add a target, `initial` until a health check passes; one that is draining begins again.

        Raises moto's TargetGroupNotFoundError.
        """
        with self._world.lock:
            group = _moto_group(group_arn)
            members = self._groups.setdefault(group_arn, Group()).members
            known = members.get((ip, port))
            if known is None or known.status is DRAINING:
                members[ip, port] = target = RegisteredTarget(ip, port, zone)
                self._place(group, target)

    def deregister(self, group_arn: str, ip: str, port: int) -> None:
        """Drain a target: no new requests, time for those under way; it is gone after the group's delay."""
        with self._world.lock:
            target = self._find(group_arn, ip, port)
            if target is None or target.status is DRAINING:
                return
            if target.status.state is TargetState.UNUSED:
                del self._groups[group_arn].members[target.key]
                return
            target.status = DRAINING
            delay = float(_moto_group(group_arn).attributes["deregistration_delay.timeout_seconds"])
            self._world.clock.after(delay, lambda: self._finish(group_arn, target, LAST_REQUESTS))

    def when_drained(self, group_arn: str, ip: str, port: int, action: Callable[[], None]) -> bool:
        """Whether a target still drains; if so, `action` runs under the world's lock when it has gone."""
        with self._world.lock:
            target = self._find(group_arn, ip, port)
            draining = target is not None and target.status is DRAINING
            if target is not None and draining:
                target.farewells.append(action)
            return draining

    def state(self, group_arn: str, ip: str, port: int) -> str:
        """One of initial, healthy, unhealthy, draining, unused; a target that is not there is unused."""
        return self.status(group_arn, ip, port).state

    def status(self, group_arn: str, ip: str, port: int) -> TargetStatus:
        """The state with AWS's reason."""
        with self._world.lock:
            target = self._find(group_arn, ip, port)
            return target.status if target else NOT_REGISTERED

    def members(self, group_arn: str) -> list[RegisteredTarget]:
        """The targets of a group, in the order in which they came, those draining included."""
        with self._world.lock:
            return list(self._groups.get(group_arn, Group()).members.values())

    def choose(self, group_arn: str) -> RegisteredTarget | None:
        """The target whose turn it is, counted as busy until `release`; None when the group has none to offer.

        Healthy targets in turn; when there is none, all that are being checked ("fail open").
        """
        with self._world.lock:
            group = self._groups.get(group_arn, Group())
            able = group.able()
            if not able:
                return None
            chosen = able[next(group.turns) % len(able)]
            chosen.under_way += 1
            return chosen

    def release(self, target: RegisteredTarget) -> None:
        """Say that a request given to this target has been answered."""
        with self._world.lock:
            target.under_way -= 1

    def where(self, group_arn: str, ip: str, port: int) -> tuple[str, int] | None:
        """Find where a target really listens; None when nothing does, or security groups keep the load balancer out."""
        with self._world.lock:
            group = _moto_group(group_arn)
            reachable = admits(group, _balancers(group), ip, port)
            return place_of(self._world, ip, port) if reachable else None

    def reconsider(self, region: str) -> None:
        """See which groups of a region a load balancer uses now: after load balancers, listeners or rules changed."""
        with self._world.lock:
            for group in elbv2_backends[ACCOUNT][region].target_groups.values():
                for target in self.members(group.arn):
                    if target.status is not DRAINING:
                        self._place(group, target)

    def forget(self, group_arn: str) -> None:
        """Drop a deleted group."""
        with self._world.lock:
            for target in self._groups.pop(group_arn, Group()).members.values():
                target.say_farewell()

    def clear(self) -> None:
        """Forget everything."""
        with self._world.lock:
            self._pace.clear()
            self._groups.clear()

    def _find(self, group_arn: str, ip: str, port: int) -> RegisteredTarget | None:
        return self._groups.get(group_arn, Group()).members.get((ip, port))

    def _counts(self, group_arn: str, target: RegisteredTarget) -> bool:
        """Whether this registration is still the one of its address."""
        return self._find(group_arn, *target.key) is target

    def _place(self, group: Any, target: RegisteredTarget) -> None:
        """Put a target where its group's use puts it: out of use, waiting for the load balancer, or to be checked."""
        balancers = _balancers(group)
        zones = {subnet.availability_zone for balancer in balancers for subnet in balancer.subnets}
        if not balancers:
            target.status = NOT_IN_USE
        elif target.zone not in zones | {"", "all"}:
            target.status = NO_ZONE
        elif target.status.state is TargetState.UNUSED or target.status is REGISTERING:
            target.status = REGISTERING
            self._world.clock.after(REGISTRATION, lambda: self._begin(group, target))

    def _begin(self, group: Any, target: RegisteredTarget) -> None:
        """Start the checks; a load balancer that is still provisioning has us called again when it is active."""
        active = any(balancer.state == "active" for balancer in _balancers(group))
        if active and target.status is REGISTERING and self._counts(group.arn, target):
            self._checkups.begin(group, target)

    def _finish(self, group_arn: str, target: RegisteredTarget, patience: float) -> None:
        """Let a drained target go, as soon as its last requests are answered."""
        with self._world.lock:
            if not self._counts(group_arn, target):
                return
            if target.under_way and patience > 0:
                self._pace.later(LOOK_AGAIN, lambda: self._finish(group_arn, target, patience - LOOK_AGAIN))
            else:
                del self._groups[group_arn].members[target.key]
                target.say_farewell()


def _moto_group(group_arn: str) -> Any:
    group = elbv2_backends[ACCOUNT][group_arn.split(":")[3]].target_groups.get(group_arn)
    if group is None:
        raise TargetGroupNotFoundError
    return group


def _balancers(group: Any) -> list[Any]:
    """The load balancers that have a listener or rule forwarding to this group."""
    known = elbv2_backends[ACCOUNT][group.region_name].load_balancers
    return [known[arn] for arn in group.load_balancer_arns if arn in known]
