"""Fargate Spot, which costs a third and can be taken away."""

from steps.sandbox.weather.kind import Amount, Condition, Sky, WeatherKind


class Spot(WeatherKind, frozen=True):
    """AWS takes Fargate Spot tasks away.

    Spot is capacity that nobody else needs at the moment. When somebody does, AWS sends the task SIGTERM and
    ends it within two minutes: stopCode SpotInterruption, “Your Spot Task was interrupted.” Its service starts
    another on Spot, if there is capacity; ECS never falls back to FARGATE by itself, and tells in an event that
    capacity is unavailable. Whatever must always be there has a base on FARGATE.

    `count` running tasks are taken, each as soon as it runs; without `capacity` no new one can be placed.
    """

    name = "spot"

    count: Amount = 1
    capacity: bool = True

    def begin(self, _sky: Sky) -> Condition:
        """Begin to count."""
        return Interrupting(self.count)


class Interrupting(Condition):
    """Remembers how many tasks are still to be taken."""

    __slots__ = ("left",)

    def __init__(self, count: int) -> None:
        self.left = count
