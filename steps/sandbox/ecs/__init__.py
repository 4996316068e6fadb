"""ECS as it lives: clusters, task definitions, services that keep their count, tasks that really run."""

from collections.abc import Callable
from functools import partial
from typing import Any

from moto.core.responses import ActionResult
from moto.ecs.responses import EC2ContainerServiceResponse

from steps.sandbox.ecs import (
    capacity_calls,
    clusters,
    definitions,
    deployment_calls,
    pulse,
    service_calls,
    settings,
    task_calls,
)
from steps.sandbox.ecs.metadata import serve
from steps.sandbox.ecs.processes import Processes
from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.runner import EachItsOwn
from steps.sandbox.world import World

Call = Callable[[Region, dict[str, Any]], dict[str, Any]]

CALLS: tuple[Call, ...] = (
    clusters.create_cluster,
    clusters.describe_clusters,
    clusters.list_clusters,
    clusters.delete_cluster,
    clusters.update_cluster,
    clusters.update_cluster_settings,
    capacity_calls.put_cluster_capacity_providers,
    capacity_calls.describe_capacity_providers,
    definitions.register_task_definition,
    definitions.describe_task_definition,
    definitions.list_task_definition_families,
    service_calls.create_service,
    service_calls.update_service,
    service_calls.delete_service,
    service_calls.describe_services,
    service_calls.list_services,
    task_calls.run_task,
    task_calls.stop_task,
    task_calls.describe_tasks,
    task_calls.list_tasks,
    deployment_calls.list_service_deployments,
    deployment_calls.describe_service_deployments,
    settings.put_account_setting_default,
)
"""The operations that are ours; moto answers the others."""


def install(world: World) -> None:
    """Put our operations in the place of moto's, and begin to look after services."""
    processes = Processes(world.clock, world.home / "tasks")
    runner = EachItsOwn(processes, world.containers)
    region_of = partial(Region, world, runner, serve(world))
    for call in CALLS:
        setattr(EC2ContainerServiceResponse, call.__name__, answering(region_of, call))
    world.on_reset.append(pulse.wipe_all)
    world.on_close.append(processes.kill_all)
    pulse.begin(world)


def answering(region_of: Callable[[Any], Region], call: Call) -> Callable[[Any], ActionResult]:
    """Make an operation of moto's ECS that is answered by one of ours."""

    def operation(self: Any) -> ActionResult:
        return ActionResult(call(region_of(self.ecs_backend), self._get_params()))

    return operation
