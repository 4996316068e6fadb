"""A menu over the page: a few lines, each with its letter and with what it does."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.layout import LAYOUT
from tui.ways import Way
from tui.widgets.text import hang

ROOMY = 3  # lines that have room around them at 24 rows
WIDEST = 18  # cells of a label beside what it means
PANEL, AROUND = 76, 14  # cells of the widest menu, and of what is around a line's words


class Menu(ModalScreen[str | None]):
    """Returns the value of the line that was chosen, or None for Escape."""

    CSS_PATH = LAYOUT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Go on", tooltip="Close this and go on."),
    ]

    def __init__(self, title: str, prose: Content, lines: Sequence[Way[str]]) -> None:
        super().__init__()
        self._title, self._prose, self._lines = title, prose, lines

    def compose(self) -> ComposeResult:
        """Lay out the title, what there is to know, and the lines."""
        with Vertical(classes="panel"):
            yield Static(self._title, classes="title", markup=False)
            yield Static(self._prose, classes="prose")
            options = [Option(self._prompt(each), each.value) for each in self._lines]
            yield OptionList(*(options if self._crowded else spaced(options)), markup=False)
            yield Static("Enter takes the line, its letter does too. Esc goes on.", classes="hint")

    @property
    def _crowded(self) -> bool:
        return len(self._lines) > ROOMY

    def _prompt(self, each: Way[str]) -> Content:
        """Its letter and name, and what it means: below them, beside them where lines are many, or nowhere on a small page."""
        head = Content.assemble((f" {each.key} ", "reverse"), "  ", (each.label, "bold"))
        if not each.means:
            return head
        room = min(PANEL, self.app.size.width) - AROUND
        if self._crowded:
            beside = " " * (WIDEST - len(each.label)) + each.means
            return Content.assemble(head, beside) if WIDEST + len(each.means) <= room else head
        means = hang(f"{'':5}{each.means}", room)
        return Content.assemble(head, f"\n{means}")

    def on_resize(self) -> None:
        """Fold what each line means to the room that there is now."""
        for each in self._lines:
            self.query_one(OptionList).replace_option_prompt(each.value, self._prompt(each))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the line."""
        self.dismiss(event.option.id)

    def on_key(self, event: events.Key) -> None:
        """Return the line of this letter."""
        for each in self._lines:
            if event.key == each.key:
                event.stop()
                self.dismiss(each.value)


def spaced(options: Sequence[Option]) -> list[Option]:
    """Give each option an empty line after it, which cannot be chosen."""
    return [line for option in options for line in (option, Option("", disabled=True))][:-1]
