"""The live output: what Docker, AWS and the steps say, line by line."""

from pathlib import Path
from typing import assert_never

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from steps.engine.model import events
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.sentences import sentence
from tui.widgets.scrollback import CAP, Entry, Scrollback


def entries(event: events.AnyEvent) -> tuple[Entry, ...]:
    """An event as a line of output; none for what is shown elsewhere."""
    about, text, lines = sentence(event)
    match event:
        case events.Said():
            return (Entry(about, text),)
        case events.Waiting() | events.Created():
            return (Entry(about, text, "muted"),)
        case (
            events.Creating() | events.Adopted() | events.Ready() | events.Updating() | events.Deleting()
            | events.Deleted() | events.Kept() | events.Renamed() | events.Checked() | Cleared()
        ):  # fmt: skip
            return (Entry(about, text, "accent"),)
        case events.Failed():
            return (Entry(about, text, "error"), *(Entry(about, line) for line in lines))
        case Obstacle():
            return (Entry(about, text, "muted" if event.by_itself else "warning"),)
        case events.LastLines() | Diagnosed():
            return (Entry(about, text, "warning"), *(Entry(about, line) for line in lines))
        case (
            events.Began() | events.Answered() | events.Planned() | events.Scaled() | events.Taken()
            | events.Drifted() | events.Updated() | events.Paused() | events.Resumed()
            | events.Ended() | events.Called() | events.TaskEvent() | events.Observed()
        ):  # fmt: skip
            return ()
        case _:
            assert_never(event)


class Output(Vertical):
    """The last few thousand lines; a note at the foot says where the older ones are."""

    DEFAULT_CSS = """
    Output { height: 1fr; }
    Output > Static { height: 1; padding: 0 2; color: $text-muted; display: none; text-wrap: nowrap;
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

    def take(self, event: events.AnyEvent) -> None:
        """Show what this event says, if it says anything new; costs a few microseconds."""
        if isinstance(event, events.Waiting):
            if self._states.get(event.resource) == event.state:
                return
            self._states[event.resource] = event.state
        for entry in entries(event):
            self._scrollback.add(entry)
        if self._scrollback.dropped and not self.has_class("-long"):
            self.add_class("-long")
