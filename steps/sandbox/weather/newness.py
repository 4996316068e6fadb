"""What a new account or a new role meets: IAM needs a while until everybody knows."""

from functools import partial
from typing import TYPE_CHECKING

from steps.sandbox.weather.kind import Amount, ApiCall, Condition, ErrorAnswer, Seconds, Sky, WeatherKind

if TYPE_CHECKING:
    from steps.sandbox.world import World

UNPROVED = (
    "Unable to assume role and validate the specified targetGroupArn. "
    "Please verify that the ECS service role being passed has the proper permissions."
)
NO_LINKED_ROLE = (
    "Unable to assume the service linked role. Please verify that the ECS service linked role exists."
)
ECS = "ecs.amazonaws.com"


class Iam(WeatherKind, frozen=True):
    """A new role cannot be assumed yet.

    IAM is one for the whole world, and a new role is known everywhere only after some seconds, rarely after
    more than two minutes. Until then ECS cannot act as it: CreateService behind a load balancer is refused,
    and a service without one tells in an event that ECS was unable to assume the role. Both end by
    themselves. A bad trust policy looks the same, and does not end.

    A role is unknown to ECS for so many AWS `seconds`, and besides to the next `calls` that would use it.
    """

    name = "iam"

    seconds: Seconds = 15.0
    calls: Amount = 0

    def begin(self, sky: Sky) -> Condition:
        """Begin to watch new roles."""
        return Spreading(self, sky)


class Spreading(Condition):
    """Remembers the roles that are new."""

    def __init__(self, settings: Iam, sky: Sky) -> None:
        self._settings, self._sky = settings, sky
        self._young: set[str] = set()
        self._calls: dict[str, int] = {}

    def leave(self, call: ApiCall, *, done: bool) -> None:
        """Remember a role that was made."""
        if done and call.name == "iam:CreateRole":
            name = call.request.params["RoleName"]
            self._young.add(name)
            self._calls[name] = self._settings.calls
            self._sky.clock.after(self._settings.seconds, partial(self._young.discard, name))

    def unknown(self, role: str) -> bool:
        """Whether ECS cannot assume the role of this ARN yet; each time that it is asked counts as one of its calls."""
        name = role.rpartition("/")[2]
        if self._calls.get(name, 0) > 0:
            self._calls[name] -= 1
            return True
        return name in self._young


class FirstUse(WeatherKind, frozen=True):
    """The account has never used ECS.

    ECS acts in an account by its service-linked role, AWSServiceRoleForECS, which is made when ECS is first
    used. It takes some seconds to be known, and until then CreateCluster and CreateService answer “Unable
    to assume the service linked role”. Making the role ahead (CreateServiceLinkedRole) lets the time pass
    with something else; then one waits and tries again.

    It lasts so many AWS `seconds` from the first call that makes or needs the role, and at least for the
    first `calls` that need it.
    """

    name = "first-use"

    seconds: Seconds = 12.0
    calls: Amount = 0

    def begin(self, sky: Sky) -> Condition:
        """Wait for the first use."""
        return Beginning(self, sky)


class Beginning(Condition):
    """Refuses what needs the role until it is known."""

    def __init__(self, settings: FirstUse, sky: Sky) -> None:
        self._settings, self._sky = settings, sky
        self._left, self._used, self._known = settings.calls, False, False

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Refuse to make a cluster or a service before the role is known."""
        if call.name not in {"ecs:CreateCluster", "ecs:CreateService"}:
            return None
        self._use()
        self._left -= 1
        return (
            None
            if self._known and self._left < 0
            else ErrorAnswer("InvalidParameterException", NO_LINKED_ROLE)
        )

    def leave(self, call: ApiCall, *, done: bool) -> None:
        """Let time pass from when the role was made by hand."""
        if not done or call.name != "iam:CreateServiceLinkedRole":
            return
        if call.request.params["AWSServiceName"] == ECS:
            self._use()

    def _use(self) -> None:
        if not self._used:
            self._used = True
            self._sky.clock.after(self._settings.seconds, partial(setattr, self, "_known", True))


def unknown_role(world: "World", role: str) -> bool:
    """Whether a role is so new that ECS cannot assume it."""
    spreading = world.weather.condition(Iam)
    return isinstance(spreading, Spreading) and bool(role) and spreading.unknown(role)
