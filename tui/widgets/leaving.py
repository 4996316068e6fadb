"""What goes, in order, what it waits for, and what stays because this deployment did not make it."""

from collections.abc import Sequence

from textual.content import Content

from steps.engine.memory.outlook import elapsed
from steps.engine.memory.progress import Progress, State
from steps.engine.model.resource import Node
from tui.widgets.drawing import Drawing
from tui.widgets.marks import node_mark
from tui.widgets.text import MUTED, Line, apart, clip, clock, content, squeeze
from tui.widgets.theme import Glyphs, read_appearance

WORTH_READING = 10
"""Cells of what is waited for; where there are fewer nothing is said of it."""


class Leaving(Drawing):
    """One line for each, with what it waits for."""

    DEFAULT_CSS = "Leaving { height: 1fr; padding: 0 2; }"

    def __init__(self) -> None:
        super().__init__()
        self._goes: Sequence[Node] = ()
        self._stays: Sequence[str] = ()
        self._progress, self._now = Progress(), 0.0

    def show(self, goes: Sequence[Node], stays: Sequence[str], progress: Progress, now: float) -> None:
        """Draw them as they stand."""
        self._goes, self._stays, self._progress, self._now = goes, stays, progress, now
        self.redraw()

    def draw(self, width: int) -> Content:
        """Draw what goes, then what stays."""
        glyphs = read_appearance().glyphs
        lines = [self._goes_line(node, width, glyphs) for node in self._goes]
        lines = lines or [[("This deployment has nothing left.", MUTED)]]
        for name in self._stays:
            why = "stays: it is not this deployment's"
            lines.append(
                [
                    (f"{glyphs.kept} ", "$accent"),
                    (clip(name, width // 2, glyphs.cut), ""),
                    (f"  {why}", MUTED),
                ]
            )
        return content(lines)

    @property
    def _widest(self) -> int:
        return max((len(node.name) for node in self._goes), default=0)

    def _goes_line(self, node: Node, width: int, glyphs: Glyphs) -> Line:
        standing = self._progress.node(node.name)
        mark = node_mark(standing, glyphs)
        word = {State.READY: "stands", State.DELETING: standing.waiting or "deleting"}.get(
            standing.state, mark.word
        )
        time = (
            clock(elapsed(self._progress, standing, self._now))
            if standing.state in (State.DELETING, State.DELETED)
            else ""
        )
        column = max(34, min(self._widest, width - 60))
        left: Line = [
            (f"{mark.glyph} ", mark.style),
            (f"{squeeze(node.name, column, glyphs.cut):{column}}  ", ""),
            (word, mark.style),
        ]
        room = width - column - 26
        if room >= WORTH_READING and (blocked := self._blockers(node)):
            left.append((f"  waits for {clip(', '.join(blocked), room, glyphs.cut)}", MUTED))
        return apart(left, [(time, MUTED)], width)

    def _blockers(self, node: Node) -> list[str]:
        """What must be gone before this one can go."""
        if self._progress.node(node.name).state in (State.DELETED, State.DELETING):
            return []
        left = [each for each in self._goes if self._progress.node(each.name).state is not State.DELETED]
        return [each.name for each in left if node in each.needs]
