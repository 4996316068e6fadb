"""The last word on a terminal without Unicode: every sign of a drawn line becomes one that it has, cell for cell."""

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SIGNS = {
    **dict.fromkeys("│┃║▏▎▍▌▐▕▊█", "|"),
    **dict.fromkeys("─━═╸╺╶╴╌", "-"),
    **dict.fromkeys("▁▂▃▄▅▆▇▔▀", " "),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼╷╵", "+"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("•●■", "*"),
    **dict.fromkeys("○□", "o"),
    "◐": "~", "▸": ">", "◇": "=", "∅": "0", "✓": "+", "✗": "x", "…": "~", "·": "-", "–": "-", "—": "-", "×": "x",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "⏎": "*", "\N{NO-BREAK SPACE}": " ",
}  # fmt: skip


@lru_cache(maxsize=4096)
def in_ascii(text: str) -> str:
    """The text in as many cells; what has no likeness becomes a question mark."""
    if text.isascii():
        return text
    return "".join(sign if sign.isascii() else SIGNS.get(sign, "?" * cell_len(sign)) for sign in text)


class Ascii(LineFilter):
    """Puts it on the screen so."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  (Textual's signature)
        """Every segment with its signs replaced."""
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]
