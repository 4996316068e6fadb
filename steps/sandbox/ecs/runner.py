"""What runs the containers of tasks: processes of this machine, or anything else that can keep these promises."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class CannotStart(Exception):
    """Nothing on this machine can run the container; the message says why."""


@dataclass(frozen=True)
class Order:
    """One container to run: the app's folder, its environment, the port it must answer on (None: it serves nothing).

    `environment` is what Fargate gives each container, `wished` what its task definition and RunTask add. They may ask for
    another `entrypoint` and `command` than the image's. `pull` is what Docker pulls, None when the image is an app's folder;
    `cpu` is in CPU units, `memory` in MiB. `check` is the container's health check as its definition has it. `vpc` and `ip`
    are its task's VPC, by its id, and private address.
    """

    source: Path | None
    image: str
    environment: Mapping[str, str]
    port: int | None
    wished: Mapping[str, str] = field(default_factory=dict)
    entrypoint: Sequence[str] = ()
    command: Sequence[str] = ()
    pull: str | None = None
    cpu: int = 256
    memory: int = 512
    readonly: bool = False
    check: Mapping[str, Any] | None = None
    vpc: str = ""
    ip: str = ""


@dataclass(frozen=True)
class Callbacks:
    """What a runner tells, each on the clock's thread: some lines of output, `ready` once, `ended` once with the exit code.

    `killed` gets ECS's word for why, before `ended`, where somebody else than the app ended it.
    `health` gets HEALTHY or UNHEALTHY whenever it changes, from a runner that runs the container's check.
    """

    lines: Callable[[list[str]], None]
    ready: Callable[[], None]
    ended: Callable[[int], None]
    health: Callable[[str], None] = lambda status: None
    killed: Callable[[str], None] = lambda reason: None


class RunningContainer(Protocol):
    """A container that was started."""

    address: tuple[str, int] | None
    """The loopback host and port where its port really answers."""

    checked: bool
    """Whether its health check is really run: nothing is known of the health of one that is not checked."""

    def stop(self, timeout: float) -> None:
        """Ask it to end, and end it after `timeout` real seconds; returns at once, `ended` tells when it is over."""

    def kill(self) -> None:
        """End it now, without a word."""


class Runner(Protocol):
    """Starts containers."""

    def start(self, order: Order, callbacks: Callbacks) -> RunningContainer:
        """Start one; CannotStart when this machine cannot."""


@dataclass(frozen=True)
class EachItsOwn:
    """Runs what was pushed as containers, where there is Docker, and apps' folders as processes."""

    processes: Runner
    containers: Runner | None

    def start(self, order: Order, callbacks: Callbacks) -> RunningContainer:
        """Start one; CannotStart when this machine cannot."""
        runner = self.containers if order.pull and self.containers else self.processes
        return runner.start(order, callbacks)
