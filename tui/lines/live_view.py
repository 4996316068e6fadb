"""A run on a terminal: a few calm lines that are drawn anew, with what is done, what is under way, and how long it takes."""

import contextlib
import sys
import threading
import time
from collections.abc import Iterator, Sequence

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from steps.engine.build.work import Work
from steps.engine.model.durations import lasting
from steps.engine.model.events import AnyEvent, Began, Ended, Verb
from steps.engine.model.step import Step
from tui.harmless import harmless
from tui.lines.far import Far, StepFar
from tui.lines.step_lines import urgent
from tui.lines.stopping import ANSWER, answer
from tui.outlook import outlook_of
from tui.sight import Sight, usual_of
from tui.widgets.text import clock
from tui.widgets.theme import read_appearance

EVERY = 2  # times a second at which the clocks go on


class Steady(Console):
    """A terminal whose cursor is never hidden: a process that is ended at once could not show it again."""

    def show_cursor(self, show: bool = True) -> bool:  # noqa: ARG002  (as rich has it)
        """Leave it as it is."""
        return False


class LiveView:
    """Draws from the first event of a run to its last; what has to be known is printed above and stays."""

    def __init__(self, work: Work, until: Step | None = None) -> None:
        self._work, self._until, self._far = work, until, Far(work, until)
        self._sight = Sight(work, work.record.progress, usual=usual_of(work))
        self._signs = read_appearance().glyphs
        self._console = Steady(file=sys.stdout, highlight=False, markup=False, emoji=False)
        self._live: Live | None = None
        self._lock = threading.RLock()

    def __call__(self, event: AnyEvent) -> None:
        """Take one event; between Began and Ended the lines are on the terminal."""
        with self._lock:
            self._far.take(event)
            for line in urgent(event):
                self._console.print(Text(harmless(line)), soft_wrap=True)
            match event:
                case Began():
                    self._draw()
                case Ended():
                    self.close()
                    self._console.print(self._summary(event))
                case _:
                    pass

    def close(self) -> None:
        """Take the lines off the terminal."""
        with self._lock:
            live, self._live = self._live, None
            if live:
                live.stop()

    def answer(self) -> None:
        """Say above these lines that the user was heard, who wants to stop: written between them, they would stay."""
        if self._live:
            self._console.print(Text(ANSWER))
        else:
            answer()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Without these lines meanwhile, as long as something is asked."""
        with self._lock:
            drawn = self._live is not None
            self.close()
            yield
            if drawn:
                self._draw()

    def frame(self, now: float) -> Sequence[Text]:
        """What is drawn at `now`, in epoch seconds: the head, the steps that are done, a line for each under way, the sum."""
        steps = self._far.steps
        done = [far for far in steps if far.whole]
        titles = ", ".join(far.step.title for far in done)
        lines = (
            [self._head(now), Text(f"{self._signs.done} {titles}", "green")] if done else [self._head(now)]
        )
        lines += [line for far in steps if not far.whole and (line := self._line(far, now))]
        count, total = self._far.sums
        word = "gone" if self._far.verb is Verb.TEARDOWN else "ready"
        return [*lines, Text(f"{count} of {total} {word}", "dim")]

    def _draw(self) -> None:
        self.close()
        self._live = Live(
            get_renderable=lambda: Group(*self.frame(time.time())), console=self._console, transient=True,
            refresh_per_second=EVERY, redirect_stdout=False, redirect_stderr=False, vertical_overflow="crop",
        )  # fmt: skip
        self._live.start(refresh=True)

    def _head(self, now: float) -> Text:
        work, elapsed = self._work, now - self._far.began
        if work.stop.is_set():
            return Text("Stopping: calls under way may finish …", "bold yellow")
        if paused := self._far.progress.paused:
            return Text(harmless(f"Paused. {paused.what} {paused.cure}"), "bold yellow")
        doing = "Taking down" if self._far.verb is Verb.TEARDOWN else "Building"
        outlook = outlook_of(self._sight, now, self._until)
        told = [f"{doing} {work.deployment.name}: {clock(elapsed)}", outlook.words, outlook.late]
        return Text(", ".join(filter(None, told)), "bold yellow" if outlook.overdue else "bold")

    def _line(self, far: StepFar, now: float) -> Text | None:
        name, state, since = self._far.moving(far.names)
        if not name:
            return None
        line = f"{self._signs.waiting} {far.step.title}: {far.done} of {len(far.names)}  "
        slow = harmless(f"{name}{f': {state}' if state else ''}  {clock(now - since)}")
        return Text.assemble(line, (slow, "cyan"), no_wrap=True, overflow="ellipsis")

    def _summary(self, ended: Ended) -> str:
        resources, checks = self._far.counted
        word = "gone" if self._far.verb is Verb.TEARDOWN else "ready"
        looked = f", {checks} check{'s' if checks > 1 else ''} passed" if checks else ""
        return f"{resources} resource{'' if resources == 1 else 's'} {word}{looked}, after {lasting(ended.seconds)}."
