"""The tab Tasks: every service's tasks, the latest reason for a stop with what was written last, and ECS's own words."""

import re
from collections.abc import Callable
from typing import assert_never

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from steps.engine.model import events
from steps.engine.model.diagnosed import Diagnosed, Probed
from steps.engine.model.events import AnyEvent, Deleted, Failed, LastLines, Observed, TaskEvent, Waiting
from steps.engine.model.obstacle import Cleared, Obstacle
from tui.widgets.scrollback import Entry, Scrollback
from tui.widgets.task_table import TaskTable, latest_stop
from tui.widgets.text import hour, plain
from tui.widgets.wrote import wrote_last

REASON = re.compile(r"Error\b|\bunable to\b|\bunhealthy\b|\bexit code\b|\breason\b|\bfailed\b", re.IGNORECASE)
"""ECS's ways of saying why (Amazon ECS Developer Guide, "Service event messages" and "Stopped tasks error messages")."""
WARNING = "WARNING: "  # a word, for whoever sees no colours
BESIDES = 5  # rows that a reason takes, mostly, beside what was written last


def tells_why(text: str) -> bool:
    """Whether this is a reason for a stop or a failure rather than ordinary news."""
    return bool(REASON.search(text))


class Tasks(Vertical):
    """Tasks on top; the latest reason for a stop stays below them, whole; then what ECS says, the newest last."""

    DEFAULT_CSS = """
    Tasks { height: 1fr; }
    Tasks > TaskTable { max-height: 50%; margin: 0 0 1 0; }
    Tasks > #reason { height: auto; max-height: 50%; margin: 0 1 1 1; padding: 0 1; background: $panel; display: none;
                      scrollbar-size-vertical: 1; }
    Tasks > #reason > Static { height: auto; color: $warning; }
    Tasks.-why > #reason { display: block; }
    """

    def __init__(self, has_tasks: Callable[[str], bool]) -> None:
        super().__init__()
        self._has_tasks = has_tasks  # whether the resource of that key is a service
        self._table, self._observed, self._now = TaskTable(), dict[str, Observed](), 0.0
        self._stops: set[tuple[str, str]] = set()
        self._keys: set[str] = set()
        self._scrollback = Scrollback("What ECS says of services and tasks comes here.")
        self._reason = Static(markup=False)
        self.reason = self._culprit = self._speaker = ""
        self._lines: dict[str, tuple[str, ...]] = {}  # what each service's task wrote last that stopped last
        self._probes: dict[str, tuple[Probed, ...]] = {}  # what was looked at live
        self._speakers: set[str] = set()
        self._states: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The tasks, the reason, and the lines."""
        yield self._table
        with VerticalScroll(id="reason"):
            yield self._reason
        yield self._scrollback

    def on_resize(self) -> None:
        """As many lines as there is room for."""
        if self.reason:
            self._show_reason()

    def take(self, event: AnyEvent) -> None:
        """One more thing that ECS said, or the failure of a service."""
        match event:
            case Observed(resource=name):
                self._observed[name] = event
                self._table.show(self._observed, self._now)
                self._note_stop(event)
            case Deleted(resource=name):
                self._forget(name)
            case TaskEvent(key=key) if key and key in self._keys:
                pass
            case TaskEvent(resource=name, text=text, key=key):
                self._keys.add(key)
                self._speakers.add(name)
                why = tells_why(text)
                said = f"{hour(event.at)} {WARNING if why else ''}{text}"
                self._scrollback.add(Entry(name, said, "warning" if why else "plain"))
                if why:
                    self._explain(name, text)
            case Waiting(resource=name, state=state) if name in self._speakers - self._observed.keys():
                if self._states.get(name) != state:
                    self._states[name] = state
                    self._scrollback.add(Entry(name, f"now {state}", "muted"))
            case LastLines(resource=name, lines=lines):
                self._lines[name] = lines
                if name == self._culprit:
                    self._show_reason()
            case Diagnosed(resource=name, cause=cause, evidence=evidence, probes=probes):
                self._probes[name] = probes
                self._explain(name, f"{cause or 'Nothing wrong was found'}. {evidence}")
            case Failed(resource=name, what=what, why=why_, lines=lines) if (
                name in self._speakers or self._has_tasks(name)
            ):
                self._lines[name] = lines or self._lines.get(name, ())
                self._explain(name, f"{what} {why_}".strip())
            case (
                events.Waiting() | events.Failed() | events.Called() | events.Said() | events.Checked()
                | events.Creating() | events.Created() | events.Adopted() | events.Ready() | events.Updating()
                | events.Updated() | events.Deleting() | events.Kept() | events.Drifted() | events.Answered()
                | events.Planned() | events.Began() | events.Paused() | events.Resumed() | events.Ended()
                | events.Renamed() | events.Scaled() | events.Taken() | Obstacle() | Cleared()
            ):  # fmt: skip
                pass
            case _:
                assert_never(event)

    def show(self, now: float) -> None:
        """Draw the tasks as old as they are at `now`, in epoch seconds."""
        self._now = now
        if self._observed:
            self._table.show(self._observed, now)

    def _note_stop(self, seen: Observed) -> None:
        """A task that stopped is a reason when it is first seen, so that a later one of another service is not hidden."""
        if (task := latest_stop(seen)) and (task.id, task.stopped) not in self._stops:
            self._stops.add((task.id, task.stopped))
            self._explain(seen.resource, task.stopped, f"task {task.id} of {seen.resource}")

    def _forget(self, name: str) -> None:
        """What is gone has no tasks, and its reasons explain nothing any more."""
        self._observed.pop(name, None)
        self._lines.pop(name, None)
        self._probes.pop(name, None)
        self._table.show(self._observed, self._now)
        if name == self._culprit:
            self.reason = self._culprit = ""
            self.remove_class("-why")

    def _explain(self, name: str, text: str, speaker: str = "") -> None:
        self.reason, self._culprit, self._speaker = plain(text), name, speaker or name
        self._show_reason()
        self.add_class("-why")

    def _show_reason(self) -> None:
        """The reason, and as many of the last lines as there is room for."""
        lines = wrote_last(self._lines.get(self._culprit, ()), self.size.height // 2 - BESIDES)
        wrote = "\n".join(["", "It wrote last:", *(f"  {line}" for line in lines)]) if lines else ""
        looked = "".join(f"\n  {plain(str(probed))}" for probed in self._probes.get(self._culprit, ()))
        self._reason.update(f"Latest reason, from {self._speaker}:\n{self.reason}{looked}{wrote}")
