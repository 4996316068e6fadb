"""What happens without being asked for: a look at every service a few times a second, and forgetting."""

from collections.abc import Iterator

from moto.ecs.models import ecs_backends

from steps.sandbox.clock import run_guarded
from steps.sandbox.ecs import life, spot_capacity
from steps.sandbox.ecs.scheduler import look_after
from steps.sandbox.ecs.service import EcsService
from steps.sandbox.ecs.task import EcsTask
from steps.sandbox.real_seconds import Pace
from steps.sandbox.world import World

LOOK_EVERY = 5.0  # AWS seconds
QUICKEST, SLOWEST = 0.05, 1.0  # real seconds
REMEMBERED = 3600.0  # AWS seconds that a stopped task stays in sight
REMEMBERED_REAL = 300.0  # and real ones at the least: people read no faster on a fast cloud


def begin(world: World) -> None:
    """Look at every service for as long as the cloud lives."""
    pace = Pace()
    every = min(max(world.clock.real(LOOK_EVERY), QUICKEST), SLOWEST)

    def beat() -> None:
        try:
            with world.lock:
                run_guarded(lambda: spot_capacity.interrupt(world))
                look_at_all(world)
        finally:
            pace.later(every, beat)

    pace.later(every, beat)


def look_at_all(world: World) -> None:
    """Look at every service, and forget tasks that stopped long ago; a defect at one does not touch the others."""
    for service in list(every_service()):
        look_after(service)
    before = world.clock.now() - max(world.clock.real(REMEMBERED), REMEMBERED_REAL)
    for _, _, backend in ecs_backends.iter_backends():
        for tasks in backend.tasks.values():
            for task in [task for task in tasks.values() if task.times.get("stoppedAt", before) < before]:
                forget(tasks, task)


def forget(tasks: dict[str, EcsTask], task: EcsTask) -> None:
    """Forget one stopped task."""
    del tasks[task.task_arn]
    for deployment in task.service.deployments if task.service else []:
        deployment.tasks = [other for other in deployment.tasks if other is not task]


def every_service() -> Iterator[EcsService]:
    """Give every service of every region."""
    for _, _, backend in ecs_backends.iter_backends():
        yield from backend.services.values()


def wipe_all() -> None:
    """End every task at once: the cloud is being reset."""
    for _, _, backend in ecs_backends.iter_backends():
        for tasks in backend.tasks.values():
            for task in tasks.values():
                life.wipe(task)
