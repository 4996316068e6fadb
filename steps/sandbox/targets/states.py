"""What a target of a load balancer is: its states in AWS's words, and one registration of an address in a group.

Source: Elastic Load Balancing user guide, "Target health status".
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class TargetState(StrEnum):
    """The states of a target, spelled as AWS spells them."""

    INITIAL = "initial"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    DRAINING = "draining"
    UNUSED = "unused"


@dataclass(frozen=True)
class TargetStatus:
    """A state with AWS's reason for it."""

    state: TargetState
    reason: str | None = None
    description: str | None = None


REGISTERING = TargetStatus(
    TargetState.INITIAL, "Elb.RegistrationInProgress", "Target registration is in progress"
)
CHECKING = TargetStatus(TargetState.INITIAL, "Elb.InitialHealthChecking", "Initial health checks in progress")
HEALTHY = TargetStatus(TargetState.HEALTHY)
DRAINING = TargetStatus(
    TargetState.DRAINING, "Target.DeregistrationInProgress", "Target deregistration is in progress"
)
NOT_IN_USE = TargetStatus(
    TargetState.UNUSED,
    "Target.NotInUse",
    "Target group is not configured to receive traffic from the load balancer",
)
NO_ZONE = TargetStatus(
    TargetState.UNUSED,
    "Target.NotInUse",
    "Target is in an Availability Zone that is not enabled for the load balancer",
)
NOT_REGISTERED = TargetStatus(
    TargetState.UNUSED, "Target.NotRegistered", "Target is not registered to the target group"
)


@dataclass(eq=False)
class RegisteredTarget:
    """One registration of an address in a group; registering it again makes another one."""

    ip: str
    port: int
    zone: str = ""
    status: TargetStatus = NOT_IN_USE
    passes: int = 0
    failures: int = 0
    under_way: int = 0  # requests that the load balancer has given it and that are not answered yet
    farewells: list[Callable[[], None]] = field(default_factory=list)  # what waits for it to have gone

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the group's other targets."""
        return self.ip, self.port

    def say_farewell(self) -> None:
        """Let what waited for it go on."""
        for farewell in self.farewells:
            farewell()


@dataclass
class Group:
    """The targets of one target group, and whose turn it is."""

    members: dict[tuple[str, int], RegisteredTarget] = field(default_factory=dict)
    turns: "itertools.count[int]" = field(default_factory=itertools.count)

    def able(self) -> list[RegisteredTarget]:
        """Who gets the next requests: the healthy ones, or all that are being checked when there is none."""
        healthy = [target for target in self.members.values() if target.status.state is TargetState.HEALTHY]
        checked = [
            target
            for target in self.members.values()
            if target.status is CHECKING or target.status.state is TargetState.UNHEALTHY
        ]
        return healthy or checked
