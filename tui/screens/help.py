"""Help: the keys of the page beneath, made from its bindings."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tui.screens.layout import LAYOUT


class Help(ModalScreen[None]):
    """Lists what each key does in words; the words are the bindings' tooltips."""

    CSS_PATH = LAYOUT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,enter,q", "dismiss", "Close", tooltip="Close this list."),
    ]

    def __init__(self, page: Screen[Any]) -> None:
        super().__init__()
        self._rows = list(explained_keys(page))

    def compose(self) -> ComposeResult:
        """Lay out a line for each key."""
        with Vertical(classes="panel"):
            yield Static("Keys of this page", classes="title")
            with VerticalScroll(classes="prose"):
                for key, name, means in self._rows:
                    yield Static(Content.assemble((f"{key:>9}", "bold $accent"), f"   {name}"))
                    yield Static(means, classes="meaning", markup=False)
            yield Static(
                "Arrows, Tab and the mouse move about. Ctrl-P finds every command. Esc closes this.",
                classes="hint",
            )


def explained_keys(page: Screen[Any]) -> list[tuple[str, str, str]]:
    """Key, name and meaning of every binding of a page that has something to say."""
    found: dict[str, tuple[str, str, str]] = {}
    for active in page.active_bindings.values():
        binding = active.binding
        if binding.tooltip and active.enabled and binding.action not in found:
            found[binding.action] = (page.app.get_key_display(binding), binding.description, binding.tooltip)
    return list(found.values())
