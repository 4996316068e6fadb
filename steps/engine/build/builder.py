"""Looks first, then builds every node whose needs are met, side by side; taking down is the same on the reversed graph."""

import queue
from collections.abc import Callable, Collection, Iterable, Iterator

from steps.engine.build.lifecycle import Unproven, create_or_adopt, look_up, remove, tell_of, verify
from steps.engine.build.schedule import Life, Schedule
from steps.engine.cloud.explain import explain
from steps.engine.cloud.refusals import is_refusal
from steps.engine.model.events import Failed
from steps.engine.model.resource import Check, Milestone, Node, Resource
from steps.engine.model.site import Run, Survey
from steps.engine.troubles import Stopped


def survey(run: Run, nodes: Iterable[Node]) -> bool:
    """Look up every resource by name and tag, all at once; True when every look succeeded, else its failure is told."""
    failures = Failures(run)
    _look_around(run, nodes, failures.note)
    return not failures.any


def survey_or_raise(run: Run, nodes: Iterable[Node]) -> None:
    """A survey that tells nothing; the first error of AWS's is raised."""
    errors: list[Exception] = []
    _look_around(run, nodes, lambda node, error: errors.append(error))
    if errors:
        raise errors[0]


def _look_around(run: Run, nodes: Iterable[Node], failed: Callable[[Node, Exception], None]) -> None:
    """Look up every resource by name and tag, all at once; `failed` hears of each look that did not succeed."""
    survey = Survey()
    waiting: list[tuple[Node, Life]] = [
        (node, look_up(run.at(node, survey), node)) for node in nodes if isinstance(node, Resource)
    ]
    Schedule(_all_at_once(waiting), failed, run.stop, run.pace, run.clock).run()


class Building:
    """One build under way: everything whose needs are met runs side by side; more can be added meanwhile.

    Nobody waits for what is taken `as_they_are`; what is so is not built, nor looked at once more.
    """

    def __init__(self, run: Run, nodes: Iterable[Node], as_they_are: Iterable[Node] = ()) -> None:
        self._run = run
        self._made: set[Node] = set(as_they_are)
        self._ready: set[Node] = set(as_they_are)
        self._needs: dict[Node, dict[Node, Milestone]] = {}
        self._new: queue.SimpleQueue[tuple[Run, Node]] = queue.SimpleQueue()
        self._failures = Failures(run)
        self.add(run, nodes)
        self._waiting = self._take_new()

    def __contains__(self, node: Node) -> bool:
        return node in self._needs

    def add(self, run: Run, nodes: Iterable[Node], as_they_are: Iterable[Node] = ()) -> None:
        """Build these as well, to the plan of this run; from any thread, without effect for what is being built already.

        The run shares the handles of the first one.
        """
        for node in as_they_are:
            self._made.add(node)
            self._ready.add(node)
        for node in nodes:
            self._new.put((run, node))

    def finish(self) -> bool:
        """Build all of it; True when it stands and every check is true."""
        run = self._run
        Schedule(self._begin, self._failures.note, run.stop, run.pace, run.clock).run()
        return not self._failures.any and self._needs.keys() <= self._ready

    def _begin(self) -> Iterator[tuple[Node, Life]]:
        self._waiting |= self._take_new()
        for node in [node for node in self._waiting if self._met(node)]:
            yield node, self._life(self._waiting.pop(node), node)

    def _take_new(self) -> dict[Node, Run]:
        taken: dict[Node, Run] = {}
        while not self._new.empty():
            run, node = self._new.get()
            if node not in self._needs and node not in self._made:
                self._needs[node] = node.needs
                taken[node] = run
        return taken

    def _met(self, node: Node) -> bool:
        return all(
            need in (self._ready if milestone is Milestone.READY else self._made)
            for need, milestone in self._needs[node].items()
        )

    def _life(self, run: Run, node: Node) -> Life:
        site = run.at(node)
        match node:
            case Resource():
                yield from create_or_adopt(site, node, made=lambda: self._made.add(node))
            case Check():
                yield from verify(site, node)
        self._made.add(node)
        self._ready.add(node)


def build(run: Run, nodes: Iterable[Node]) -> bool:
    """Build what `survey` did not find and adopt what it did; True when all of it stands and every check is true."""
    return Building(run, nodes).finish()


def meet(run: Run, nodes: Iterable[Node]) -> bool:
    """Tell of each that a survey found as of something that was there already; True when all of them are ready."""
    lives: list[tuple[Node, Life]] = [
        (node, tell_of(run.at(node), node)) for node in nodes if isinstance(node, Resource)
    ]
    failures = Failures(run)
    Schedule(_all_at_once(lives), failures.note, run.stop, run.pace, run.clock).run()
    return not failures.any


def tear_down(run: Run, nodes: Collection[Node], recorded: Collection[str]) -> bool:
    """Delete all that `survey` found and that is ours, dependents first; True when nothing of ours is left.

    `recorded` names what the journal says still stands, so that what is gone already is said to be gone.
    """
    waiting: dict[Node, None] = {node: None for node in nodes if isinstance(node, Resource)}
    dependents: dict[Node, set[Node]] = {node: set() for node in waiting}
    for node in waiting:
        for need in node.needs:
            if need in dependents:
                dependents[need].add(node)
        dependents[node] |= waiting.keys() & set(node.held_by)
    gone: set[Node] = set()
    failures = Failures(run)
    total = len(waiting)

    def life(node: Node) -> Life:
        assert isinstance(node, Resource)
        try:
            yield from remove(run.at(node), node, recorded=node.name in recorded)
        except Unproven as error:
            failures.note(node, error)
        gone.add(node)

    begin = _when(waiting, lambda node: dependents[node] <= gone, life)
    Schedule(begin, failures.note, run.stop, run.pace, run.clock).run()
    return not failures.any and len(gone) == total


class Failures:
    """Tells of each failure, in words, and remembers whether there was any."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.any = False

    def note(self, node: Node, error: Exception) -> None:
        """Tell what happened to this node; stopping is not a failure."""
        if isinstance(error, Stopped):
            return
        self.any = True
        trouble = explain(error, profile=self._run.aws.profile)
        self._run.tell(
            Failed(
                resource=node.name,
                what=trouble.what,
                why=trouble.why,
                cure=trouble.cure,
                step=trouble.step,
                lines=trouble.lines,
                refused=is_refusal(error),
            )
        )


def _when(
    waiting: dict[Node, None], met: Callable[[Node], bool], life: Callable[[Node], Life]
) -> Callable[[], Iterator[tuple[Node, Life]]]:
    def begin() -> Iterator[tuple[Node, Life]]:
        for node in [node for node in waiting if met(node)]:
            del waiting[node]
            yield node, life(node)

    return begin


def _all_at_once(lives: list[tuple[Node, Life]]) -> Callable[[], Iterator[tuple[Node, Life]]]:
    def begin() -> Iterator[tuple[Node, Life]]:
        while lives:
            yield lives.pop()

    return begin
