"""Drift: what others deleted or changed in AWS, by name, and what shall become of it."""

from collections.abc import Mapping

from textual.content import Content

from tui.screens.menu import Line, Menu
from tui.widgets.text import MUTED

LISTED = 8  # more are only counted


class DriftMenu(Menu):
    """Returns `rebuild`, `keep`, or None for neither."""

    def __init__(self, drift: Mapping[str, str]) -> None:
        shown = list(drift.items())[:LISTED]
        rows = [Content.assemble((name, "bold"), (f"  {what}", MUTED)) for name, what in shown]
        if more := len(drift) - len(shown):
            rows.append(Content.styled(f"and {more} more", MUTED))
        intro = Content("Since the last time, somebody else has deleted or changed in AWS:\n")
        lines = [
            Line("rebuild", "b", "Build again", "As it was planned; what stands is kept."),
            Line("keep", "t", "Take as it is", "It is left alone from now on, and what needs it too."),
        ]
        super().__init__("Not as you left it", Content("\n").join([intro, *rows]), lines)
