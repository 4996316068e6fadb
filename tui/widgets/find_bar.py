"""The line to type into what is looked for, and beside it where that is found."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui.widgets.text_input import TextInput


class FindBar(Horizontal):
    """Only there while something is looked for."""

    DEFAULT_CSS = """
    FindBar { dock: bottom; height: 1; margin: 0 2 1 2; display: none; background: $panel; }
    FindBar.-on { display: block; }
    FindBar > Input { width: 1fr; max-width: 100%; margin: 0; }
    FindBar > Static { width: auto; padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        """The line, and the place."""
        yield TextInput(id="sought", compact=True, placeholder="letters to look for")
        yield Static(id="place")
