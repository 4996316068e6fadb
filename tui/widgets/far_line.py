"""How far a run is: a bar, how many of how many, and how long it will still take."""

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from steps.engine.memory.outlook import Outlook
from tui.outlook import draw_bar
from tui.widgets.say import say
from tui.widgets.text import MUTED, dotted
from tui.widgets.theme import read_appearance

BESIDES = 56  # cells that the words beside the bar take, mostly
SHORTEST, LONGEST = 8, 40


class FarLine(Static):
    """One line, or two where something is overdue."""

    DEFAULT_CSS = "FarLine { height: auto; margin: 1 0; padding: 0 2; }"

    def show(self, doing: str, outlook: Outlook) -> None:
        """Draw it, after a word or two for what is being done."""
        say(self, drawn(doing, outlook, self.size.width))


def drawn(doing: str, outlook: Outlook, width: int) -> Content:
    """The line, at most `width` cells wide from 50 on; what is overdue has its own where there is no room beside the rest."""
    glyphs = read_appearance().glyphs
    words = dotted(f"{outlook.done} of {outlook.whole}", outlook.words).plain
    late = f" · {outlook.late}" if outlook.late else ""
    beside = width - cell_len(f"{doing}   {words}{late}")
    room = min(max(width - BESIDES, SHORTEST), LONGEST, max(beside, SHORTEST))
    passed, rest = draw_bar(outlook.share, room, glyphs.bar, glyphs.rest)
    style = "bold $warning" if late else "bold $accent"
    late = late if beside >= SHORTEST else late.replace(" · ", "\n", 1)
    return Content.assemble(
        (f"{doing} ", style), (passed, style), (rest, MUTED), f"  {words}", (late, "bold $warning")
    )
