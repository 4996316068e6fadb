"""What is looked at and deleted by what is known of it, its kind and its id, because no node of today's book finds it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from steps.aws.by_kind import GO_WITH_THEIR_PARENT, KINDS, ByKind, RecordedThing
from steps.aws.cloud_map_operations import operation_now
from steps.engine.cloud.refusals import error_code
from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.kind_words import kind_in_words
from steps.engine.model.resource import Handle, Node, Resource
from steps.engine.model.site import Site
from steps.engine.troubles import Trouble

ORDER = {kind: place for place, kind in enumerate(KINDS)}
MALFORMED = re.compile(r"Malformed|^ValidationError$|^InvalidParameter|^InvalidInput$|^InvalidID")
LEAVING = {"deleting", "DELETE_IN_PROGRESS", "DRAINING", "DEPROVISIONING"}


def of_earlier_versions(progress: Progress, known: Collection[Node]) -> tuple[Resource, ...]:
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


def by_record(progress: Progress, nodes: Iterable[Node]) -> tuple[Resource, ...]:
    """These nodes as the journal knows them, by id: for what carries our tag no more, or is said to be gone."""
    return tuple(
        Remnant(record, _made(progress, record), stands_for=node)
        for node in nodes
        if (record := progress.node(node.name)).kind in KINDS and record.id and record.ours
    )


def by_kinds(progress: Progress, records: Collection[Standing]) -> tuple[Resource, ...]:
    """What these records tell of, in an order that their kinds give."""
    found: list[Remnant] = []
    among = {record.name: record for record in records}
    for record in sorted(among.values(), key=_place):
        above = tuple(node for node in found if _place(node.record) < _place(record))
        parents = {among[need].kind: among[need].id for need in record.needs if need in among}
        made = _made(progress, record)
        found.append(Remnant(record, replace(made, parents={**made.parents, **parents}), above))
    return tuple(found)


class Remnant(Resource):
    """Made by this deployment; deleted by what is known of it."""

    record: Standing
    made: RecordedThing
    above: tuple[Node, ...] = ()
    stands_for: Node | None = None
    kind = "AWS::Remnant"

    @property
    def name(self) -> str:
        """As the version that made it called it."""
        return self.record.name

    @property
    def needs(self) -> dict[Node, Any]:
        """What the node needs that it stands for: it goes when that would go."""
        return self.stands_for.needs if self.stands_for else {}

    @property
    def held_by(self) -> Collection[Node]:
        """What must go before it."""
        return self.above

    def find(self, site: Site) -> Handle | None:
        """Look it up by its id. One that only has a name must carry our tag, or what it was born with.

        One of an unknown kind is taken to be there.
        """
        record = self.record
        if record.kind in GO_WITH_THEIR_PARENT:
            return None
        by_kind = KINDS.get(record.kind)
        if by_kind is None:
            return Handle(record.id, record.arn)
        shown = self._show(site, by_kind)
        if shown is None or _state(shown) == "deleted":
            return None
        since = by_kind.born(shown)
        ours = (
            not by_kind.named or site.owns(shown.get("tags", shown.get("Tags"))) or since == record.born != ""
        )
        leaving = _state(shown) in LEAVING
        return Handle(record.id, record.arn, ours=ours, leaving=leaving, born=since, seen=shown)

    def _show(self, site: Site, by_kind: ByKind) -> Any:
        """AWS's description; None where the record is damaged and holds what AWS takes for no id at all."""
        from botocore.exceptions import ClientError, ParamValidationError

        try:
            return by_kind.show(site.aws, self.made) if self.record.id else None
        except ParamValidationError:
            return None
        except ClientError as error:
            if MALFORMED.search(error_code(error)):
                return None
            raise

    def delete(self, site: Site, handle: Handle) -> str | None:  # noqa: ARG002  (it is known by its record)
        """Ask AWS to delete it. Raises Trouble when this version does not know its kind."""
        if by_kind := KINDS.get(self.record.kind):
            answer = by_kind.delete(site.aws, self.made)
            return answer.get("OperationId") if isinstance(answer, Mapping) else None
        raise Trouble(
            f"{self.record.name} is left: {kind_in_words(self.record.kind)}, {self.record.arn or self.record.id}.",
            why="Another version of fargate-wizard made it, and this one does not know how to delete such a resource.",
            cure="Update fargate-wizard and run the same command again, or delete it in the AWS console.",
        )

    def check_deletion(self, site: Site, begun: str) -> None:
        """Only Cloud Map begins operations."""
        operation_now(site, begun, f"delete {self.record.name}")


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


def _made(progress: Progress, record: Standing) -> RecordedThing:
    """Its parents are what it needed; a journal of 0.1 does not say, so they are the only ones of their kinds."""
    needed = [progress.node(name) for name in record.needs]
    if not needed:
        kinds = [node.kind for node in progress.nodes.values()]
        needed = [node for node in progress.nodes.values() if kinds.count(node.kind) == 1]
    return RecordedThing(record.id, record.arn, {node.kind: node.id for node in needed if node.kind})
