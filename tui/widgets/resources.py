"""What a step makes: each resource's state, id and time beside its usual time, and the step's checks below."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content

from steps.engine.memory.outlook import elapsed, is_late
from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.memory.usual import Usual
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Node
from steps.engine.model.step import Step
from tui.widgets.drawing import Drawing
from tui.widgets.marks import caption, is_check, node_mark, step_nodes
from tui.widgets.text import MUTED, Line, apart, clip, clock, content, fold, pad, squeeze
from tui.widgets.theme import Glyphs, read_appearance

WORD = 11
"""Cells of the sign and the word."""
TIMES = 14
"""Cells of the two times."""
WIDE = 96
AS_AWS = Usual()
ROOM_FOR_BOTH = 44
"""Cells from which an id and a caption stand beside each other."""


def draw_table(
    nodes: Iterable[Node],
    progress: Progress,
    now: float,
    width: int,
    glyphs: Glyphs,
    *,
    compact: bool = False,
    usual: Usual = AS_AWS,
) -> list[Line]:
    """Every node as one row where there is room, else as two; checks come after what is made.

    A compact table leaves out the captions of what is only planned, and of checks that have told what they saw.
    """
    known = list(nodes)
    if not known:
        return [[("Nothing is made on this page.", MUTED)]]
    lines: list[Line] = []
    widest = max(len(node.name) for node in known)
    for title, wanted in (("Resources", False), ("Checks", True)):
        if part := [node for node in known if is_check(node) is wanted]:
            lines += [[]] if lines else []
            lines.append(
                apart([(title, "bold")], [("time  usual" if not wanted else "time       ", MUTED)], width)
            )
            for node in part:
                standing = progress.node(node.name)
                rows = _rows(node, standing, _Time.of(node, progress, usual, now), width, glyphs, widest)
                said = _said(standing, width)
                short = compact and (bool(said) or standing.state is State.PLANNED)
                lines += [*(rows[:1] if short else rows), *said]
    return lines


@dataclass(frozen=True)
class _Time:
    """Seconds that something takes or took, and usually takes."""

    taken: float
    usual: float
    late: bool

    @classmethod
    def of(cls, node: Node, progress: Progress, usual: Usual, now: float) -> "_Time":
        """As it is at `now`, in epoch seconds."""
        standing, seconds = progress.node(node.name), usual.seconds(node)
        return cls(elapsed(progress, standing, now), seconds, is_late(progress, standing, seconds, now))

    def line(self, standing: Standing) -> Line:
        """Both times, of a check only what it took."""
        usual = f"{clock(self.usual):>7}" if self.usual >= 1 and standing.kind else " " * 7
        taken = " " * 6 if standing.state is State.PLANNED else f"{clock(self.taken):>6}"
        return [(taken, "bold $warning" if self.late else ""), (usual, MUTED)]


def _rows(node: Node, standing: Standing, time: _Time, width: int, glyphs: Glyphs, widest: int) -> list[Line]:
    mark = node_mark(standing, glyphs, late=time.late, check=is_check(node))
    state: Line = [(f"{mark.glyph} {pad(mark.word, WORD - 2, glyphs.cut)}", mark.style)]
    times = time.line(standing)
    if width >= WIDE:
        column = max(min(34, width // 3), min(widest, width // 2))
        left: Line = [*state, (pad(squeeze(node.name, column, glyphs.cut), column) + "  ", "bold")]
        return [
            apart([*left, *_details(node, standing, width - WORD - column - 4 - TIMES, glyphs)], times, width)
        ]
    if not "".join(text for text, _ in times).strip():
        times = []
    name = squeeze(node.name, width - WORD - (TIMES if times else 1), glyphs.cut)
    details = _details(node, standing, width - WORD, glyphs)
    return [apart([*state, (name, "bold")], times, width), [(" " * WORD, ""), *details]]


def _said(standing: Standing, width: int) -> list[Line]:
    """What a check saw, all of it, in rows of its own."""
    rows = fold(standing.said, width - WORD) if standing.said else []
    return [[(" " * WORD, ""), (row.rstrip(), "$success")] for row in rows]


def _details(node: Node, standing: Standing, width: int, glyphs: Glyphs) -> Line:
    """What went wrong, else what is waited for and what it is, with the id; a short line is the id's alone."""
    if standing.state is State.FAILED and standing.trouble:
        return [(clip(standing.trouble.what, width, glyphs.cut), "$error")]
    said = f"{standing.waiting} {glyphs.dot} " if standing.waiting else ""
    own_id = _short(standing.id)
    if not own_id or own_id == node.name:
        return [(clip(said + caption(node), width, glyphs.cut), MUTED)]
    if width < ROOM_FOR_BOTH:
        return [(clip(said + own_id, width, glyphs.cut), MUTED)]
    own_id = clip(own_id, width // 2, glyphs.cut)
    words = clip(said + caption(node), width - len(own_id) - 3, glyphs.cut)
    return [(words, MUTED), (f" {glyphs.dot} ", MUTED), (own_id, "")]


def _short(identifier: str) -> str:
    """An ARN's last part; any other id as it is."""
    return identifier.rpartition(":")[2] if identifier.startswith("arn:") else identifier


class Resources(Drawing):
    """A step's resources and checks as they stand."""

    DEFAULT_CSS = "Resources { height: auto; max-height: 100%; padding: 0 2; }"

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step, self._progress, self._now = step, Progress(), 0.0
        self._plan: Plan | None = None
        self._usual = Usual()

    def show(self, progress: Progress, plan: Plan | None, usual: Usual, now: float) -> None:
        """Draw them as they stand at `now`, in epoch seconds, beside what is usual."""
        self._progress, self._plan, self._usual, self._now = progress, plan, usual, now
        self.redraw()

    def turn(self, step: Step) -> None:
        """Show another step's."""
        self._step = step
        self.redraw()

    def draw(self, width: int) -> Content:
        """The table."""
        nodes = step_nodes(self._step, self._plan)
        compact = self.screen.has_class("-short")
        glyphs = read_appearance().glyphs
        return content(
            draw_table(nodes, self._progress, self._now, width, glyphs, compact=compact, usual=self._usual)
        )
