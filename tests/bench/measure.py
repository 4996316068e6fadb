"""One deployment built and taken down on a practice cloud of its own, by the command line, as its journal tells it."""

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steps import STEPS
from steps.engine.memory.journal import Journal
from steps.engine.model.events import AnyEvent, Began, Called, Created, Ended, Planned
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, Node, Resource
from tests.bench import longest_path

LOOKS = (" describe-", " list-", " get-")
NAME = "bench"


@dataclass(frozen=True)
class Run:
    """One `up` or `down`: seconds of the whole command, of its run, and of the longest path; and its AWS calls.

    `polls` are the calls that look at a resource after it was asked for, until it is ready or gone.
    """

    command: float
    wall: float
    path: float
    resources: int
    calls: int
    polls: int

    @property
    def ratio(self) -> float:
        """How much longer it took than the longest path."""
        return self.wall / self.path


def build_and_take_down(speed: float) -> tuple[Run, Run]:
    """Measure `up` and `down` on a practice cloud that is so many times as fast as AWS. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="fargate-wizard-bench-") as home:
        command(home, "sandbox", "start", "--speed", "inf" if math.isinf(speed) else f"{speed:g}")
        try:
            up = command(home, "up", NAME, "--target", "sandbox", "--yes", "--json")
            down = command(home, "down", NAME, "--yes", "--json")
        finally:
            command(home, "sandbox", "stop")
        journal = Journal(Path(home) / NAME)
        lasting, passing = journal.read(), journal.read_output(last=100_000)
    first, second = [number for number, event in enumerate(lasting) if isinstance(event, Began)]
    turn = lasting[second].at
    built, taken = lasting[first:second], lasting[second:]
    nodes = nodes_of(built)
    return (
        _run(up, longest_path.building(nodes, built), nodes, built, [call for call in passing if call.at < turn]),
        _run(down, longest_path.taking_down(nodes, taken), nodes, taken, [call for call in passing if call.at >= turn]),
    )  # fmt: skip


def command(home: str, *words: str) -> float:
    """Run one command with this home; the seconds that it took."""
    environ = {**os.environ, "FARGATE_WIZARD_HOME": home}
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "tui", *words], env=environ, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def nodes_of(events: Sequence[AnyEvent]) -> list[Node]:
    """What was to be built, each after what it needs; checks that need nothing come first, as the builder has it."""
    plan: Plan = next(event.plan for event in events if isinstance(event, Planned))
    nodes = [node for step in STEPS if not step.optional for node in step.nodes(plan)]
    return sorted(nodes, key=lambda node: not (isinstance(node, Check) and not node.needs))


def _run(
    command: float,
    path: float,
    nodes: Sequence[Node],
    events: Sequence[AnyEvent],
    passing: Sequence[AnyEvent],
) -> Run:
    calls = [event for event in passing if isinstance(event, Called)]
    created = {event.resource: event.at for event in events if isinstance(event, Created)}
    deleted = {call.resource: call.at for call in reversed(calls) if " delete-" in call.line}
    asked = created or deleted
    polls = [
        call
        for call in calls
        if any(word in call.line for word in LOOKS) and call.at > asked.get(call.resource, math.inf)
    ]
    wall = next(event.seconds for event in events if isinstance(event, Ended))
    resources = sum(isinstance(node, Resource) for node in nodes)
    return Run(command, wall, path, resources, len(calls), len(polls))
