"""Somebody else works on the deployment, from another machine: who and for how long, and the ways to go on."""

from textual.content import Content

from steps.engine.model.holder import Held
from tui.holder_ways import HOLDER_WAYS
from tui.screens.menu import Menu
from tui.widgets.text import MUTED


class HolderMenu(Menu):
    """Returns the value of a HolderChoice, or None for neither."""

    def __init__(self, held: Held) -> None:
        prose = Content.assemble((held.what, "bold"), "\n", (held.why, MUTED))
        super().__init__("Somebody else is at work", prose, HOLDER_WAYS)
