"""Three looks at AWS that know nothing of each other: every id in the journal, everything with our tag, all in our network."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from steps.aws.by_kind import GO_WITH_THEIR_PARENT
from steps.aws.ec2_listings import EC2_LISTINGS
from steps.aws.foreign_contents import IN_A_VPC, goes_with_its_network
from steps.aws.owners import tags_of
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

STOPPED = "You stopped it before AWS had answered."


@dataclass
class Seen:
    """What stands, each once, with the resource that finds it where it is ours, and what the looks come to."""

    ours: dict[tuple[str, str], tuple[Thing, Resource, Handle]] = field(default_factory=dict)
    others: dict[tuple[str, str], Thing] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)


def look_everywhere(work: Work) -> Seen:
    """All three; one that AWS refuses is told of as refused, and hides neither of the others."""
    run, seen = work.new_run(), Seen()
    journal = list(recorded(work.record.progress))
    _take(work, seen, "every id in its journal", lambda: _standing(work, run, journal, by_name=True))
    _take(work, seen, "everything with its tag", lambda: _standing(work, run, list(marked(run))))
    _take(work, seen, "everything in its network", lambda: _in_networks(work, run, seen))
    return seen


Found = tuple[int, Sequence[tuple[Thing, Resource, Handle]], Sequence[Thing]]
"""For how many it looked, what of them is ours and stands, and what is somebody else's."""


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
        seen.ours.setdefault((thing.kind, thing.id), (thing, node, handle))
    for thing in others:
        seen.others.setdefault((thing.kind, thing.id), thing)
    seen.looks.append(Look(where, looked, len(ours) + len(others)))


def _standing(work: Work, run: Run, records: list[Standing], *, by_name: bool = False) -> Found:
    """Each looked up by its id; what the journal says still stands also `by_name`, as a build would find it."""
    progress, looking = work.record.progress, replace(run, handles={})
    nodes: set[Node] = set(by_kinds(progress, records))
    if by_name:
        wanted = everything(work.book, progress.plans)
        nodes |= {node for node in wanted if node.name in progress.recorded and not _is_part(node)}
    builder.survey_or_raise(looking, nodes)
    found = {
        (thing.kind, thing.id): (thing, node, handle)
        for node, handle in looking.handles.items()
        if handle.ours and isinstance(node, Resource)
        for thing in [_thing(node, handle)]
    }
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
    journal = {each.id for each in recorded(work.record.progress) if each.kind == "AWS::EC2::VPC"}
    networks = sorted(journal | {id_ for kind, id_ in seen.ours if kind == "AWS::EC2::VPC"})
    there = [vpc for vpc in networks if _is_there(run, vpc)]
    found = [each for vpc in there for each in _inside(run, vpc)]
    records = [Standing(f"{key} {id_}", kind, id=id_) for kind, id_, key, mine in found if mine]
    _, ours, _ = _standing(work, run, records)
    known: Collection[tuple[str, str]] = seen.ours
    others = [Thing(kind, kind, id_) for kind, id_, _, mine in found if not mine and (kind, id_) not in known]
    return len(networks), ours, others


def _is_there(run: Run, vpc: str) -> bool:
    return bool(read_all(run.aws.ec2, "describe_vpcs", "Vpcs", Filters=[{"Name": "vpc-id", "Values": [vpc]}]))


def _inside(run: Run, vpc: str) -> Iterator[tuple[str, str, str, bool]]:
    """The kind, the id and our key for each, and whether it carries our tag."""
    here: Any = [{"Name": "vpc-id", "Values": [vpc]}]
    for kind in (f"AWS::EC2::{each}" for each in IN_A_VPC):
        operation, key, id_ = EC2_LISTINGS[kind]
        for item in read_all(run.aws.ec2, operation, key, Filters=here):
            if not goes_with_its_network(item):
                label = as_mapping(tags_of(item)).get(RESOURCE_TAG, kind)
                yield kind, item[id_], label, run.at(Node()).owns(tags_of(item))
