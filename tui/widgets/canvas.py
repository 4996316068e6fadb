"""A small canvas of cells: put styled texts anywhere, read it as lines."""

from collections.abc import Iterable
from itertools import groupby

from tui.widgets.text import Line, Piece


class Canvas:
    """`height` rows of `width` cells; what is put outside is cut off, what is put later covers what was there."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells = [[(" ", "")] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str = "") -> None:
        """Write a text of one-cell characters from there to the right."""
        for place, character in enumerate(text, x):
            if 0 <= place < self.width and 0 <= y < self.height:
                self._cells[y][place] = (character, style)

    def put_line(self, x: int, y: int, line: Line) -> None:
        """Write pieces one after the other."""
        for text, style in line:
            self.put(x, y, text, style)
            x += len(text)

    def centre(self, x: int, y: int, line: Line) -> None:
        """Write pieces around a column."""
        self.put_line(x - sum(len(text) for text, _ in line) // 2, y, line)

    def lines(self) -> list[Line]:
        """Every row as few pieces as it has styles."""
        return [
            [_joined(style, cells) for style, cells in groupby(row, key=lambda cell: cell[1])]
            for row in self._cells
        ]


def _joined(style: str, cells: Iterable[Piece]) -> Piece:
    return "".join(character for character, _ in cells), style
