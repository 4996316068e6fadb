"""A code of an MFA device, which AWS wants before it lends a role: typed here, and the call goes on."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.screens.layout import LAYOUT
from tui.widgets.text_input import TextInput


class CodePage(ModalScreen[str | None]):
    """Returns the code, or None when its user has none to give."""

    CSS_PATH = LAYOUT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "dismiss", "No code", tooltip="Give no code; what asked for it says what that means."
        ),
    ]

    def __init__(self, device: str) -> None:
        super().__init__()
        self._device = device

    def compose(self) -> ComposeResult:
        """Lay out what is asked for, and a field."""
        with Vertical(classes="panel"):
            yield Static("A code of your MFA device", classes="title")
            yield Static(
                f"AWS lends this profile's role only for a code of {self._device}. Type the one that it shows now.",
                classes="prose",
                markup=False,
            )
            yield TextInput(id="code", placeholder="123456", max_length=20, compact=True)
            yield Static("Enter gives the code. Esc gives none.", classes="hint")

    @on(Input.Submitted, "#code")
    def _given(self, message: Input.Submitted) -> None:
        if code := message.value.strip():
            self.dismiss(code)
