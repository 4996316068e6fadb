"""A run in a line for each step that is done; what goes wrong, or has to be known, is told at once."""

from typing import assert_never

from steps.engine.build.work import Work
from steps.engine.model import events
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.durations import lasting
from steps.engine.model.events import Adopted, AnyEvent, Began, Ended, Verb
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.sentences import sentence
from tui.happened import what_happened
from tui.harmless import put, without_escapes
from tui.lines.far import Far, StepFar

QUIET = 30.0  # seconds after which it is said what is waited for


def urgent(event: AnyEvent) -> tuple[str, ...]:
    """The lines of what has to be known while it happens: troubles, warnings, pauses, what belongs to others."""
    match event:
        case Adopted(ours=True):
            return ()
        case Obstacle() if event.by_itself:
            return ()
        case events.Said(resource=about, line=line) if about and not line.startswith("WARNING"):
            return ()
        case (
            Adopted() | events.Said() | events.Failed() | events.Paused() | events.Resumed() | events.Kept()
            | events.Drifted() | events.LastLines() | Diagnosed() | Obstacle()
        ):  # fmt: skip
            said = sentence(event)
            return (str(said), *(f"    {without_escapes(line)}" for line in said.lines)) if said.text else ()
        case (
            Began() | Ended() | events.Answered() | events.Planned() | events.Scaled() | events.Taken() | events.Renamed()
            | events.Creating() | events.Created() | events.Ready() | events.Updating() | events.Updated()
            | events.Deleting() | events.Deleted() | events.Checked() | events.Waiting() | events.Called()
            | events.TaskEvent() | events.Observed() | Cleared()
        ):  # fmt: skip
            return ()
        case _:
            assert_never(event)


ORDER = "Much is built side by side: each step is told when all of it is ready, whatever its number."


class StepLines:
    """Prints each step once when all of it is ready or gone, and after a silence what is waited for.

    One run may follow another, page after page: what was told is not told again.
    """

    def __init__(self, work: Work) -> None:
        self._work, self._far = work, Far(work)
        self._told: set[tuple[Verb, str]] = set()  # steps, and lines about what belongs to others
        self._latest = 0.0  # when something was told last, in epoch seconds

    def __call__(self, event: AnyEvent) -> None:
        """Print what this event is worth telling."""
        self._far.take(event)
        lines = [line for line in urgent(event) if not isinstance(event, Adopted) or self._is_new(line)]
        match event:
            case Began():
                lines = [str(sentence(event))]
            case Ended(seconds=seconds):
                lines = [f"That took {lasting(seconds)}."] if seconds >= 1 else []
            case _:
                lines += [
                    line
                    for far in self._far.steps
                    if far.whole and self._is_new(far.step.key)
                    for line in self._lines(far)
                ]
        if not lines and self._far.began and event.at - self._latest > QUIET:
            lines = self._waiting(event.at)
        for line in lines:
            put(line, flush=True)
        self._latest = event.at if lines else self._latest

    def _is_new(self, what: str) -> bool:
        told = (self._far.verb, what)
        known = told in self._told
        self._told.add(told)
        return not known

    def _lines(self, far: StepFar) -> list[str]:
        goes = self._far.verb is Verb.TEARDOWN
        counted = f"{far.done} of {len(far.names)} {'gone' if goes else 'ready'}"
        lines = [ORDER] if not goes and self._is_early(far) and self._is_new(ORDER) else []
        lines += [f"Step {far.number} of {len(self._work.book)}, {far.step.title}: {counted}"]
        told = () if goes else what_happened(far.step, self._work.plan, self._far.progress)
        return [*lines, *(f"  {line}" for line in told)]

    def _is_early(self, far: StepFar) -> bool:
        before = (each for each in self._far.steps if each.number < far.number and not each.step.optional)
        return not all(each.whole for each in before)

    def _waiting(self, now: float) -> list[str]:
        name, state, since = self._far.moving([name for far in self._far.steps for name in far.names])
        done, total = self._far.sums
        waits = (
            f"; waiting for {name}{f' ({state})' if state else ''} since {lasting(now - since)}"
            if name
            else ""
        )
        return [
            f"Still at work: {done} of {total} {'gone' if self._far.verb is Verb.TEARDOWN else 'ready'}{waits}"
        ]
