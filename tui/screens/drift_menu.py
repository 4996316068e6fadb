"""Drift: what others deleted or changed in AWS, by name, and what should be done about it."""

from collections.abc import Mapping

from textual.content import Content

from tui.drift_choices import DRIFT_WAYS, WHAT_HAPPENED
from tui.screens.menu import Menu
from tui.widgets.text import MUTED

LISTED = 8  # more are only counted


class DriftMenu(Menu):
    """Returns the value of a DriftChoice, or None for neither."""

    def __init__(self, drift: Mapping[str, str]) -> None:
        shown = list(drift.items())[:LISTED]
        rows = [Content.assemble((name, "bold"), (f"  {what}", MUTED)) for name, what in shown]
        if more := len(drift) - len(shown):
            rows.append(Content.styled(f"and {more} more", MUTED))
        intro = Content(f"{WHAT_HAPPENED}\n")
        super().__init__("Not as you left it", Content("\n").join([intro, *rows]), DRIFT_WAYS)
