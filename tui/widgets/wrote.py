"""The last lines that an app wrote: as many as there is room for."""

from collections.abc import Sequence

from tui.widgets.text import plain

FEW = 5  # lines
TALL = 34  # rows of a screen on which there is room for all


def wrote_last(lines: Sequence[str], rows: int) -> list[str]:
    """Those that are shown on a screen of so many rows, fit for it."""
    return [plain(line) for line in (lines if rows >= TALL else lines[-FEW:])]
