"""How long building usually takes, by the graph of what is built."""

from collections.abc import Sequence

from steps.engine.model.graph import Node
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step


def nodes_of(book: Sequence[Step], plan: Plan) -> list[Node]:
    """Everything that is to stand in the end, in written order."""
    return [node for step in book if not step.optional for node in step.nodes(plan)]


def usual_time(book: Sequence[Step], plan: Plan, pace: float) -> float:
    """Seconds that it usually takes to build all of it: the longest way through the graph."""
    ends: dict[Node, float] = {}
    for node in nodes_of(book, plan):
        begins = max((ends.get(need, 0.0) for need in node.needs), default=0.0)
        ends[node] = begins + (node.typical if isinstance(node, Resource) else 0.0)
    return max(ends.values(), default=0.0) / pace
