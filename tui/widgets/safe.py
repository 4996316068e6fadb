"""The last look at every drawn line: whatever a widget was given, no command for the terminal is in it."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.harmless import harmless


class Safe(LineFilter):
    """Leaves out what is not safe to print; it takes no cell, so nothing moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  (Textual's signature)
        """Every segment without it."""
        return [Segment(harmless(text, ""), style, control) for text, style, control in segments]
