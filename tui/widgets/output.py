"""The live output: what Docker, AWS and the steps say, line by line."""

from pathlib import Path
from typing import assert_never

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from steps.engine.model.events import (
    Adopted,
    Answered,
    AnyEvent,
    Began,
    Called,
    Checked,
    Created,
    Creating,
    Deleted,
    Deleting,
    Drifted,
    Ended,
    Failed,
    Kept,
    Observed,
    Paused,
    Planned,
    Ready,
    Renamed,
    Resumed,
    Said,
    Scaled,
    Taken,
    TaskEvent,
    Updated,
    Updating,
    Waiting,
)
from steps.engine.model.sentences import sentence
from tui.widgets.scrollback import CAP, Entry, Scrollback


def entries(event: AnyEvent) -> tuple[Entry, ...]:
    """An event as a line of output; none for what is shown elsewhere."""
    about, text = sentence(event)
    match event:
        case Said():
            return (Entry(about, text),)
        case Waiting() | Created():
            return (Entry(about, text, "muted"),)
        case (
            Creating() | Adopted() | Ready() | Updating() | Deleting() | Deleted() | Kept() | Renamed() | Checked()
        ):  # fmt: skip
            return (Entry(about, text, "accent"),)
        case Failed():
            return (Entry(about, text, "error"),)
        case (
            Began() | Answered() | Planned() | Scaled() | Taken() | Drifted() | Updated() | Paused() | Resumed()
            | Ended() | Called() | TaskEvent() | Observed()
        ):  # fmt: skip
            return ()
        case _:
            assert_never(event)


class Output(Vertical):
    """The last few thousand lines; a note at the foot says where the older ones are."""

    DEFAULT_CSS = """
    Output { height: 1fr; }
    Output > Static { height: 1; padding: 0 1; color: $text-muted; display: none; text-wrap: nowrap;
                      text-overflow: ellipsis; }
    Output.-long > Static { display: block; }
    """

    def __init__(self, log_file: Path) -> None:
        super().__init__()
        self.log_file = log_file
        self._scrollback = Scrollback("What AWS, Docker and the steps say comes here.")
        self._states: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The lines, and the note."""
        yield self._scrollback
        yield Static(f"The last {CAP:,} lines are here; all of them are in {self.log_file}", markup=False)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are kept."""
        return self._scrollback.lines

    def take(self, event: AnyEvent) -> None:
        """Show what this event says, if it says anything new; costs a few microseconds."""
        if isinstance(event, Waiting):
            if self._states.get(event.resource) == event.state:
                return
            self._states[event.resource] = event.state
        for entry in entries(event):
            self._scrollback.add(entry)
        if self._scrollback.dropped and not self.has_class("-long"):
            self.add_class("-long")
