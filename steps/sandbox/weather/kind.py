"""What every kind of weather is made of: its settings, and its part in a call."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Protocol

from msgspec import Meta, Struct

from steps.sandbox.clock import Clock
from steps.sandbox.key import Key

Count = Annotated[int, Meta(ge=1)]
Amount = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=0)]
"""AWS's seconds, as everywhere here."""

READING = ("Describe", "List", "Get", "BatchGet")
PREFIXES = {
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "service-quotas": "servicequotas",
}
"""The services that IAM's policies, and we, call otherwise than moto does."""


@dataclass(frozen=True)
class ApiCall:
    """One call of AWS: `service` as IAM's policies name it, and moto's own object for everything else."""

    service: str
    action: str
    region: str
    request: Any

    @property
    def name(self) -> str:
        """Its name in IAM's policies, as in `ec2:CreateVpc`."""
        return f"{self.service}:{self.action}"

    @property
    def caller(self) -> Key | None:
        """Whose access key signed it, with `arn` and `account`; None for a call that the practice cloud makes itself."""
        found: Key | None = self.request.normalized_request.environ.get("practice.caller")
        return found

    @property
    def reading(self) -> bool:
        """Whether it changes nothing."""
        return self.action.startswith(READING)


@dataclass(frozen=True)
class ErrorAnswer:
    """An error in AWS's words, in the place of what was asked for."""

    code: str
    message: str
    status: int = 400


class Condition:
    """A kind that is on: its part in every call. By itself it lets everything pass and remembers nothing."""

    __slots__ = ()

    def refuse(self, _call: ApiCall) -> ErrorAnswer | None:
        """Give an answer in the place of a call; None lets it pass."""
        return None

    def enter(self, _call: ApiCall) -> None:
        """Prepare for a call that is carried out now."""

    def leave(self, _call: ApiCall, *, done: bool) -> None:
        """Follow one that was carried out; `done` when AWS granted it."""


class Sky(Protocol):
    """Where weather is: its clock, and whether the answer to the present call never arrives."""

    clock: Clock
    lose_answer: bool


class WeatherKind(Struct, Condition, frozen=True, forbid_unknown_fields=True):
    """One kind of weather; its fields are its settings, its docstring is what a learner reads of it."""

    name: ClassVar[str]

    def begin(self, _sky: Sky) -> Condition:
        """Turn it on: give its part in calls, itself unless there is something to remember."""
        return self


def prefix_of(service: str) -> str:
    """Name a service of moto's or boto3's as IAM's policies do."""
    return PREFIXES.get(service, service)
