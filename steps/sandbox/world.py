"""What the parts of the practice cloud share: one lock, one clock, and where they find each other."""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from steps.sandbox.clock import Clock
from steps.sandbox.key import ACCOUNT as ACCOUNT  # noqa: PLC0414 - the others know it from here
from steps.sandbox.key import Key
from steps.sandbox.weather.kind import ApiCall, ErrorAnswer
from steps.sandbox.weather.sky import Weather

if TYPE_CHECKING:
    from steps.sandbox.ecs.runner import Runner


@dataclass(frozen=True)
class PushedImage:
    """One pushed image: the app's folder that it runs (None when only Docker could), what it is built for.

    `pull` is what Docker pulls, None when only a manifest was put.
    """

    source: Path | None
    architecture: str
    digest: str
    pull: str | None = None


class Images(Protocol):
    """The practice registry, as the tasks see it."""

    def find(self, reference: str) -> PushedImage | None:
        """Look up `….dkr.ecr.REGION.amazonaws.com/name:tag` (or `@digest`); None when it was never pushed."""


class KnowsTargets(Protocol):
    """The target groups' members and their health, as the tasks see them."""

    def register(self, group_arn: str, ip: str, port: int, zone: str = "") -> None:
        """Add a target; it is `initial` until its health checks pass."""

    def deregister(self, group_arn: str, ip: str, port: int) -> None:
        """Begin to drain a target; it becomes `unused` after the group's deregistration delay."""

    def when_drained(self, group_arn: str, ip: str, port: int, action: Callable[[], None]) -> bool:
        """Whether a target still drains; if so, `action` runs under the world's lock when it has gone."""

    def state(self, group_arn: str, ip: str, port: int) -> str:
        """Tell a target's state: initial, healthy, unhealthy, draining or unused."""

    def status(self, group_arn: str, ip: str, port: int) -> Any:
        """Tell the state with AWS's reason for it: `.state`, `.reason`, `.description`."""


class Access(Protocol):
    """What IAM allows, as the parts ask it; `needed` are the actions that were judged, `withheld` what will fail later."""

    guardrails: Any
    needed: dict[str, set[str]]
    withheld: str

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Give the refusal of a call, None when it is allowed."""

    def bound(self, principal: Any) -> Any:
        """Give a principal with what the weather and the guardrails put on it."""

    def judge(self, asked: Any, need: Any, principal: Any) -> Any:
        """Give the verdict on one need of a call."""

    def clear(self) -> None:
        """Forget everything, as at a reset."""


class KnowsNames(Protocol):
    """Cloud Map's instances, as the tasks see them, and the proxy through which a process asks for them."""

    def admit(self, secret: str, vpc_id: str) -> str:
        """Let whoever knows this secret ask for the names of one VPC; give the proxy's URL for it."""

    def dismiss(self, secret: str) -> None:
        """Let a secret open nothing any more."""

    def register(self, service_arn: str, instance_id: str, attributes: Mapping[str, str]) -> None:
        """Add an instance to a Cloud Map service, with its address and whatever else is known of it."""

    def deregister(self, service_arn: str, instance_id: str) -> None:
        """Take an instance away from a Cloud Map service."""

    def resolve(self, host: str, vpc_id: str) -> list[str]:
        """Find the private addresses behind a name of a VPC, none when it is unknown."""

    def known(self, vpc_id: str) -> list[tuple[str, str]]:
        """List every name of a VPC, in small letters, with each private address behind it."""

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this, under the world's lock, whenever a name may stand for something else."""

    def changed(self) -> None:
        """Tell those who watch."""


class KnowsAnswers(Protocol):
    """What the load balancers have answered, for CloudWatch to tell."""

    def count(self, balancer_arn: str, source: str, status: int) -> None:
        """Count one answer with this status; `source` is who gave it, `ELB` or `Target`."""


class Keys(Protocol):
    """The access keys that were given out."""

    own: Key

    def find(self, identifier: str) -> Key | None:
        """Give a key by its id; None when it was never given out, or is inactive."""

    def make(self, seconds: float | None = None) -> Key:
        """Make a new pair, with seconds one of a session that ends."""


class Addresses:
    """Where a task's private address and port really listen on this machine."""

    def __init__(self) -> None:
        self._real: dict[tuple[str, int], tuple[str, int]] = {}

    def set(self, ip: str, port: int, host: str, real_port: int) -> None:
        """Remember that `ip:port` of the practice network is `host:real_port` of this machine."""
        self._real[ip, port] = (host, real_port)

    def forget(self, ip: str) -> None:
        """Drop every port of a private address."""
        self._real = {place: real for place, real in self._real.items() if place[0] != ip}

    def where(self, ip: str, port: int) -> tuple[str, int] | None:
        """Find the loopback host and port, None when nothing listens there."""
        return self._real.get((ip, port))

    def clear(self) -> None:
        """Forget everything."""
        self._real = {}


@dataclass
class World:
    """One practice cloud. Every request and every action of the clock runs under its lock.

    `images`, `targets`, `names`, `keys`, `access` and `answered` are put in by the modules that own them when these are
    installed.
    `on_reset` holds what else must be emptied when the cloud is reset, `on_close` what must be ended with the
    process (children above all). `tasks`, `registry` (host:port) and `containers` tell of Docker; `password` is what
    the registry asks for. `own_ports` are those of the practice cloud itself on loopback, where no target can be;
    `own_names` what callers call this machine (with Docker the bridge's address as well, by which containers come).
    """

    clock: Clock
    lock: threading.RLock
    endpoint: str
    home: Path
    addresses: Addresses = field(default_factory=Addresses)
    tasks: str = "processes"
    registry: str | None = None
    containers: "Runner | None" = None
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    own_ports: set[int] = field(default_factory=set)
    own_names: set[str] = field(default_factory=lambda: {"127.0.0.1", "localhost", "[::1]"})
    on_reset: list[Callable[[], None]] = field(default_factory=list)
    on_close: list[Callable[[], None]] = field(default_factory=list)
    images: Images = field(init=False)
    targets: KnowsTargets = field(init=False)
    names: KnowsNames = field(init=False)
    weather: Weather = field(init=False)
    keys: Keys = field(init=False)
    access: Access = field(init=False)
    answered: KnowsAnswers = field(init=False)

    def __post_init__(self) -> None:
        self.weather = Weather(self.clock)
        self.own_ports.add(int(self.endpoint.rpartition(":")[2]))

    def reset(self) -> None:
        """Go back to an empty account: nothing pending, nothing running, nothing remembered."""
        from moto.core.base_backend import BackendDict
        from moto.core.model_instances import reset_model_data

        with self.lock:
            self.clock.clear()
            for forget in self.on_reset:
                forget()
            self.addresses.clear()
            self.weather.reset()
            for backends in list(BackendDict._instances):  # noqa: SLF001 - its own reset rebuilds all first
                backends.clear()
            BackendDict._instances.clear()  # noqa: SLF001
            reset_model_data()

    def close(self) -> None:
        """End whatever would outlive this process."""
        for end in self.on_close:
            end()
