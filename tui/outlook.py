"""What both front ends say of time: how long a run usually takes, and how far the one under way is."""

from collections.abc import Sequence

from steps.engine.memory.outlook import Outlook, building, outlook
from steps.engine.memory.progress import Progress
from steps.engine.memory.usual import Usual
from steps.engine.model.events import Verb
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Node
from steps.engine.model.step import Step
from tui.sight import Sight, nodes_of
from tui.takedown import going


def usual_time(book: Sequence[Step], plan: Plan, usual: Usual) -> float:
    """Seconds that it usually takes to build all of it: the longest way through the graph."""
    return max(building(nodes_of(book, plan), Progress(), usual, 0.0).values(), default=0.0)


def outlook_of(sight: Sight, now: float, until: Step | None = None) -> Outlook:
    """How the run under way is at `now`, in epoch seconds: a build of all up to `until` (None: the whole book), or a teardown."""
    progress = sight.progress
    if progress.began and progress.began.verb is Verb.TEARDOWN:
        return outlook(going(sight, begun=True), progress, sight.usual, now)
    return outlook(_up_to(sight, until), progress, sight.usual, now)


def draw_bar(share: float, width: int, full: str, empty: str) -> tuple[str, str]:
    """A bar of so many cells: the part that has passed, and the rest."""
    cells = min(int(share * width), width)
    return full * cells, empty * (width - cells)


def _up_to(sight: Sight, until: Step | None) -> list[Node]:
    """What is built on the way to a step, itself included even where it is optional."""
    if until is None:
        return nodes_of(sight.book, sight.plan)
    steps = sight.book[: list(sight.book).index(until) + 1]
    return [node for step in steps if not step.optional or step is until for node in step.nodes(sight.plan)]
