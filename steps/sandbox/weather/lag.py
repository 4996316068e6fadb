"""Read-after-write lag: what was just made is not seen everywhere at once."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from steps.sandbox.weather.aim import matches, patterns
from steps.sandbox.weather.kind import Amount, ApiCall, Condition, Seconds, Sky, WeatherKind


class Lag(WeatherKind, frozen=True):
    """What was just made is not seen yet.

    AWS keeps everything many times over, and a call may reach a copy that has not heard of the newest: a
    describe call does not find it or leaves it out of its list, and another call that names it answers
    NotFound, although it is there. EC2, ECS, load balancers and IAM are known for it. So whoever makes a
    thing looks for it again, for some minutes, before it is believed to be gone.

    Things are unseen for so many AWS `seconds`, and besides by the next `calls` calls of their service.
    `action` says what lags: what certain calls make, such as `ec2:CreateVpc` or `logs`, or all (`*`).
    """

    name = "lag"

    seconds: Seconds = 10.0
    calls: Amount = 0
    action: str = "ec2,ecs,elasticloadbalancing,iam"

    def __post_init__(self) -> None:
        patterns(self.action)

    def begin(self, sky: Sky) -> Condition:
        """Begin to watch what is made."""
        return Lagging(self, sky)


@dataclass
class Fresh:
    """One new thing: where it is kept, and what it waits for until it is seen."""

    service: str
    kind: str
    region: str
    store: dict[Any, Any]
    key: Any
    calls: int
    young: bool

    @property
    def unseen(self) -> bool:
        """Whether it is still hidden."""
        return self.young or self.calls > 0

    def hides_from(self, call: ApiCall) -> bool:
        """Whether a call does not see it; the calls that make a thing always know what there is of its kind."""
        makes = call.action.startswith(("Create", "Register")) and call.action.endswith(self.kind)
        return self.region in {call.region, "aws"} and not (makes and call.service == self.service)


class Lagging(Condition):
    """Takes what is fresh out of moto's sight while a call is carried out."""

    def __init__(self, settings: Lag, sky: Sky) -> None:
        self._settings, self._sky = settings, sky
        self._fresh: list[Fresh] = []
        self._hidden: list[tuple[Fresh, Any]] = []
        self._before: set[tuple[str, str, Any]] = set()

    def enter(self, call: ApiCall) -> None:
        """Remember what is there, and hide what is fresh."""
        self._before = {(service, kind, key) for service, kind, store in self._stores(call) for key in store}
        self._fresh = [thing for thing in self._fresh if thing.unseen]
        self._hidden = [
            (thing, thing.store.pop(thing.key))
            for thing in self._fresh
            if thing.hides_from(call) and thing.key in thing.store
        ]

    def leave(self, call: ApiCall, *, done: bool) -> None:
        """Put back what was hidden, and call fresh what is new."""
        for thing, value in self._hidden:
            thing.store.setdefault(thing.key, value)
            if call.service == thing.service:
                thing.calls -= 1
        if done and not call.reading and matches(call, self._settings.action):
            for service, kind, store in self._stores(call):
                for key in store:
                    if (service, kind, key) not in self._before:
                        self._watch(service, kind, place(call, service), store, key)

    def _stores(self, call: ApiCall) -> Any:
        from steps.sandbox.weather.stores import stores

        return stores(call.region)

    def _watch(self, service: str, kind: str, region: str, store: dict[Any, Any], key: Any) -> None:
        calls, seconds = self._settings.calls, self._settings.seconds
        thing = Fresh(service, kind, region, store, key, calls, young=seconds > 0)
        self._fresh.append(thing)
        if thing.young:
            self._sky.clock.after(seconds, partial(setattr, thing, "young", False))


def place(call: ApiCall, service: str) -> str:
    """Give the region of what a call made; IAM's things are in all of them."""
    return "aws" if service == "iam" else call.region
