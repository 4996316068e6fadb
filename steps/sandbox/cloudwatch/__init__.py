"""CloudWatch: what the load balancers have answered, as metrics, and alarms that look at them.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

from steps.sandbox.cloudwatch.alarms import Alarms
from steps.sandbox.cloudwatch.answer_counts import LoadBalancerAnswers
from steps.sandbox.world import World


def install(world: World) -> None:
    """Count what is answered, and let alarms be in the state that follows from it."""
    answered = LoadBalancerAnswers(world.clock)
    world.answered = answered
    world.on_reset.append(answered.clear)
    Alarms(world, answered).install()
