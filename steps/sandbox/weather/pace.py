"""Things that take longer than usual, to come or to go."""

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from steps.sandbox.weather.kind import Seconds, WeatherKind

if TYPE_CHECKING:
    from steps.sandbox.world import World


class Slowed(StrEnum):
    """What can be slow."""

    ALL = "all"
    LOAD_BALANCERS = "load-balancers"
    ENDPOINTS = "endpoints"
    NAT_GATEWAYS = "nat-gateways"
    NAMESPACES = "namespaces"
    TASKS = "tasks"


class Slow(WeatherKind, frozen=True):
    """Things take several times as long as usual.

    A load balancer takes two to three minutes, an endpoint one, a task half a minute: mostly. On a bad day
    it is five times that, and nothing is wrong. Whoever gives up too early leaves half a platform behind.

    `what` takes `factor` times as long: load-balancers, endpoints, nat-gateways, namespaces, tasks, or all.
    """

    name = "slow"

    factor: Seconds = 5.0
    what: Slowed = Slowed.ALL


class Lingering(WeatherKind, frozen=True):
    """Network interfaces stay for a while after their owner is gone.

    A deleted load balancer, endpoint or task is not listed any more, but its interface still holds the
    subnet, the security group and, with a public address, the internet gateway: DependencyViolation. AWS
    takes it away by itself, mostly within a minute, sometimes much later. Nobody can do it by hand; whoever
    deletes the network tries again until it goes.

    They stay `seconds` AWS seconds longer.
    """

    name = "lingering"

    seconds: Seconds = 120.0


def times(world: "World", what: Slowed) -> float:
    """Tell how many times as long as usual something takes."""
    slow = world.weather.find(Slow)
    return slow.factor if slow and slow.what in {what, Slowed.ALL} else 1.0


def let_go(world: "World", region: str, eni_id: str) -> None:
    """Take away the interface of something that is gone, now or when the weather allows it."""
    from steps.sandbox.eni import drop_eni

    lingering = world.weather.find(Lingering)
    if lingering:
        world.clock.after(lingering.seconds, partial(drop_eni, region, eni_id))
    else:
        drop_eni(region, eni_id)
