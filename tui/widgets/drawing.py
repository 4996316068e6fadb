"""A scrolling sheet whose content is a pure function of its width."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class Sheet(Widget):
    """Shows what `draw` returns for the width that it has."""

    DEFAULT_CSS = "Sheet { height: auto; width: 1fr; text-wrap: nowrap; text-overflow: clip; }"

    def __init__(self, draw: Callable[[int], Content]) -> None:
        super().__init__()
        self._draw = draw
        self._drawn = Content()

    def render(self) -> Content:
        """Draw it at its present width."""
        self._drawn = self._draw(self.content_size.width)
        return self._drawn

    def redraw(self) -> None:
        """Draw again where that changes anything."""
        if not self._drawn.is_same(self._draw(self.content_size.width)):
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (Textual's signature)
        """One cell a line."""
        return self._draw(width).plain.count("\n") + 1


class Drawing(VerticalScroll):
    """A sheet with a scrollbar when it needs one; subclasses say what is on it."""

    DEFAULT_CSS = "Drawing { scrollbar-size-vertical: 1; }"

    def compose(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(self.draw)

    def draw(self, width: int) -> Content:
        """What is on the sheet when it is that many cells wide."""
        raise NotImplementedError

    def text_for_copy(self) -> str:
        """The sheet as text."""
        lines = self.draw(max(self.content_size.width, 1)).plain.splitlines()
        return "\n".join(line.rstrip() for line in lines)

    def places(self, wanted: str) -> list[int]:
        """The lines that have these letters."""
        lines = self.text_for_copy().splitlines()
        return [place for place, line in enumerate(lines) if wanted.casefold() in line.casefold()]

    def go_to(self, place: int | None, wanted: str) -> None:
        """Bring this line into sight."""
        if place is not None and wanted:
            self.scroll_to(y=max(place - self.size.height // 2, 0), animate=False, immediate=True)

    def redraw(self) -> None:
        """Draw again, since what it shows has changed."""
        for sheet in self.query(Sheet):
            sheet.redraw()
