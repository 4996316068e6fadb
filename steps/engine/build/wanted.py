"""What a build wants, and what it clears away: the book and the plans, sorted out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from steps.engine.memory.readable import readable
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Node, Resource
from steps.engine.model.step import Step


class Wanted(NamedTuple):
    """What is wanted, in written order; what optional steps made before; what earlier plans made and this does not."""

    nodes: list[Node]
    optional: set[Node]
    dropped: set[Node]


def sort_out(book: Sequence[Step], plan: Plan, plans: Iterable[Plan], until: Step | None) -> Wanted:
    """Sort out a build of every step up to `until`, or of the whole book but its optional steps."""
    steps = _steps(book, until)
    nodes = [node for step in steps for node in step.nodes(plan)]
    whole = {node for step in book for node in step.nodes(plan)}
    optional = {node for step in book if step.optional and step not in steps for node in step.nodes(plan)}
    return Wanted(nodes, optional - set(nodes), everything(book, plans) - whole)


def everything(book: Sequence[Step], plans: Iterable[Plan]) -> set[Node]:
    """Every resource that any of these plans has, as far as it can be read."""
    return {node for plan in readable(book, plans) for step in book for node in step.resources(plan)}


def latest(book: Sequence[Step], plans: Iterable[Plan]) -> dict[str, Resource]:
    """Every resource that any of these plans has, by name, as the latest plan that has it wants it."""
    return {
        node.name: node for plan in readable(book, plans) for step in book for node in step.resources(plan)
    }


def _steps(book: Sequence[Step], until: Step | None) -> list[Step]:
    """An optional step stands only until the next one is built."""
    if until is None:
        return [step for step in book if not step.optional]
    return [step for step in book[: book.index(until)] if not step.optional] + [until]
