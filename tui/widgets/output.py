"""The live output: what Docker, AWS and the steps say, line by line."""

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from steps.engine.model.events import (
    Adopted,
    AnyEvent,
    Checked,
    Created,
    Creating,
    Deleted,
    Deleting,
    Failed,
    Kept,
    Ready,
    Said,
    Updating,
    Waiting,
)
from tui.widgets.scrollback import CAP, Entry, Scrollback
from tui.widgets.text import clock


def told(event: AnyEvent) -> tuple[Entry, ...]:
    """An event as lines of output; none for what is shown elsewhere."""
    match event:
        case Said(resource=name, line=line):
            return (Entry(name, line),)
        case Waiting(resource=name, state=state):
            return (Entry(name, state, "muted"),)
        case Creating(resource=name, kind=kind):
            return (Entry(name, f"creating {kind}", "accent"),)
        case Created(resource=name, id=id_):
            return (Entry(name, f"made: {id_}", "muted"),)
        case Adopted(resource=name, id=id_, ours=ours):
            return (Entry(name, f"was there already{'' if ours else ', and is not ours'}: {id_}", "accent"),)
        case Ready(resource=name, seconds=seconds):
            return (Entry(name, f"ready after {clock(seconds)}", "accent"),)
        case Updating(resource=name, what=what):
            return (Entry(name, f"changing in place: {what}", "accent"),)
        case Deleting(resource=name):
            return (Entry(name, "deleting", "accent"),)
        case Deleted(resource=name, seconds=seconds):
            return (Entry(name, f"gone after {clock(seconds)}", "accent"),)
        case Kept(resource=name, id=id_):
            return (Entry(name, f"stays, since it is not ours: {id_}", "accent"),)
        case Checked(check=name, said=said):
            return (Entry(name, said, "accent"),)
        case Failed(resource=name):
            return (
                Entry(name, event.what, "error"),
                *(Entry(name, text, "warning") for text in _rest(event)),
            )
        case _:
            return ()


def _rest(failed: Failed) -> tuple[str, ...]:
    return tuple(text for text in (failed.why, failed.cure) if text)


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
        for entry in told(event):
            self._scrollback.add(entry)
        if self._scrollback.dropped and not self.has_class("-long"):
            self.add_class("-long")
