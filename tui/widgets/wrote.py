"""The last lines that an app wrote: as many as there is room for."""

from collections.abc import Sequence

from tui.widgets.text import plain

FEW = 3  # lines, for which there is room on the smallest screen


def wrote_last(lines: Sequence[str], room: int) -> list[str]:
    """The last of them that fit into so many rows, at least a few, without what is meant for another terminal."""
    return [plain(line) for line in lines[-max(room, FEW) :]]
