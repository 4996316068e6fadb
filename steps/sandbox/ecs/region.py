"""One account's ECS in one region, and the neighbours that it asks: EC2, IAM, logs, load balancers, Cloud Map."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from moto.ec2 import ec2_backends
from moto.elbv2 import elbv2_backends
from moto.iam import iam_backends
from moto.logs import logs_backends
from moto.servicediscovery import servicediscovery_backends

from steps.sandbox.world import World

if TYPE_CHECKING:
    from steps.sandbox.ecs.runner import Runner


def _neighbour(backends: Any, doc: str) -> Any:
    """A property: moto's model of another service, in the same account and region."""
    return property(lambda region: backends[region.account][region.name], doc=doc)


@dataclass(frozen=True)
class Region:
    """Where a cluster lives: `backend` is moto's ECS of the account and region, which holds all that is remembered."""

    world: World
    runner: "Runner"
    metadata_url: str
    backend: Any

    @property
    def name(self) -> str:
        """The region's name, as in eu-central-1."""
        return str(self.backend.region_name)

    @property
    def account(self) -> str:
        """The account's twelve digits."""
        return str(self.backend.account_id)

    ec2 = _neighbour(ec2_backends, "EC2 of the same region.")
    logs = _neighbour(logs_backends, "CloudWatch Logs of the same region.")
    balancing = _neighbour(elbv2_backends, "Elastic Load Balancing of the same region.")
    discovery = _neighbour(servicediscovery_backends, "Cloud Map of the same region.")

    @property
    def iam(self) -> Any:
        """IAM, which is one for all regions."""
        return iam_backends[self.account]["aws"]

    def arn(self, resource: str) -> str:
        """The ARN of something of ECS here, as in `task/cluster/id`."""
        return f"arn:aws:ecs:{self.name}:{self.account}:{resource}"

    def now(self) -> float:
        """The time that answers carry."""
        return self.world.clock.now()

    def after(self, seconds: float, step: Any, *what: Any) -> None:
        """Do `step(*what)` in so many AWS seconds."""
        self.world.clock.after(seconds, partial(step, *what))
