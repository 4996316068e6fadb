"""What holds on to something that is to be deleted: what it is, who can let go, and how long the run still waits for it."""

from collections.abc import Iterable

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
        """Draw those that hold on at `now`, in epoch seconds: what somebody has to do first, then what AWS does."""
        found = sorted(obstacles, key=lambda each: (each.by_itself, each.at, each.resource))
        self.display = bool(found)
        if found:
            self.update(Content("\n").join(self._one(each, now) for each in found))

    @staticmethod
    def _one(obstacle: Obstacle, now: float) -> Content:
        left = clock(obstacle.at + obstacle.patience - now)
        mark, held = (
            read_appearance().glyphs.waiting,
            "is held for the moment" if obstacle.by_itself else "is held",
        )
        return Content.assemble(
            (f"{mark} {obstacle.resource} {held}", "bold" if obstacle.by_itself else "bold $warning"),
            (f"  the run waits {left} more, and goes on by itself\n", MUTED),
            held_by(obstacle),
        )
