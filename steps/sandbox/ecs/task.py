"""One task: what it was asked to be, and what has become of it so far."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.runner import RunningContainer

if TYPE_CHECKING:
    from steps.sandbox.ecs.forwarder import Forwarder

LEAVING = ("DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED")
"""The states of a task that goes, in AWS's order."""

PLATFORM = "1.4.0"


class Owner(Protocol):
    """What is known of the service that a task belongs to by what deals with tasks."""

    region: Region
    name: str
    deployments: list[Any]
    events: list[dict[str, Any]]
    created_at: float
    told: int

    @property
    def arn(self) -> str:
        """Its ARN, in the long form."""


@dataclass
class Container:
    """One container of a task."""

    definition: dict[str, Any]
    last_status: str = "PENDING"
    reason: str = ""
    exit_code: int | None = None
    running: RunningContainer | None = None
    ready: bool = False
    health: str = "UNKNOWN"
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """What its environment takes from Secrets Manager and the Parameter Store."""
    digest: str = ""
    """That of the image it was made of, as far as the practice registry knows it."""

    @property
    def name(self) -> str:
        """Its name in the task definition."""
        return str(self.definition["name"])

    @property
    def essential(self) -> bool:
        """Whether the task ends with it."""
        return bool(self.definition.get("essential", True))

    @property
    def ports(self) -> list[int]:
        """The ports that it says it listens on."""
        return [mapping["containerPort"] for mapping in self.definition.get("portMappings", [])]

    @property
    def checked(self) -> bool:
        """Whether its health check is really run."""
        return self.running is not None and self.running.checked

    @property
    def ended(self) -> bool:
        """Whether it ran and does not run any more."""
        return self.exit_code is not None


@dataclass
class EcsTask:
    """A task of a service, or one that was run by itself (`service` is None)."""

    region: Region
    id: str
    cluster_name: str
    definition: Any
    network: dict[str, Any]
    started_by: str
    group: str
    subnet_id: str
    zone: str
    service: "Owner | None" = None
    balancing: list[dict[str, Any]] = field(default_factory=list)
    registries: list[dict[str, Any]] = field(default_factory=list)
    overrides: dict[str, Any] = field(default_factory=dict)
    tags: list[dict[str, str]] = field(default_factory=list)
    execute_command: bool = False
    launch_type: str = "FARGATE"
    capacity_provider: str = ""
    """What it runs on when a strategy chose it; empty for a task of a launch type."""
    last_status: str = "PROVISIONING"
    desired_status: str = "RUNNING"
    attachment_status: str = "PRECREATED"
    interface: Any = None
    forwarders: "list[Forwarder]" = field(default_factory=list)
    stop_code: str = ""
    stopped_reason: str = ""
    times: dict[str, float] = field(default_factory=dict)
    settled: bool = False
    """Whether the time that AWS takes for the present state is over."""
    on_change: "Callable[[EcsTask], None]" = field(default=lambda _task: None)
    alive: bool = True
    """False once the cloud was reset under it."""
    counted: bool = False
    """Whether the scheduler has seen that it stops."""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    """What only its containers know: with it they ask for names and for themselves."""
    containers: list[Container] = field(init=False)

    def __post_init__(self) -> None:
        self.containers = [Container(definition) for definition in self.definition.container_definitions]
        self.mark("createdAt")

    @property
    def task_arn(self) -> str:
        """Its ARN, in the long form."""
        return self.region.arn(f"task/{self.cluster_name}/{self.id}")

    @property
    def cluster_arn(self) -> str:
        """Its cluster's ARN."""
        return self.region.arn(f"cluster/{self.cluster_name}")

    @property
    def ip(self) -> str:
        """Its private address."""
        return str(self.interface.private_ip_address)

    @property
    def leaving(self) -> bool:
        """Whether it was told to stop, or stops by itself."""
        return self.desired_status == "STOPPED"

    def mark(self, moment: str) -> None:
        """Write down when something happened; the first time counts."""
        self.times.setdefault(moment, self.region.now())

    def doors(self) -> Iterator[tuple[str, int]]:
        """The target groups that it belongs into, each with its port."""
        for door in self.balancing:
            yield door["targetGroupArn"], door["containerPort"]

    def environment(self, container: Container) -> dict[str, str]:
        """A container's environment: its definition's, and what the run overrides."""
        said = [container.definition, *self.overriding(container)]
        return {pair["name"]: pair["value"] for each in said for pair in each.get("environment", [])}

    def command(self, container: Container) -> list[str]:
        """A container's command: what the run overrides, or its definition's; empty when that is the image's own."""
        said = [container.definition, *self.overriding(container)]
        return next((list(each["command"]) for each in reversed(said) if each.get("command")), [])

    def overriding(self, container: Container) -> list[dict[str, Any]]:
        """What the run overrides of a container."""
        return [one for one in self.overrides.get("containerOverrides", []) if one["name"] == container.name]

    def answer(self, *, with_tags: bool) -> dict[str, Any]:
        """Say the task as DescribeTasks does."""
        said: dict[str, Any] = {
            "attachments": [self.attachment()],
            "attributes": [{"name": "ecs.cpu-architecture", "value": architecture(self.definition).lower()}],
            "availabilityZone": self.zone,
            "clusterArn": self.cluster_arn,
            "containers": [self.container_answer(container) for container in self.containers],
            "cpu": self.definition.cpu,
            "memory": self.definition.memory,
            "desiredStatus": self.desired_status,
            "enableExecuteCommand": self.execute_command,
            "group": self.group,
            "healthStatus": self.health,
            "lastStatus": self.last_status,
            "launchType": self.launch_type,
            "capacityProviderName": self.capacity_provider or None,
            "overrides": {"containerOverrides": [], "inferenceAcceleratorOverrides": []} | self.overrides,
            "platformVersion": PLATFORM,
            "platformFamily": "Linux",
            "startedBy": self.started_by or None,
            "taskArn": self.task_arn,
            "taskDefinitionArn": self.definition.arn,
            "ephemeralStorage": self.definition.ephemeral_storage or {"sizeInGiB": 20},
            "tags": self.tags if with_tags else [],
            "version": len(self.times),
            **self.times,
        }
        if "connectivityAt" in self.times:
            said["connectivity"] = "CONNECTED"
        if self.leaving:
            said |= {"stopCode": self.stop_code, "stoppedReason": self.stopped_reason}
        return {key: value for key, value in said.items() if value is not None}

    @property
    def health(self) -> str:
        """What its essential containers' own checks say of it: the worst, and UNKNOWN where there are none."""
        said = {
            each.health for each in self.containers if each.essential and each.definition.get("healthCheck")
        }
        return next((worst for worst in ("UNHEALTHY", "UNKNOWN", "HEALTHY") if worst in said), "UNKNOWN")

    @property
    def sound(self) -> bool:
        """Whether each check of an essential container that is really run has passed."""
        return all(each.health == "HEALTHY" for each in self.containers if each.essential and each.checked)

    def attachment(self) -> dict[str, Any]:
        """Say the task's network interface, as far as it is there."""
        details = {"subnetId": self.subnet_id}
        if self.interface is not None:
            details["networkInterfaceId"] = self.interface.id
            details["macAddress"] = self.interface.mac_address
            if name := getattr(self.interface, "private_dns_name", None):
                details["privateDnsName"] = name
            details["privateIPv4Address"] = self.ip
        return {
            "id": f"{self.id[:8]}-{self.id[8:12]}-4{self.id[13:16]}-a{self.id[17:20]}-{self.id[20:32]}",
            "type": "ElasticNetworkInterface",
            "status": self.attachment_status,
            "details": [{"name": name, "value": value} for name, value in details.items()],
        }

    def container_answer(self, container: Container) -> dict[str, Any]:
        """Say one container as DescribeTasks does."""
        said = {
            "containerArn": self.region.arn(f"container/{self.cluster_name}/{self.id}/{container.name}"),
            "taskArn": self.task_arn,
            "name": container.name,
            "image": container.definition["image"],
            "imageDigest": container.digest or None,
            "lastStatus": container.last_status,
            "exitCode": container.exit_code,
            "reason": container.reason or None,
            "healthStatus": container.health,
            "cpu": str(container.definition.get("cpu", 0)),
            "runtimeId": f"{self.id}-{container.name}" if container.running else None,
            "networkBindings": [],
            "networkInterfaces": [],
        }
        if self.interface is not None:
            said["networkInterfaces"] = [
                {"attachmentId": self.attachment()["id"], "privateIpv4Address": self.ip}
            ]
        return {key: value for key, value in said.items() if value is not None}


def architecture(definition: Any) -> str:
    """Say the processor that a task definition asks for: X86_64 or ARM64."""
    return str((definition.runtime_platform or {}).get("cpuArchitecture", "X86_64"))
