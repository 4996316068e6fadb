"""The tasks of each service: a heading with how many of them run, and a row for each."""

from collections.abc import Iterable, Mapping

from textual.content import Content

from steps.aws.tasks import ORDINARY_STOP
from steps.engine.model.events import Observed, Task
from tui.widgets.drawing import Drawing
from tui.widgets.marks import Mark
from tui.widgets.text import MUTED, Line, apart, clip, clock, content, fold, pad
from tui.widgets.theme import Glyphs, read_appearance

STATUS = 16
"""Cells of the sign and AWS's word, the longest of which is DEPROVISIONING."""
AGE = 6
WIDE = 90
"""Cells from which a reason stands in its task's row."""
ROOM_FOR_ZONE = 70
"""Cells from which a zone is written with its region."""
STOPPED = 3
"""Tasks of a service that stopped are shown, the latest; ECS tells of them for an hour."""


def draw_tasks(observed: Iterable[Observed], now: float, width: int, glyphs: Glyphs) -> list[Line]:
    """Every service in the order of their names; its tasks by age, those that stopped last."""
    lines: list[Line] = []
    for seen in sorted(observed, key=lambda each: each.resource):
        lines.append(_heading(seen, width, glyphs))
        for task in to_show(seen):
            lines += _rows(task, now, width, glyphs)
    return lines


def to_show(seen: Observed) -> list[Task]:
    """The tasks that are there or on their way, then the latest that have stopped."""
    stopped = sorted((task for task in seen.tasks if task.status == "STOPPED"), key=lambda task: task.ended)
    return [*(task for task in seen.tasks if task.status != "STOPPED"), *stopped[-STOPPED:]]


def latest_stop(seen: Observed) -> Task | None:
    """The task that stopped last without having been told to, if there is one."""
    stopped = [task for task in seen.tasks if task.stopped and not task.stopped.startswith(ORDINARY_STOP)]
    return max(stopped, key=lambda task: task.ended, default=None)


def task_mark(task: Task, glyphs: Glyphs) -> Mark:
    """How a task is: AWS's word for it, with a sign and a colour that take its target's health into account."""
    match task.status, task.health:
        case "RUNNING", "" | "healthy":
            return Mark(glyphs.done, task.status, "$success")
        case "RUNNING", "unhealthy" | "unavailable":
            return Mark(glyphs.overdue, task.status, "bold $warning")
        case "STOPPED", _ if task.stopped.startswith(ORDINARY_STOP):
            return Mark(glyphs.gone, task.status, MUTED)
        case "STOPPED", _:
            return Mark(glyphs.failed, task.status, "bold $error")
        case "DEACTIVATING" | "STOPPING" | "DEPROVISIONING", _:
            return Mark(glyphs.waiting, task.status, MUTED)
        case _:
            return Mark(glyphs.waiting, task.status, "$accent")


def _heading(seen: Observed, width: int, glyphs: Glyphs) -> Line:
    running = sum(task.status == "RUNNING" for task in seen.tasks)
    more = running > seen.wanted  # some of them are still to stop
    count = f"{running} running, {seen.wanted} wanted" if more else f"{running} of {seen.wanted} running"
    name = clip(seen.service, width - len(count) - 1, glyphs.cut)
    return apart([(name, "bold")], [(count, "" if running == seen.wanted else "$warning")], width)


def _rows(task: Task, now: float, width: int, glyphs: Glyphs) -> list[Line]:
    """Its state, id, zone, health and age; a reason in the same row where there is room, else below."""
    mark = task_mark(task, glyphs)
    zone, cells = (task.zone, 17) if width >= ROOM_FOR_ZONE else (task.zone.rpartition("-")[2], 3)
    row: Line = [
        (f"{mark.glyph} {pad(mark.word, STATUS - 2, glyphs.cut)} ", mark.style),
        (f"{task.id:8} ", ""),
        (pad(zone, cells, glyphs.cut), MUTED),
    ]
    age: Line = [(f"{clock(_age(task, now)):>{AGE}}" if task.since else "", MUTED)]
    words, reason = (task.health, task.reason) if not task.stopped else ("", task.stopped)
    room = width - sum(len(text) for text, _ in row) - AGE - 1
    said = words if width < WIDE else ": ".join(filter(None, (words, reason)))
    below = fold(reason, width - 4) if width < WIDE and reason and not task.stopped else []
    return [
        apart([*row, (clip(said, room, glyphs.cut), mark.style)], age, width),
        *([(f"    {part}", MUTED)] for part in below),
    ]


def _age(task: Task, now: float) -> float:
    """Seconds since it was asked for; of one that stopped, how old it became."""
    return (task.ended or now) - task.since


class TaskTable(Drawing):
    """The tasks as they were last seen."""

    DEFAULT_CSS = (
        "TaskTable { height: auto; padding: 0 2; display: none; } TaskTable.-seen { display: block; }"
    )

    def __init__(self) -> None:
        super().__init__()
        self._observed: Mapping[str, Observed] = {}
        self._now = 0.0

    def show(self, observed: Mapping[str, Observed], now: float) -> None:
        """Draw these, by service, as old as they are at `now`, in epoch seconds."""
        self._observed, self._now = observed, now
        self.set_class(bool(observed), "-seen")
        self.redraw()

    def draw(self, width: int) -> Content:
        """The table."""
        return content(draw_tasks(self._observed.values(), self._now, width, read_appearance().glyphs))
