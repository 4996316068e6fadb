"""Homes as on several machines, before one practice cloud, in this process: one begins in the middle of the other's call."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.engine.build.drift import read_drift
from steps.engine.build.settle import settle
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Failed, Outcome, Said
from steps.engine.model.holder import Held
from steps.target.target import Target, TargetKind, open_target


class Machine:
    """A deployment as one home works on it, and what was told of it there."""

    def __init__(self, home: Path, name: str) -> None:
        self.told: list[AnyEvent] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FARGATE_WIZARD_HOME", str(home))
            self.deployment = Deployment(name)
            aws = open_target(Target(TargetKind.SANDBOX))
        self.deployment.folder.mkdir(exist_ok=True)
        self.work = Work(self.deployment, STEPS, "sandbox", aws, self.told.append, remains=remains)
        settle(self.work, load(BUNDLED))

    @property
    def drift(self) -> dict[str, str]:
        """What `status` would tell of it now, read beside whatever is being done."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FARGATE_WIZARD_HOME", str(self.deployment.folder.parent))
            aws = open_target(Target(TargetKind.SANDBOX))
        reader = Work(self.deployment, STEPS, "sandbox", aws, lambda _: None, remains=remains, reading=True)
        return read_drift(reader).drifted

    @property
    def failed(self) -> list[str]:
        """What failed, in words."""
        return [event.what for event in self.told if isinstance(event, Failed)]

    @property
    def said(self) -> list[str]:
        """What was said of no resource."""
        return [event.line for event in self.told if isinstance(event, Said) and not event.resource]

    def at_calls(self, counts: Callable[[int, str], bool], do: Callable[[], None]) -> None:
        """From now on do this before each call that counts, by its number from 1 and its name: `ec2.CreateVpc`."""
        number, counting, doing = 0, threading.Lock(), threading.Lock()

        def going_out(event_name: str, **_: object) -> None:
            nonlocal number
            with counting:
                number += 1
                mine = counts(number, event_name.partition(".")[2])
            if mine:
                with doing:
                    do()

        self.work.aws._session.events.register("before-send", going_out)
        self.work.aws._clients.clear()  # those that there are do not know of it


def at_once(do: Callable[[Machine], Outcome], machines: Sequence[Machine]) -> list[Outcome | Held]:
    """Do it on all of these at the same moment; what each came to, or that it gave way."""
    results: list[Outcome | Held] = []
    ready = threading.Barrier(len(machines))

    def begin(machine: Machine) -> None:
        ready.wait()
        try:
            results.append(do(machine))
        except Held as held:
            results.append(held)

    threads = [threading.Thread(target=begin, args=(machine,)) for machine in machines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
