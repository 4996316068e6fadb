"""How many tasks of an app: a number, typed."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.screens.layout import LAYOUT
from tui.widgets.text_input import TextInput


class CountPage(ModalScreen[int | None]):
    """Returns the number, or None for Escape."""

    CSS_PATH = LAYOUT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Go on", tooltip="Close this; nothing changes."),
    ]

    def __init__(self, app: str, count: int) -> None:
        super().__init__()
        self._app_name, self._count = app, count

    def compose(self) -> ComposeResult:
        """Lay out the question and a field."""
        with Vertical(classes="panel"):
            yield Static(f"How many tasks of {self._app_name}?", classes="title", markup=False)
            yield TextInput(str(self._count), id="count", max_length=4, compact=True)
            yield Static("Enter takes the number. Esc leaves it as it is.", classes="hint")

    @on(Input.Submitted, "#count")
    def _given(self, message: Input.Submitted) -> None:
        text = message.value.strip()
        if text.isascii() and text.isdecimal():
            self.dismiss(int(text))
        else:
            self.query_one(".hint", Static).update(f"“{text}” is not a number: type one such as 3.")
