"""One service: the settings that it has, its deployments, and what it tells."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.service_deployment import ServiceDeployment
from steps.sandbox.ecs.task import EcsTask

DEFAULTS: dict[str, Any] = {
    "capacityProviderStrategy": [],
    "deploymentConfiguration": {},
    "deploymentController": {"type": "ECS"},
    "enableECSManagedTags": False,
    "enableExecuteCommand": False,
    "launchType": "FARGATE",
    "loadBalancers": [],
    "propagateTags": "NONE",
    "schedulingStrategy": "REPLICA",
    "serviceRegistries": [],
    "availabilityZoneRebalancing": "ENABLED",
}
ROLLING = {"strategy": "ROLLING", "maximumPercent": 200, "minimumHealthyPercent": 100, "bakeTimeInMinutes": 0}
BREAKER = {"enable": False, "rollback": False}


@dataclass
class EcsService:
    """A service of one cluster. `settings` are CreateService's parameters in AWS's form, as later calls changed them."""

    region: Region
    cluster_name: str
    name: str
    settings: dict[str, Any]
    token: str
    tags: list[dict[str, str]]
    status: str = "ACTIVE"
    deployments: list[ServiceDeployment] = field(default_factory=list)
    """The newest, which is PRIMARY, first."""
    past: list[ServiceDeployment] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    task_sets: list[Any] = field(default_factory=list)
    created_at: float = 0.0
    told: int = 0
    failures: int = 0
    """Tasks that ended by themselves since one was healthy: what the restarts are spaced by."""
    held_until: float = 0.0
    """The monotonic time before which no task is started."""
    steady: bool = False

    def __post_init__(self) -> None:
        self.settings = deepcopy(DEFAULTS) | self.settings
        self.created_at = self.region.now()

    @property
    def arn(self) -> str:
        """Its ARN, in the long form."""
        return self.region.arn(f"service/{self.cluster_name}/{self.name}")

    @property
    def physical_resource_id(self) -> str:
        """What moto's tagging API calls the ARN."""
        return self.arn

    @property
    def cluster_arn(self) -> str:
        """Its cluster's ARN."""
        return self.region.arn(f"cluster/{self.cluster_name}")

    @property
    def desired_count(self) -> int:
        """How many tasks it keeps; none once it is being deleted."""
        return int(self.settings["desiredCount"]) if self.status == "ACTIVE" else 0

    @property
    def primary(self) -> ServiceDeployment:
        """The deployment that is being rolled out, or was last."""
        return self.deployments[0]

    @property
    def older(self) -> list[ServiceDeployment]:
        """The deployments that give way to the primary one."""
        return self.deployments[1:]

    @property
    def tasks(self) -> list[EcsTask]:
        """Every task of its present deployments that is remembered."""
        return [task for deployment in self.deployments for task in deployment.tasks]

    @property
    def breaker(self) -> dict[str, Any]:
        """The circuit breaker's settings."""
        return BREAKER | (self.settings["deploymentConfiguration"].get("deploymentCircuitBreaker") or {})

    def bounds(self) -> tuple[int, int]:
        """Give the fewest healthy and the most living tasks that a rollout may have, rounded as ECS rounds."""
        said = ROLLING | self.settings["deploymentConfiguration"]
        fewest = -(-self.desired_count * said["minimumHealthyPercent"] // 100)
        return fewest, self.desired_count * said["maximumPercent"] // 100

    def answer(self, *, with_tags: bool) -> dict[str, Any]:
        """Say the service as DescribeServices does."""
        live = [task for deployment in self.deployments for task in deployment.live]
        running = sum(
            task.last_status == "RUNNING" for deployment in self.deployments for task in deployment.tasks
        )
        said = {
            "serviceArn": self.arn,
            "serviceName": self.name,
            "clusterArn": self.cluster_arn,
            "status": self.status,
            "desiredCount": self.desired_count,
            "runningCount": running,
            "pendingCount": sum(task.last_status != "RUNNING" for task in live),
            "taskDefinition": self.settings.get("taskDefinition"),
            "launchType": self.settings["launchType"] or None,
            "capacityProviderStrategy": self.settings["capacityProviderStrategy"] or None,
            "platformVersion": self.settings.get("platformVersion", "LATEST"),
            "platformFamily": "Linux",
            "deployments": [deployment.answer(self.desired_count) for deployment in self.deployments],
            "events": list(self.events),
            "createdAt": self.created_at,
            "createdBy": f"arn:aws:iam::{self.region.account}:root",
            "roleArn": (
                f"arn:aws:iam::{self.region.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
            ),
            "placementConstraints": [],
            "placementStrategy": [],
            "deploymentConfiguration": ROLLING
            | self.settings["deploymentConfiguration"]
            | {"deploymentCircuitBreaker": self.breaker},
            "tags": self.tags if with_tags else [],
        }
        for setting in (
            "availabilityZoneRebalancing",
            "deploymentController",
            "enableECSManagedTags",
            "enableExecuteCommand",
            "healthCheckGracePeriodSeconds",
            "loadBalancers",
            "networkConfiguration",
            "propagateTags",
            "schedulingStrategy",
            "serviceRegistries",
        ):
            said[setting] = self.settings.get(setting)
        return {key: value for key, value in said.items() if value is not None}
