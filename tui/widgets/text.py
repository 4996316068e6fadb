"""Words and figures as cells: cutting, padding, folding and clocks, all pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from tui.harmless import COMMAND, ESCAPES, harmless

Piece = tuple[str, str]
"""A text and its style; an empty style is the plain one."""
Line = list[Piece]

MUTED = "$foreground 72%"

WIDTHLESS = re.compile("[\t\n\xad\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff]")
"""What is harmless, and yet would put a line of output out of step with its cells."""
LONGEST = 4000
"""Characters of a line of output that are kept for the screen."""


def clip(text: str, width: int, cut: str = "…") -> str:
    """The text in at most `width` cells, with a sign where it was cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + cut if width > 0 else ""


def squeeze(text: str, width: int, cut: str = "…") -> str:
    """The text in at most `width` cells with its middle left out: both ends of a name tell."""
    if len(text) <= width:
        return text
    tail = max(width - 1, 0) // 2
    return clip(text, width - tail, cut) + text[len(text) - tail :] if tail else clip(text, width, cut)


def pad(text: str, width: int, cut: str = "…") -> str:
    """The text in exactly `width` cells."""
    return set_cell_size(clip(text, width, cut), max(width, 0))


def clock(seconds: float) -> str:
    """Seconds as 0:04, 2:31, 1 h 02 or 25 h: six cells at most, up to a thousand hours and more."""
    minutes, rest = divmod(max(round(seconds), 0), 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours >= 10:
        return f"{hours} h"
    return f"{hours} h {minutes_left:02}" if hours else f"{minutes}:{rest:02}"


def hour(at: float) -> str:
    """The time of day at this moment, which is in epoch seconds, where this machine is: 19:04:33."""
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S")


def width_of(line: Line) -> int:
    """How many cells a line takes."""
    return sum(cell_len(text) for text, _ in line)


def apart(left: Line, right: Line, width: int) -> Line:
    """One line with `left` at its start and `right` at its end."""
    return [*left, (" " * max(width - width_of(left) - width_of(right), 1), ""), *right]


def content(lines: Iterable[Line]) -> Content:
    """Lines as what a widget renders."""
    return Content("\n").join(Content.assemble(*line) for line in lines)


def dotted(*parts: str | Piece) -> Content:
    """Join parts with a middle dot, but for those that are empty."""
    return Content(" · ").join(
        Content.styled(*part) if isinstance(part, tuple) else Content(part) for part in parts if part
    )


def fold(text: str, width: int) -> list[str]:
    """The text in rows of at most `width` cells, broken at a space where one is near; joined they are the text."""
    if width <= 0 or (len(text) <= width and text.isascii()) or cell_len(text) <= width:
        return [text]
    rows: list[str] = []
    while cell_len(text) > width:
        end = _fitting(text, width)
        space = text.rfind(" ", end // 2, end)
        end = space + 1 if space > 0 else end
        rows.append(text[:end])
        text = text[end:]
    return [*rows, text] if text else rows


def hang(text: str, width: int) -> str:
    """The text in rows of at most `width` cells, all of them as far from the left as its first."""
    words = text.lstrip(" ")
    indent = len(text) - len(words)
    return "\n".join(" " * indent + row.rstrip() for row in fold(words, width - indent))


def ours(text: str) -> Content:
    """Our own words, in which a command stands in backticks: on the screen it is bold instead."""
    parts = COMMAND.split(text)
    return Content.assemble(*((part, "bold") if number % 2 else part for number, part in enumerate(parts)))


def plain(line: str) -> str:
    """A line of a program's output without colours, cursor movements and what a carriage return overwrote."""
    if len(line) > LONGEST:
        line = line[:LONGEST] + "…"
    if line.isprintable():
        return line
    line = ESCAPES.sub("", line).rstrip("\r\n").rpartition("\r")[2]
    return line if line.isprintable() else WIDTHLESS.sub("", harmless(line.expandtabs(4), ""))


def _fitting(text: str, width: int) -> int:
    """How many characters of the text fit into the width; at least one."""
    used = 0
    for place, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return max(place, 1)
    return len(text)
