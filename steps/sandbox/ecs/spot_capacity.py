"""Fargate Spot's bad days: capacity that runs out, and tasks that are taken away.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
"""

from moto.ecs.models import ecs_backends

from steps.sandbox.ecs import life
from steps.sandbox.ecs.capacity import SPOT
from steps.sandbox.ecs.task import EcsTask
from steps.sandbox.weather.spot import Interrupting, Spot
from steps.sandbox.world import World

NO_CAPACITY = (
    "Capacity is unavailable at this time. Please try again later or in a different availability zone."
)


def interrupt(world: World) -> None:
    """Take away as many running Spot tasks as the weather still wants, the oldest first."""
    weather = world.weather.condition(Spot)
    if not isinstance(weather, Interrupting):
        return
    for task in sorted(running(), key=lambda task: task.times["startedAt"]):
        if weather.left <= 0:
            return
        weather.left -= 1
        life.stop(task, life.SPOT, "Your Spot Task was interrupted.")


def running() -> list[EcsTask]:
    """Give the Spot tasks of every region that run and are meant to."""
    return [
        task
        for _, _, backend in ecs_backends.iter_backends()
        for tasks in backend.tasks.values()
        for task in tasks.values()
        if task.capacity_provider == SPOT and task.last_status == "RUNNING" and not task.leaving
    ]


def without_capacity(world: World, provider: str) -> bool:
    """Whether no task can be placed on a provider now."""
    weather = world.weather.find(Spot)
    return provider == SPOT and weather is not None and not weather.capacity
