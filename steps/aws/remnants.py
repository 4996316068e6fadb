"""What an earlier version made and today's book no longer names: looked at and deleted by what the record holds of it."""

from collections.abc import Collection
from typing import Any

from steps.aws.by_kind import GO_WITH_THEIR_PARENT, KINDS, Made
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.resource import Handle, Node, Resource
from steps.engine.model.site import Site
from steps.engine.troubles import Trouble

ORDER = {kind: place for place, kind in enumerate(KINDS)}
LEAVING = {"deleting", "DELETE_IN_PROGRESS", "DRAINING", "DEPROVISIONING"}


def remnants(progress: Progress, known: Collection[Node]) -> tuple[Resource, ...]:
    """What is recorded as ours and none of these nodes stands for, each knowing what must go before it.

    Where the record does not say what something was made of (journals of 0.1), the kinds tell the order.
    """
    names = {node.name for node in known}
    left = [progress.node(name) for name in sorted(progress.recorded - names)]
    found: dict[str, Remnant] = {}
    for record in sorted(left, key=_place):
        above = [node for node in (*known, *found.values()) if _goes_before(progress, node, record)]
        found[record.name] = Remnant(record, _made(progress, record), tuple(above))
    return tuple(found.values())


class Remnant(Resource):
    """Made by an earlier version of fargate-wizard; today's platform does without."""

    record: Standing
    made: Made
    above: tuple[Node, ...]
    kind = "AWS::Remnant"

    @property
    def name(self) -> str:
        """As the version that made it called it."""
        return self.record.name

    @property
    def needs(self) -> dict[Node, Any]:
        """Nothing: it is only ever deleted."""
        return {}

    @property
    def held_by(self) -> Collection[Node]:
        """What must go before it."""
        return self.above

    def find(self, site: Site) -> Handle | None:
        """Look it up by its id; one that only has a name must carry our tag. One of an unknown kind is taken to be there."""
        if self.record.kind in GO_WITH_THEIR_PARENT:
            return None
        by_kind = KINDS.get(self.record.kind)
        if by_kind is None:
            return Handle(self.record.id, self.record.arn)
        shown = by_kind.show(site.aws, self.made)
        if shown is None or _state(shown) == "deleted":
            return None
        ours = not by_kind.named or site.owns(shown.get("tags", shown.get("Tags")))
        return Handle(
            self.record.id, self.record.arn, ours=ours, leaving=_state(shown) in LEAVING, seen=shown
        )

    def delete(self, site: Site, handle: Handle) -> None:  # noqa: ARG002  (it is known by its record)
        """Ask AWS to delete it. Raises Trouble when this version does not know its kind."""
        if by_kind := KINDS.get(self.record.kind):
            by_kind.delete(site.aws, self.made)
            return
        raise Trouble(
            f"{self.record.name} is left: a {self.record.kind}, {self.record.arn or self.record.id}.",
            why="Another version of fargate-wizard made it, and this one does not know how to delete such a thing.",
            cure="Update fargate-wizard and run the same command again, or delete it in the AWS console.",
        )


def _state(shown: Any) -> str:
    """AWS's word for the state that it is in, whichever of its names it has."""
    return str(shown.get("status", shown.get("State", "")))


def _place(record: Standing) -> int:
    return ORDER.get(record.kind, len(ORDER))


def _goes_before(progress: Progress, node: Node, record: Standing) -> bool:
    """Whether this node was made of what is recorded there, or its kind goes first where nobody knows."""
    other = progress.node(node.name)
    if other.needs or record.needs:
        return record.name in other.needs
    return bool(other.kind) and _place(other) < _place(record)


def _made(progress: Progress, record: Standing) -> Made:
    """Its parents are what it needed; a journal of 0.1 does not say, so they are the only ones of their kinds."""
    needed = [progress.node(name) for name in record.needs]
    if not needed:
        kinds = [node.kind for node in progress.nodes.values()]
        needed = [node for node in progress.nodes.values() if kinds.count(node.kind) == 1]
    return Made(record.id, record.arn, {node.kind: node.id for node in needed if node.kind})
