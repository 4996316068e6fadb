"""What ran side by side, as bars over time."""

from dataclasses import dataclass

from textual.content import Content

from steps.engine.memory.outlook import UNDER_WAY, elapsed, over
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.plan import Plan
from tui.widgets.drawing import Drawing
from tui.widgets.marks import Mark, node_mark
from tui.widgets.text import MUTED, Line, clip, clock, content, pad, squeeze
from tui.widgets.theme import Glyphs, read_appearance

CLOCK = 7
"""Cells of the elapsed time at the end of a line."""
BARS = 20
"""Cells at least that bars have before a name is cut."""

LONG = 12
"""Bars from which the scale is needed at the foot as well."""


@dataclass(frozen=True)
class Span:
    """One resource's time in this run, in epoch seconds."""

    name: str
    start: float
    end: float
    mark: Mark


def spans(progress: Progress, now: float, glyphs: Glyphs) -> list[Span]:
    """What was touched since the latest run began, by its start; what is under way ends now."""
    began = progress.began.at if progress.began else 0.0
    moved = [node for node in progress.nodes.values() if _last_touched(node) >= max(began, 1.0)]
    found = [_span(progress, node, now, glyphs, began) for node in moved]
    return sorted(found, key=lambda span: (span.start, span.end))


def _last_touched(node: Standing) -> float:
    """When it was begun, or failed: what failed may never have come so far as to be begun."""
    return max(node.since, node.trouble.at if node.trouble else 0.0)


def _span(progress: Progress, node: Standing, now: float, glyphs: Glyphs, began: float) -> Span:
    begun = node.since >= max(began, 1.0)
    start = node.since if begun else _last_touched(node)
    end = now if node.state in UNDER_WAY else start + (elapsed(progress, node, now) if begun else 0.0)
    return Span(node.name, start, max(end, start), node_mark(node, glyphs))


def draw_timeline(found: list[Span], width: int, glyphs: Glyphs) -> list[Line]:
    """One line a resource: its sign and name, its bar on the common scale, how long it took; a scale at each end."""
    if not found:
        return [[(clip("Nothing has been built in this run yet.", width, glyphs.cut), MUTED)]]
    bars = max(BARS, width // 3)
    names = max(min(max(len(span.name) for span in found), width - bars - CLOCK - 3), 8)
    room = max(width - names - CLOCK - 3, 4)
    start, end = min(span.start for span in found), max(span.end for span in found)
    scale = room / max(end - start, 1.0)
    head: Line = [(" " * (names + 3), ""), (_axis(end - start, room, glyphs), MUTED)]
    foot = [head] if len(found) > LONG else []
    return [head, *(_bar(span, start, scale, names, room, glyphs) for span in found), *foot]


def _bar(span: Span, start: float, scale: float, names: int, room: int, glyphs: Glyphs) -> Line:
    begins = min(int((span.start - start) * scale), room - 1)
    ends = min(max(round((span.end - start) * scale), begins + 1), room)
    bar = glyphs.bar * (ends - begins)
    return [
        (f"{span.mark.glyph} ", span.mark.style),
        (pad(squeeze(span.name, names, glyphs.cut), names) + " ", "" if span.mark.style != MUTED else MUTED),
        (" " * begins, ""),
        (bar, span.mark.style),
        (" " * (room - ends), ""),
        (f"{clock(span.end - span.start):>{CLOCK}}", MUTED),
    ]


def _axis(seconds: float, room: int, glyphs: Glyphs) -> str:
    """A tick and a time at every round distance that leaves room to read."""
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600)
    whole = max(seconds, 1.0)
    step = next((each for each in steps if each * room / whole >= 8), 86400)
    axis = [" "] * room
    for mark in range(0, int(whole) + 1, step):
        label = f"{glyphs.tick}{clock(mark)}"
        place = int(mark * room / whole)
        if place + len(label) <= room:
            axis[place : place + len(label)] = label
    return "".join(axis)


class Timeline(Drawing):
    """The run as a Gantt chart."""

    DEFAULT_CSS = "Timeline { padding: 0 2; }"

    def __init__(self) -> None:
        super().__init__()
        self._progress, self._now = Progress(), 0.0
        self._following, self._followed_to = True, 0.0

    def show(self, plan: Plan | None, progress: Progress, now: float) -> None:  # noqa: ARG002  (as every drawing of a run)
        """Draw the latest run as it is at `now` and follow its end; a run that has ended stands still."""
        if self.scroll_y < self._followed_to:
            self._following = False  # the reader has scrolled up
        elif self.is_vertical_scroll_end:
            self._following = True
        self._progress, self._now = progress, over(progress) or now
        self.redraw()
        if self._following:
            self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        self.scroll_end(animate=False, immediate=True)
        self._followed_to = self.scroll_y

    def draw(self, width: int) -> Content:
        """The chart."""
        glyphs = read_appearance().glyphs
        return content(draw_timeline(spans(self._progress, self._now, glyphs), width, glyphs))
