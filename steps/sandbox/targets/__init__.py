"""The targets of load balancers: who is registered, how they are, and where they really listen."""

from steps.sandbox.targets.registered_targets import Targets
from steps.sandbox.world import World


def install(world: World) -> None:
    """Give the world its targets; what the API says about them is in `elbv2.target_groups`."""
    targets = Targets(world)
    world.targets = targets
    world.on_reset.append(targets.clear)
