"""A run in a line for each step that is done; what goes wrong, or has to be known, is told at once."""

from steps.engine.build.work import Work
from steps.engine.model import events
from steps.engine.model.durations import lasting
from steps.engine.model.events import AnyEvent, Began, Ended, Verb
from steps.engine.model.sentences import sentence
from tui.happened import what_happened
from tui.harmless import put, without_escapes
from tui.lines.far import Far, StepFar

QUIET = 30.0  # seconds after which it is said what is waited for


def urgent(event: AnyEvent) -> tuple[str, ...]:
    """The lines of what has to be known while it happens: troubles, warnings, pauses, what belongs to others."""
    match event:
        case events.Adopted(ours=True):
            return ()
        case events.Said(resource=about, line=line) if about and not line.startswith("WARNING"):
            return ()
        case (
            events.Adopted() | events.Said() | events.Failed() | events.Paused() | events.Resumed() | events.Kept()
            | events.Drifted() | events.LastLines()
        ):  # fmt: skip
            said = sentence(event)
            return (str(said), *(f"    {without_escapes(line)}" for line in said.lines)) if said.text else ()
        case _:
            return ()


class StepLines:
    """Prints each step once when all of it is ready or gone, and after a silence what is waited for."""

    def __init__(self, work: Work) -> None:
        self._work, self._far = work, Far(work)
        self._told: set[str] = set()
        self._latest = 0.0  # when something was told last, in epoch seconds

    def __call__(self, event: AnyEvent) -> None:
        """Print what this event is worth telling."""
        self._far.take(event)
        lines = list(urgent(event))
        match event:
            case Began():
                self._told = set()
                lines = [str(sentence(event))]
            case Ended(seconds=seconds):
                lines = [f"That took {lasting(seconds)}."] if seconds >= 1 else []
            case _:
                lines += [line for far in self._far.steps if self._is_news(far) for line in self._lines(far)]
        if not lines and self._far.began and event.at - self._latest > QUIET:
            lines = self._waiting(event.at)
        for line in lines:
            put(line, flush=True)
        self._latest = event.at if lines else self._latest

    def _is_news(self, far: StepFar) -> bool:
        if not far.whole or far.step.key in self._told:
            return False
        self._told.add(far.step.key)
        return True

    def _lines(self, far: StepFar) -> list[str]:
        goes = self._far.verb is Verb.TEARDOWN
        counted = f"{far.done} of {len(far.names)} {'gone' if goes else 'ready'}"
        lines = [f"Step {far.number} of {len(self._work.book)}, {far.step.title}: {counted}"]
        told = () if goes else what_happened(far.step, self._work.plan, self._far.progress)
        return [*lines, *(f"  {line}" for line in told)]

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
