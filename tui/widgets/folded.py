"""The contents in one line, where there is no room for them at the side: 7/14, the page, and how it stands."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from tui.widgets.rail import RailEntry
from tui.widgets.say import say
from tui.widgets.text import MUTED


class Folded(Static):
    """Only there on a terminal that is narrower than 80 columns."""

    DEFAULT_CSS = """
    Folded { display: none; height: 1; padding: 0 2; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def show(self, entries: Sequence[RailEntry]) -> None:
        """Draw the page that is read, or else the first on which something is left to do."""
        undone = (each for each in entries if each.mark.word not in ("done", "skipped", "gone"))
        here = next((each for each in entries if each.current), None) or next(undone, entries[-1])
        mark = here.mark
        where = Content.styled(f"{here.number}/{len(entries)} ", "bold $accent")
        state = Content.styled(f"  {mark.glyph} {mark.word}".rstrip(), mark.style or MUTED)
        say(self, Content.assemble(where, here.title, state))
