"""What taking down comes to: what goes and in which order, what stays, and a count where no receipt is made."""

from steps.engine.memory.progress import Progress, State
from steps.engine.memory.readable import readable
from steps.engine.model.resource import Node
from steps.receipt.receipt import sign_off
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


def counted(progress: Progress) -> str:
    """How many things of ours there were over the deployment's whole life, and what became of them, as the events tell it."""
    gone = sum(node.state is State.DELETED for node in progress.nodes.values())
    left = len(progress.recorded)
    return sign_off(gone + left, gone, left)
