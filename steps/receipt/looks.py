"""Three looks at AWS that know nothing of each other: every id in the journal, everything with our tag, all in our network."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from steps.aws.by_kind import GO_WITH_THEIR_PARENT
from steps.aws.ec2_listings import EC2_LISTINGS
from steps.aws.foreign_contents import IN_A_VPC, is_by_aws
from steps.aws.owners import owner_of, tags_of
from steps.aws.remnants import Remnant, by_kinds
from steps.aws.sweep import marked, recorded
from steps.engine.build import builder
from steps.engine.build.wanted import everything
from steps.engine.build.work import Work
from steps.engine.cloud.explain import explain
from steps.engine.cloud.listing import read_all
from steps.engine.memory.progress import Standing
from steps.engine.model.graph import Handle, Node
from steps.engine.model.resource import Resource
from steps.engine.model.site import RESOURCE_TAG, Run, as_mapping
from steps.engine.troubles import Stopped, Trouble
from steps.receipt.receipt import Look, Thing

VPC = "AWS::EC2::VPC"
STOPPED = "You stopped it before AWS had answered."


@dataclass
class Seen:
    """What stands, each once, with the resource that finds it where it is ours, and what the looks come to."""

    ours: dict[str, tuple[Thing, Resource, Handle]] = field(default_factory=dict)
    others: dict[str, tuple[Thing, str]] = field(default_factory=dict)  # and whose each is
    looks: list[Look] = field(default_factory=list)


def look_everywhere(work: Work) -> Seen:
    """All three; one that AWS refuses is told of as refused, and hides neither of the others."""
    run, seen = work.new_run(), Seen()
    journal = list(recorded(work.record.progress))
    _take(work, seen, "every id in its journal", lambda: _standing(work, run, journal, by_name=True))
    _take(work, seen, "everything with its tag", lambda: _standing(work, run, list(marked(run))))
    _take(work, seen, "everything in its network", lambda: _in_networks(work, run, seen))
    return seen


Found = tuple[int, Sequence[tuple[Thing, Resource, Handle]], Sequence[tuple[Thing, str]]]
"""For how many it looked, what of them is ours and stands, and what is somebody else's, and whose."""


def _take(work: Work, seen: Seen, where: str, look: Callable[[], Found]) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        looked, ours, others = (0, [], []) if work.stop.is_set() else look()
    except (BotoCoreError, ClientError, Trouble, Stopped) as error:
        words = STOPPED if isinstance(error, Stopped) else str(explain(error, profile=work.aws.profile))
        seen.looks.append(Look(where, refused=words))
        return
    if work.stop.is_set():  # then a look may have ended before it had seen everything
        seen.looks.append(Look(where, refused=STOPPED))
        return
    for thing, node, handle in ours:
        seen.ours.setdefault(thing.identity, (thing, node, handle))
    for thing, owner in others:
        seen.others.setdefault(thing.identity, (thing, owner))
    seen.looks.append(Look(where, looked, len(ours) + len(others)))


def _standing(work: Work, run: Run, records: list[Standing], *, by_name: bool = False) -> Found:
    """Each looked up by its id; what the journal says still stands also `by_name`, as a build would find it."""
    progress = work.record.progress
    looks: list[Collection[Node]] = [by_kinds(progress, records)]
    if by_name:
        wanted = everything(work.book, progress.plans)
        looks.append([node for node in wanted if node.name in progress.recorded and not _is_part(node)])
    found: dict[str, tuple[Thing, Resource, Handle]] = {}
    for nodes in looks:  # one after the other: two nodes of one name are the same node
        looking = replace(run, handles={})
        builder.survey_or_raise(looking, nodes)
        for node, handle in looking.handles.items():
            if handle.ours and isinstance(node, Resource):
                thing = _thing(node, handle)
                found.setdefault(thing.identity, (thing, node, handle))
    return len(records), list(found.values()), []


def _is_part(node: Node) -> bool:
    return getattr(node, "kind", "") in GO_WITH_THEIR_PARENT or getattr(node, "vanishes", False)


def _thing(node: Resource, handle: Handle) -> Thing:
    if isinstance(node, Remnant):
        key = node.record.name.removesuffix(f" {node.record.id}")
        return Thing(key, node.record.kind, handle.id, handle.arn)
    return Thing(node.name, node.kind, handle.id, handle.arn)


def _in_networks(work: Work, run: Run, seen: Seen) -> Found:
    """What is in any VPC that the journal or a tag ever named; what AWS makes with a VPC goes with it."""
    journal = {each.id for each in recorded(work.record.progress) if each.kind == VPC}
    networks = sorted(journal | {thing.id for thing, _, _ in seen.ours.values() if thing.kind == VPC})
    ours = {thing.id for thing, _, _ in seen.ours.values()}
    found = [each for vpc in networks if _is_there(run, vpc) for each in _inside(run, vpc, ours)]
    marked_ours = [
        Standing(f"{thing.key} {thing.id}", thing.kind, id=thing.id) for thing, owner in found if not owner
    ]
    _, standing, _ = _standing(work, run, marked_ours)
    others = [(thing, owner) for thing, owner in found if owner and thing.identity not in seen.ours]
    return len(networks), standing, others


def _is_there(run: Run, vpc: str) -> bool:
    return bool(read_all(run.aws.ec2, "describe_vpcs", "Vpcs", Filters=[{"Name": "vpc-id", "Values": [vpc]}]))


def _inside(run: Run, vpc: str, ours: Collection[str]) -> Iterator[tuple[Thing, str]]:
    """Each, and whose it is: nobody else's where it carries our tag."""
    here: Any = [{"Name": "vpc-id", "Values": [vpc]}]
    for kind in (f"AWS::EC2::{each}" for each in IN_A_VPC):
        operation, key, id_ = EC2_LISTINGS[kind]
        for item in read_all(run.aws.ec2, operation, key, Filters=here):
            if not is_by_aws(item, ours):
                label = as_mapping(tags_of(item)).get(RESOURCE_TAG, kind)
                mine = run.at(Node()).owns(tags_of(item))
                yield Thing(label, kind, item[id_]), "" if mine else owner_of(item, item)
