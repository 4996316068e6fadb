"""What holds on to something that is to be deleted: what it is, who can let go, and how long the run still waits for it."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widgets import Static

from steps.engine.model.obstacle import Obstacle
from steps.engine.model.sentences import held_by
from tui.widgets.text import MUTED, clock
from tui.widgets.theme import read_appearance


class InTheWay(Static):
    """A few of them with a countdown each; not there while nothing is held."""

    DEFAULT_CSS = """
    InTheWay { display: none; height: auto; max-height: 40%; overflow-y: auto; scrollbar-size-vertical: 1;
               margin: 0 2 1 2; padding: 0 1; background: $panel; border-left: outer $warning; }
    """

    def show(self, obstacles: Iterable[Obstacle], now: float) -> None:
        """Draw those that hold on at `now`, in epoch seconds: what somebody has to do first, then what AWS does, alike as one."""
        found: dict[object, list[Obstacle]] = {}
        for each in sorted(obstacles, key=lambda each: (each.by_itself, each.at, each.resource)):
            alike = (each.resource, each.kind) if each.by_itself else each.id
            found.setdefault(alike, []).append(each)
        self.display = bool(found)
        if found:
            self.update(Content("\n").join(self._one(first, more, now) for first, *more in found.values()))

    @staticmethod
    def _one(obstacle: Obstacle, more: Sequence[Obstacle], now: float) -> Content:
        left = clock(obstacle.at + obstacle.patience - now)
        others = f" {len(more)} more like it: {', '.join(each.id for each in more)}." if more else ""
        calm = f"{others} There is nothing for you to do." if obstacle.by_itself else ""
        return Content.assemble(
            (
                f"{read_appearance().glyphs.waiting} {obstacle.resource} is held",
                "bold" if obstacle.by_itself else "bold $warning",
            ),
            (f"  the run waits {left} more, and goes on by itself\n", MUTED),
            f"{held_by(obstacle)}{calm}",
        )
