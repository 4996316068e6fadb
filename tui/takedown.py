"""What taking down comes to: what goes and in which order, what stays, and a count where no receipt is made."""

from dataclasses import dataclass

from steps.engine.memory.progress import Progress, State
from steps.engine.memory.readable import readable
from steps.engine.model.resource import Node
from tui.sight import Sight


def going(sight: Sight, *, begun: bool) -> list[Node]:
    """What this deployment made, the first to go first; once begun, what is gone already stays on the list."""
    progress = sight.progress
    gone = {name for name, node in progress.nodes.items() if node.state is State.DELETED} if begun else set()
    return leaving_order(sight, progress.recorded | gone)


def staying(sight: Sight) -> list[str]:
    """The names of what we used and did not make."""
    return [name for name, node in sight.progress.nodes.items() if not node.ours and node.id]


def leaving_order(sight: Sight, names: set[str]) -> list[Node]:
    """The nodes of these names in the order in which they can be deleted: what needs others before those others."""
    found = {
        node: None
        for plan in readable(sight.book, sight.progress.plans or [sight.plan])
        for step in sight.book
        for node in step.resources(plan)
        if node.name in names
    }
    return list(reversed(found))


@dataclass(frozen=True)
class Counted:
    """Numbers of resources of ours over the whole life of a deployment."""

    made: int
    gone: int
    left: int

    @property
    def words(self) -> str:
        """The line to sign off with."""
        counted = f"{self.made} made, {self.gone} gone"
        return f"{counted}, {self.left} left" if self.left else f"{counted}, running cost now $0.00/h"


def count(progress: Progress) -> Counted:
    """Count what the events tell."""
    gone = sum(node.state is State.DELETED for node in progress.nodes.values())
    left = len(progress.recorded)
    return Counted(gone + left, gone, left)
