"""The live output: what Docker, AWS and the steps say, line by line."""

from pathlib import Path
from typing import assert_never

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from steps.engine.model import events
from steps.engine.model.events import AnyEvent, Waiting
from tui.sentences import Sentence, sentence
from tui.widgets.scrollback import CAP, Entry, Scrollback


def entries(event: AnyEvent) -> tuple[Entry, ...]:
    """An event as lines of output; none for what is shown elsewhere: in the other tabs, on top, or over the page."""
    match event:
        case (
            events.Creating() | events.Created() | events.Adopted() | events.Ready() | events.Updating()
            | events.Deleting() | events.Deleted() | events.Kept() | events.Checked() | events.Failed()
            | events.Said() | events.Waiting() | events.Renamed()
        ):  # fmt: skip
            return _said(sentence(event))
        case events.Called() | events.TaskEvent() | events.Observed():
            return ()
        case events.Began() | events.Paused() | events.Resumed() | events.Ended() | events.Drifted():
            return ()
        case events.Answered() | events.Planned() | events.Updated():
            return ()
        case _:
            assert_never(event)


def _said(said: Sentence | None) -> tuple[Entry, ...]:
    if said is None:
        return ()
    below = (Entry(said.about, detail, "warning") for detail in said.details)
    return (Entry(said.about, said.text, said.tone), *below)


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
