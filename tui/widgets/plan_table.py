"""What is about to be made, and where each part of it was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.plan_rows import PlanRow
from tui.widgets.text import MUTED, Line, content, fold, pad
from tui.widgets.theme import Glyphs, read_appearance

LABEL = 20  # cells of the longest name of a question


def draw_row(row: PlanRow, width: int, glyphs: Glyphs) -> list[Line]:
    """Three columns; what is too long for its column goes on in the next line."""
    first, last = min(26, max(width // 4, min(LABEL, width // 3))), min(22, width // 4)
    columns = (first, max(width - first - last - 4, 1), last)
    folded = (fold(text, room) for text, room in zip(row, columns, strict=True))
    return [
        [
            (pad(part, room, glyphs.cut) + gap, tone)
            for part, room, gap, tone in zip(
                parts, columns, ("  ", "  ", ""), (MUTED, "", MUTED), strict=True
            )
        ]
        for parts in zip_longest(*folded, fillvalue="")
    ]


class PlanTable(OptionList):
    """The rows of the plan; choosing one asks to change it."""

    DEFAULT_CSS = """
    PlanTable { height: auto; max-height: 1fr; border: none; padding: 0 1; background: transparent;
                scrollbar-size-vertical: 1; }
    PlanTable:focus { border: none; }
    PlanTable > .option-list--option { padding: 0 1; }
    """

    @dataclass
    class RowChosen(Message):
        """The reader wants to change this row."""

        place: int

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._rows: tuple[PlanRow, ...] = ()

    def show(self, rows: Sequence[PlanRow]) -> None:
        """Draw these rows."""
        self._rows = tuple(rows)
        self._draw()

    def text_for_copy(self) -> str:
        """The plan, a row each."""
        return "\n".join(f"{what}: {value} ({provenance})" for what, value, provenance in self._rows)

    def places(self, wanted: str) -> list[int]:
        """The rows that have these letters."""
        return [
            place for place, row in enumerate(self._rows) if wanted.casefold() in " ".join(row).casefold()
        ]

    def go_to(self, place: int | None, wanted: str) -> None:
        """Put the cursor on this row."""
        if place is not None and wanted:
            self.highlighted = place

    def on_resize(self, _: Resize) -> None:
        """Columns have as much room as there is."""
        self._draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        event.stop()
        self.post_message(self.RowChosen(event.option_index))

    def _draw(self) -> None:
        width, here, glyphs = (
            self.scrollable_content_region.width - 2,
            self.highlighted,
            read_appearance().glyphs,
        )
        self.set_options(Option(content(draw_row(row, width, glyphs))) for row in self._rows)
        self.highlighted = here if here is not None and here < len(self._rows) else None
