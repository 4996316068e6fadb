"""What ECS says of services and tasks, with the latest reason for a stop in full."""

import re

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from steps.engine.events import AnyEvent, Failed, TaskEvent, Waiting
from tui.widgets.scrollback import Entry, Scrollback
from tui.widgets.text import plain

REASON = re.compile(r"Error\b|\bunable to\b|\bunhealthy\b|\bexit code\b|\breason\b|\bfailed\b", re.IGNORECASE)
"""ECS's ways of saying why (Amazon ECS Developer Guide, "Service event messages" and "Stopped tasks error messages")."""


def tells_why(text: str) -> bool:
    """Whether this is a reason for a stop or a failure rather than ordinary news."""
    return bool(REASON.search(text))


class Tasks(Vertical):
    """ECS's own words as they come; the latest reason for a stop stays on top, whole."""

    DEFAULT_CSS = """
    Tasks { height: 1fr; }
    Tasks > Static { height: auto; max-height: 50%; margin: 0 1 1 1; padding: 0 1; background: $panel; color: $warning;
                     display: none; }
    Tasks.-why > Static { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._scrollback = Scrollback("What ECS says of services and tasks comes here.")
        self._reason = Static(markup=False)
        self.reason = ""
        self._speakers: set[str] = set()
        self._states: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The reason, and the lines."""
        yield self._reason
        yield self._scrollback

    def take(self, event: AnyEvent) -> None:
        """One more thing that ECS said, or the failure of a service."""
        match event:
            case TaskEvent(resource=name, text=text):
                self._speakers.add(name)
                why = tells_why(text)
                self._scrollback.add(Entry(name, text, "warning" if why else "plain"))
                if why:
                    self._explain(name, text)
            case Waiting(resource=name, state=state) if name in self._speakers:
                if self._states.get(name) != state:
                    self._states[name] = state
                    self._scrollback.add(Entry(name, f"now {state}", "muted"))
            case Failed(resource=name, what=what, why=why_) if name in self._speakers or name.startswith(
                "service."
            ):
                self._explain(name, f"{what} {why_}".strip())
            case _:
                pass

    def _explain(self, name: str, text: str) -> None:
        self.reason = plain(text)
        self._reason.update(f"Latest reason, from {name}:\n{self.reason}")
        self.add_class("-why")
