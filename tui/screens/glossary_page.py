"""The glossary over any page: every word that the pages use, narrowed by typing."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from steps.book.glossary import find_word, words_with
from tui.screens.layout import LAYOUT
from tui.widgets.text import MUTED
from tui.widgets.text_input import TextInput


class GlossaryPage(ModalScreen[None]):
    """Opened at a word it shows that word; empty the line to see them all."""

    CSS_PATH = LAYOUT
    DEFAULT_CSS = "GlossaryPage #words { height: auto; min-height: 6; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss", "Close", tooltip="Close the glossary.", priority=True),
        Binding("down", "scroll(1)", show=False, priority=True),
        Binding("up", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(10)", show=False, priority=True),
        Binding("pageup", "scroll(-10)", show=False, priority=True),
    ]

    def __init__(self, word: str = "") -> None:
        super().__init__()
        found = find_word(word)
        self._word = found.name if found else word

    def compose(self) -> ComposeResult:
        """Lay out the line to type into and the words."""
        with Vertical(classes="panel"):
            yield Static("Glossary", classes="title")
            yield TextInput(self._word, placeholder="type a word", compact=True)
            with VerticalScroll(classes="prose", id="words", can_focus=False):
                yield Static(id="meanings")
            yield Static("↑ ↓ scroll. Esc closes this.", classes="hint")

    def on_mount(self) -> None:
        """Show what is asked for."""
        self._show(self._word)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, text: str) -> None:
        exact = find_word(text)
        words = [exact, *(each for each in words_with(text) if each != exact)] if exact else words_with(text)
        rows = [Content.assemble((each.name, "bold $accent"), f"\n{each.means}") for each in words]
        nothing = Content.styled("No word here has this in it.", MUTED)
        self.query_one("#meanings", Static).update(Content("\n").join(rows) if rows else nothing)
        self.query_one("#words").scroll_home(animate=False)

    def action_scroll(self, lines: int) -> None:
        """Move the words, while the line has the cursor."""
        self.query_one("#words").scroll_relative(y=lines, animate=False)
