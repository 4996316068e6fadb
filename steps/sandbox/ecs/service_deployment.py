"""One deployment of a service: the tasks of one set of settings, how far they have come, and when to give up."""

from dataclasses import dataclass, field
from math import ceil
from typing import Any

from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.task import LEAVING, PLATFORM, EcsTask

FEWEST_FAILURES, MOST_FAILURES = 3, 200
"""The circuit breaker's threshold is half the desired count, but within these."""


@dataclass
class ServiceDeployment:
    """Tasks of one revision and network; `definition` is moto's task definition, the settings are in AWS's form."""

    region: Region
    id: str
    definition: Any
    network: dict[str, Any]
    balancing: list[dict[str, Any]]
    registries: list[dict[str, Any]]
    launch_type: str
    strategy: list[dict[str, Any]] = field(default_factory=list)
    """The capacity providers that its tasks are spread over; none where it has a launch type instead."""
    status: str = "PRIMARY"
    rollout_state: str = "IN_PROGRESS"
    rollout_reason: str = ""
    failed_tasks: int = 0
    launched: int = 0
    tasks: list[EcsTask] = field(default_factory=list)
    created_at: float = 0.0
    updated_at: float = 0.0
    finished_at: float | None = None

    def __post_init__(self) -> None:
        self.created_at = self.updated_at = self.region.now()
        self.rollout_reason = f"ECS deployment {self.id} in progress."

    @property
    def live(self) -> list[EcsTask]:
        """The tasks that are meant to run."""
        return [task for task in self.tasks if not task.leaving]

    @property
    def running(self) -> list[EcsTask]:
        """The tasks that run and are meant to."""
        return [task for task in self.live if task.last_status == "RUNNING"]

    @property
    def gone(self) -> bool:
        """Whether nothing of it runs any more."""
        return all(task.last_status in LEAVING[1:] for task in self.tasks)

    def finish(self, state: str, reason: str) -> None:
        """Note how the rollout ended."""
        self.rollout_state, self.rollout_reason = state, reason
        self.updated_at = self.finished_at = self.region.now()

    def answer(self, desired: int) -> dict[str, Any]:
        """Say the deployment as DescribeServices does."""
        said = {
            "id": self.id,
            "status": self.status,
            "taskDefinition": self.definition.arn,
            "desiredCount": desired if self.status == "PRIMARY" else len(self.live),
            "pendingCount": len(self.live) - len(self.running),
            "runningCount": len(self.running),
            "failedTasks": self.failed_tasks,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
            **(
                {"capacityProviderStrategy": self.strategy}
                if self.strategy
                else {"launchType": self.launch_type}
            ),
            "rolloutState": self.rollout_state,
            "rolloutStateReason": self.rollout_reason,
        }
        if self.launch_type == "FARGATE":
            said |= {"platformVersion": PLATFORM, "platformFamily": "Linux"}
        if self.network:
            said["networkConfiguration"] = {"awsvpcConfiguration": self.network}
        return said


def threshold(breaker: dict[str, Any], desired: int) -> int:
    """Give the number of failed tasks in a row at which the circuit breaker ends a deployment."""
    asked = breaker.get("thresholdConfiguration") or {}
    if asked.get("type") == "COUNT":
        return int(asked["value"])
    share = ceil(desired * float(asked.get("value", 50)) / 100)
    if asked.get("type") == "UNBOUNDED_PERCENT":
        return max(1, share)
    return max(FEWEST_FAILURES, min(MOST_FAILURES, share))
