"""How far a run is, step by step: what of each step is ready, or gone, since the run began."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from steps.engine.build.work import Work
from steps.engine.memory.outlook import UNDER_WAY
from steps.engine.memory.progress import Progress
from steps.engine.memory.readable import readable
from steps.engine.model.events import AnyEvent, Began, Checked, Deleted, Kept, Planned, Ready, Verb
from steps.engine.model.step import Step


@dataclass(frozen=True)
class StepFar:
    """One step, its `number` in the book, the names of what this run has to do with, and how many of them are `done`."""

    number: int
    step: Step
    names: tuple[str, ...]
    done: int

    @property
    def whole(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.done == len(self.names)


@dataclass
class Far:
    """Counts what the latest run has done; it `began` then, in epoch seconds, 0 before there is one.

    A build goes up to the step `until`, or over the whole book.
    """

    work: Work
    until: Step | None = None
    verb: Verb = Verb.BUILD
    began: float = 0.0
    _done: set[str] = field(default_factory=set)
    _leaving: frozenset[str] = frozenset()
    _known: tuple[
        tuple[int, Step, tuple[str, ...]], ...
    ] = ()  # what the run has to do with, once somebody has asked

    def take(self, event: AnyEvent) -> None:
        """One more event, after the record has had it."""
        match event:
            case Began(verb=verb, at=at):
                self.verb, self.began, self._done = verb, at, set()
                self._leaving, self._known = frozenset(self.progress.recorded), ()
            case Planned():
                self._known = ()
            case Ready(resource=name) | Checked(check=name) if self.verb is not Verb.TEARDOWN:
                self._done.add(name)
            case Deleted(resource=name) if self.verb is Verb.TEARDOWN:
                self._done.add(name)
            case Kept(resource=name):
                self._done.add(name)
            case _:
                pass

    @property
    def progress(self) -> Progress:
        """The fold over all events."""
        return self.work.record.progress

    @property
    def steps(self) -> Sequence[StepFar]:
        """Every step that has anything to do in this run."""
        self._known = self._known or tuple(
            (number, step, names)
            for number, step in enumerate(self.work.book, start=1)
            if (names := self._names(step))
        )
        return [
            StepFar(number, step, names, len(self._done & set(names))) for number, step, names in self._known
        ]

    @property
    def sums(self) -> tuple[int, int]:
        """How many are done, of how many; an optional step counts only as far as it was built."""
        steps = self.steps
        return sum(far.done for far in steps), sum(
            len(far.names) for far in steps if far.done or not far.step.optional
        )

    @property
    def counted(self) -> tuple[int, int]:
        """How many resources of ours are done, and how many checks, which are of no kind of AWS's."""
        done = [self.progress.node(name) for far in self.steps for name in far.names if name in self._done]
        return sum(bool(each.kind) and each.ours for each in done), sum(not each.kind for each in done)

    def moving(self, names: Sequence[str]) -> tuple[str, str, float]:
        """What of these has been under way longest: its name, AWS's word for its state, since when; empty for nothing."""
        found = [self.progress.node(name) for name in names if name not in self._done]
        slow = min(
            (each for each in found if each.state in UNDER_WAY), key=lambda each: each.since, default=None
        )
        return (slow.name, slow.waiting, slow.since) if slow else ("", "", 0.0)

    def _names(self, step: Step) -> tuple[str, ...]:
        progress, book = self.progress, self.work.book
        if self.verb is not Verb.TEARDOWN:
            if self.until and book.index(step) > book.index(self.until):
                return ()
            plan = next(iter(readable(book, progress.plans[-1:])), None)
            return tuple(node.name for node in step.nodes(plan)) if plan else ()
        nodes = (node.name for plan in readable(book, progress.plans) for node in step.resources(plan))
        return tuple(dict.fromkeys(name for name in nodes if name in self._leaving))
