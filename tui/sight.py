"""The deployment that is on the screen: its work, and what its events come to."""

import os
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from steps.aws.tally import Tally
from steps.engine.build.work import Work
from steps.engine.memory.outlook import is_settled
from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.memory.usual import Usual, read_usual
from steps.engine.model.durations import lasting
from steps.engine.model.events import AnyEvent, Began, Deleted, Ended, Failed, Observed, Waiting
from steps.engine.model.plan import Plan
from steps.engine.model.position import Position
from steps.engine.model.resource import Node, Resource
from steps.engine.model.step import Question, Step
from steps.engine.troubles import Exit, Trouble
from steps.receipt.receipt import Receipt
from steps.target.profiles import login_left
from tui.exits import exit_of
from tui.widgets.marks import step_nodes

REMEMBERED = 4000  # events that a page drawn later can still show


@dataclass
class Sight:
    """Belongs to the screen's thread: a fold of its own over the same events that the engine records."""

    work: Work
    progress: Progress
    heard: deque[AnyEvent] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    observed: dict[str, Observed] = field(default_factory=dict)  # the tasks of each service, as last seen
    given: set[str] = field(default_factory=set)  # the questions that were answered on this screen
    resumed: bool = False  # whether an earlier run has settled what is wanted
    origins: dict[str, str] = field(default_factory=dict)  # where name, account and region come from
    receipt: Receipt | None = None  # of the latest teardown
    ended_before: Ended | None = None  # how the latest run ended, when this was opened
    tally: Tally | None = None  # what it has cost so far
    usual: Usual = field(default_factory=Usual)  # how long things take, as far as it is known

    @classmethod
    def of(cls, work: Work) -> "Sight":
        """What the journal tells, with the old output still readable."""
        lasting = work.deployment.journal.read()
        heard = sorted(
            (*lasting, *work.deployment.journal.read_output(REMEMBERED)), key=lambda event: event.at
        )
        progress, tally = Progress.of(lasting), Tally(work.book)
        if heard and not progress.ended:
            progress.cut_off = heard[-1].at  # nobody else works on it: it is locked
        for event in lasting:
            tally.take(event)
        return cls(
            work, progress, deque(heard, maxlen=REMEMBERED), resumed=progress.began is not None,
            ended_before=progress.ended, tally=tally, usual=usual_of(work),
        )  # fmt: skip

    @property
    def plan(self) -> Plan:
        """What is wanted now."""
        return self.work.plan

    @property
    def pace(self) -> float:
        """How much faster than AWS the clock runs there."""
        return self.work.pace

    @property
    def book(self) -> Sequence[Step]:
        """The steps in written order."""
        return self.work.book

    @property
    def log_file(self) -> Path:
        """Where every line of output is."""
        return self.work.deployment.journal.output

    def take(self, event: AnyEvent) -> None:
        """One more event."""
        self.progress.take(event)
        if self.tally:
            self.tally.take(event)
        match event:
            case Observed(resource=name):
                # A look may come back after its service has gone.
                if self.progress.node(name).state is not State.DELETED:
                    self.observed[name] = event
                return
            case Waiting():
                return
            case Began():
                self.usual = usual_of(self.work)
            case Deleted(resource=name):
                self.observed.pop(name, None)
            case _:
                pass
        self.heard.append(event)

    def has_tasks(self, name: str) -> bool:
        """Whether the resource of this key is a service, whose tasks can be watched."""
        nodes = (node for step in self.book for node in step_nodes(step, self.plan) if node.name == name)
        return any(isinstance(node, Resource) and node.has_tasks for node in nodes)

    def standing_at(self, position: Position) -> Standing:
        """What is known of the resource that has this position in the picture."""
        nodes = nodes_of(self.book, self.plan)
        names = (node.name for node in nodes if isinstance(node, Resource) and node.position == position)
        return self.progress.node(next(names, ""))

    def running(self, service: str) -> int | None:
        """How many tasks of the ECS service of this name run, as last seen; None when nobody has looked."""
        seen = next((each for each in self.observed.values() if each.service == service), None)
        return sum(task.status == "RUNNING" for task in seen.tasks) if seen else None

    def step(self, key: str) -> Step:
        """The step of this key."""
        return next(step for step in self.book if step.key == key)

    def neighbour(self, step: Step, distance: int) -> Step | None:
        """The step so many pages on (or back), if there is one."""
        place = list(self.book).index(step) + distance
        return self.book[place] if 0 <= place < len(self.book) else None

    def failed(self, step: Step) -> Failed | None:
        """The first trouble of this step that still stands."""
        nodes = (self.progress.node(node.name) for node in step.nodes(self.plan))
        return next((node.trouble for node in nodes if node.state is State.FAILED and node.trouble), None)

    def source(self, question: Question[object]) -> str:
        """Where the answer of a question comes from, in words."""
        if question.key in self.given:
            return "your answer"
        return "as before" if self.resumed else "default"

    @property
    def exit_code(self) -> Exit:
        """What the process tells a script of the latest run."""
        ended = self.progress.ended
        if self.receipt and not self.receipt.is_clean:
            return Exit.LEFT_BEHIND
        return exit_of(ended.outcome) if ended else Exit.DONE

    def stands_but_for(self, names: Collection[str]) -> bool:
        """Whether nothing is left to do but for these."""
        nodes = nodes_of(self.book, self.plan)
        return all(node.name in names or is_settled(self.progress, node) for node in nodes)

    def origin(self, what: str) -> str:
        """Where the name, the account or the region comes from, in words."""
        return "as before" if self.resumed else self.origins.get(what, "default")


def usual_of(work: Work) -> Usual:
    """How long things usually take where this is built, also as its user's own runs took."""
    return read_usual(work.deployment.folder.parent, work.target, work.pace)


def trouble_of(failed: Failed) -> Trouble:
    """What was recorded of a failure, as what it was."""
    return Trouble(failed.what, why=failed.why, cure=failed.cure, step=failed.step, lines=failed.lines)


def is_done(step: Step, plan: Plan, progress: Progress) -> bool:
    """Whether all of this step stands."""
    return all(is_settled(progress, node) for node in step.nodes(plan))


def is_under_way(step: Step, plan: Plan, progress: Progress) -> bool:
    """Whether any of this step is being made, changed or waited for."""
    moving = (State.CREATING, State.CREATED, State.UPDATING)
    return any(progress.node(node.name).state in moving for node in step.nodes(plan))


def reached(book: Sequence[Step], plan: Plan, progress: Progress) -> Step | None:
    """The first step that has something left to do; None when all of the book stands."""
    return next((step for step in book if not step.optional and not is_done(step, plan, progress)), None)


def to_read(book: Sequence[Step], plan: Plan, progress: Progress) -> Step | None:
    """The page to open when somebody comes back: the first that is not done, or the optional one before it.

    An optional step is passed over once anything after it was begun.
    """
    step = reached(book, plan, progress)
    if step is None or is_begun(step, plan, progress):
        return step
    before = book[max(list(book).index(step) - 1, 0)]
    return step if not before.optional or is_begun(before, plan, progress) else before


def is_begun(step: Step, plan: Plan, progress: Progress) -> bool:
    """Whether anything of this step was ever touched."""
    return any(node.name in progress.nodes for node in step.nodes(plan))


def nodes_of(book: Sequence[Step], plan: Plan) -> list[Node]:
    """Everything that is to stand in the end, in written order."""
    return [node for step in book if not step.optional for node in step.nodes(plan)]


def login_note(work: Work, needed: float, now: datetime) -> str:
    """A sentence when the user's login ends before a run of so many seconds usually does; else nothing."""
    if work.aws.login is None:
        return ""
    left = login_left(work.aws.profile, os.environ, now)
    if left is None or left.total_seconds() > needed * 1.2:
        return ""
    ends = max(int(left.total_seconds() // 60), 0)
    return (
        f"Your login ends in {ends} min, and this usually takes {lasting(needed)}. "
        "Log in again now, or when it asks you to: the run waits for you."
    )
