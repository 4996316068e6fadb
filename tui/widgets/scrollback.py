"""Lines that pour in: a bounded ring of them, drawn at most twenty times a second, selected and copied like text."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui.widgets.text import clip, fold, plain
from tui.widgets.theme import read_appearance

CAP = 4000
"""Lines that are kept."""
FRAME = 1 / 20
"""Seconds between two drawings while lines come."""


MARKS = tuple(f"task-{number}" for number in range(6))
"""Colours of the themes that tell tasks apart, beside their ids."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as it came: who said it, what, and the tone it is shown in (plain, muted, accent, warning or error).

    `mark` is the tone of who said it: muted, or one of `MARKS`.
    """

    label: str
    text: str
    tone: str = "plain"
    mark: str = "muted"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the screen; `continued` rows belong to the line above, a `heading` says who speaks below it."""

    label: str
    text: str
    tone: str
    mark: str = "muted"
    continued: bool = False
    heading: bool = False


class Scrollback(ScrollView, can_focus=True):
    """The ring and its rows; follows the end until the reader scrolls up, and again when the end is reached."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "scrollback--plain", "scrollback--muted", "scrollback--accent", "scrollback--warning", "scrollback--error",
        *(f"scrollback--{mark}" for mark in MARKS),
    }  # fmt: skip
    DEFAULT_CSS = """
    Scrollback { height: 1fr; padding: 0 2; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    Scrollback .scrollback--muted { color: $foreground 72%; }
    Scrollback .scrollback--accent { color: $accent; }
    Scrollback .scrollback--warning { color: $warning; }
    Scrollback .scrollback--error { color: $error; text-style: bold; }
    """ + "".join(f"Scrollback .scrollback--{mark} {{ color: ${mark}; }}\n" for mark in MARKS)

    def __init__(self, empty: str = "", *, gutter: int = 16) -> None:
        super().__init__()
        self._empty, self._widest_gutter = empty, gutter
        self._cut = read_appearance().glyphs.cut
        self._coming: deque[Entry] = deque(maxlen=CAP)
        self._entries: deque[Entry] = deque(maxlen=CAP)
        self._rows: deque[Row] = deque(maxlen=CAP)
        self._speaker = ""
        self._columns = 0  # of a row, as of the latest folding
        self._waiting = False
        self._wanted = ""
        self._sought, self._here = "", -1  # the letters that are looked for, and the row that was gone to
        self.count = 0

    @property
    def allow_select(self) -> bool:
        """Its text can be selected with the mouse."""
        return True

    @property
    def dropped(self) -> int:
        """How many lines have come that are kept no more."""
        return max(self.count - CAP, 0)

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line that is kept, without escapes."""
        return tuple(plain(entry.text) for entry in (*self._entries, *self._coming)[-CAP:])

    def add(self, entry: Entry) -> None:
        """One more line; it is drawn with the next frame."""
        self.count += 1
        self._coming.append(entry)
        if not self._waiting and self.is_running:
            self._waiting = True
            self.set_timer(FRAME, self._flush)

    def narrow(self, wanted: str) -> None:
        """Show the lines alone that have this in them or in who said them, in capitals or not; all of them for nothing."""
        self._wanted = wanted.casefold()
        self._fold_again(following=True)

    def places(self, wanted: str) -> list[int]:
        """The rows that have these letters."""
        return [place for place, row in enumerate(self._rows) if wanted.casefold() in row.text.casefold()]

    def go_to(self, place: int | None, wanted: str) -> None:
        """Bring this row into sight, and mark the letters in it."""
        self._sought, self._here = wanted, -1 if place is None else place
        if place is not None:
            self.scroll_to(y=max(place - self.size.height // 2, 0), animate=False, immediate=True)
        self.refresh()

    def text_for_copy(self) -> str:
        """Every line that is shown, after who said it."""
        return "\n".join(
            f"{entry.label}  {plain(entry.text)}" for entry in self._entries if self._is_wanted(entry)
        )

    @property
    def found(self) -> int:
        """How many of the lines that are kept are shown."""
        return sum(self._is_wanted(entry) for entry in (*self._entries, *self._coming))

    def _is_wanted(self, entry: Entry) -> bool:
        return not self._wanted or self._wanted in f"{entry.label} {plain(entry.text)}".casefold()

    def on_mount(self) -> None:
        """Draw what came before."""
        self._flush()

    def on_resize(self, _: Resize) -> None:
        """Fold again when the width is another."""
        width = self.scrollable_content_region.width
        if width and width != self._columns:
            self._columns = width
            self._fold_again(following=self.is_vertical_scroll_end)

    def _fold_again(self, *, following: bool) -> None:
        self._rows.clear()
        self._speaker = ""
        for entry in filter(self._is_wanted, self._entries):
            self._rows.extend(self._fold(entry))
        self._settle(following=following, lost=0)

    @property
    def _gutter(self) -> int:
        return 0 if self._columns < 60 else self._widest_gutter + (8 if self._columns >= 76 else 0)

    def _flush(self) -> None:
        self._waiting = False
        following, before, fresh = self.is_vertical_scroll_end, len(self._rows), 0
        while self._coming:
            entry = self._coming.popleft()
            self._entries.append(entry)
            if self._columns and self._is_wanted(entry):
                rows = list(self._fold(entry))
                fresh += len(rows)
                self._rows.extend(rows)
        self._settle(following=following, lost=before + fresh - len(self._rows))

    def _settle(self, *, following: bool, lost: int) -> None:
        """Stay at the end, or keep what is being read where it is while old rows go."""
        self.virtual_size = Size(self._columns, len(self._rows))
        if following:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        elif lost:
            self.scroll_to(y=max(self.scroll_y - lost, 0), animate=False, immediate=True)
        self.refresh()

    def _fold(self, entry: Entry) -> Iterator[Row]:
        """Its rows; without a gutter, who speaks is said in a row above, where that changes."""
        gutter = self._gutter
        if not gutter and entry.label != self._speaker:
            yield Row("", clip(entry.label, self._columns, self._cut), entry.mark, heading=True)
        self._speaker = entry.label
        for place, text in enumerate(fold(plain(entry.text), self._columns - gutter)):
            label = _label(entry.label, gutter - 2, self._cut)
            yield Row(label, text, entry.tone, entry.mark, continued=place > 0)

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        place = y + self.scroll_offset.y
        base = self.rich_style
        if not self._rows and y == 0:
            words = Segment(clip(self._empty, self._columns, self._cut), self._style("muted"))
            return Strip([words]).apply_style(base).adjust_cell_length(self._columns, base)
        if place >= len(self._rows):
            return Strip.blank(self._columns, base)
        row, gutter = self._rows[place], self._gutter
        label = "" if row.continued or (y and self._rows[place - 1].label == row.label) else row.label
        mark, tone = self._style(row.mark), self._style(row.tone)
        segments = [Segment(set_cell_size(label, gutter), mark)] if gutter else []
        segments += self._text_segments(row.text, tone, place, gutter)
        strip = Strip(segments).apply_style(base).adjust_cell_length(self._columns, base)
        return strip.apply_offsets(0, place)

    def _text_segments(self, text: str, tone: Style, place: int, gutter: int) -> list[Segment]:
        """The row's text, with what is selected of it marked."""
        span = self.text_selection.get_span(place) if self.text_selection else None
        if span is None:
            return list(self._sought_segments(text, tone, place))
        start, end = max(span[0] - gutter, 0), len(text) if span[1] == -1 else max(span[1] - gutter, 0)
        selected = tone + self.screen.get_component_rich_style("screen--selection")
        return [Segment(text[:start], tone), Segment(text[start:end], selected), Segment(text[end:], tone)]

    def _sought_segments(self, text: str, tone: Style, place: int) -> Iterator[Segment]:
        """The row's text, with the letters that are looked for turned round, and underlined where one has gone to."""
        lower, wanted, begin = text.casefold(), self._sought.casefold(), 0
        mark = tone + Style(reverse=True, bold=place == self._here, underline=place == self._here)
        while wanted and len(lower) == len(text) and (found := lower.find(wanted, begin)) >= 0:
            yield Segment(text[begin:found], tone)
            yield Segment(text[found : found + len(wanted)], mark)
            begin = found + len(wanted)
        yield Segment(text[begin:], tone)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected lines as they came, without the labels and without the folds."""
        gutter = self._gutter
        parts: list[str] = []
        for place, row in enumerate(self._rows):
            if not row.heading and (span := selection.get_span(place)) is not None:
                end = None if span[1] == -1 else max(span[1] - gutter, 0)
                parts.append(
                    ("" if row.continued or not parts else "\n") + row.text[max(span[0] - gutter, 0) : end]
                )
        return ("".join(parts), "\n") if parts else None

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002  (Textual's signature)
        """Draw the selection."""
        self.refresh()

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"scrollback--{tone}")


@lru_cache(maxsize=256)
def _label(name: str, width: int, cut: str) -> str:
    """A resource's name in the gutter: its last parts, as many as fit."""
    while cell_len(name) > width and "." in name:
        name = name.partition(".")[2]
    return clip(name, width, cut)
