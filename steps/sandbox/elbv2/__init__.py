"""Elastic Load Balancing: what its API refuses, how its parts come and go, and load balancers that really answer."""

from steps.sandbox.elbv2 import rules_shown
from steps.sandbox.elbv2.alb_listeners import Listeners
from steps.sandbox.elbv2.alb_target_groups import TargetGroups
from steps.sandbox.elbv2.balancer import Balancers
from steps.sandbox.elbv2.load_balancers import LoadBalancers
from steps.sandbox.targets.registered_targets import Targets
from steps.sandbox.world import World


def install(world: World) -> None:
    """Lay Elastic Load Balancing's life on moto; `world.targets` must be there."""
    assert isinstance(world.targets, Targets)
    rules_shown.install()
    balancers = Balancers(world, world.targets)
    world.on_reset.append(balancers.close_all)
    world.on_close.append(balancers.close_all)
    LoadBalancers(world, world.targets, balancers).install()
    Listeners(world.targets, balancers).install()
    TargetGroups(world.targets).install()
