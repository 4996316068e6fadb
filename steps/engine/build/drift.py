"""Drift: what was deleted or changed in AWS behind this deployment's back."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from steps.engine.build.builder import survey_or_raise
from steps.engine.build.lifecycle import LAG
from steps.engine.build.tags import retagging, with_tags
from steps.engine.build.wanted import latest
from steps.engine.build.work import Work
from steps.engine.cloud.refusals import is_absent
from steps.engine.memory.progress import Progress, State
from steps.engine.model.events import Drifted, Taken
from steps.engine.model.resource import Node, Resource
from steps.engine.model.site import Run

DELETED = "deleted"


def look_for_drift(work: Work) -> dict[str, str]:
    """Look in AWS for what is no longer as this deployment left it, and tell; what is taken as it is left out.

    Any error of AWS's may pass through.
    """
    progress = work.record.progress
    run = work.new_run(progress.plan)
    nodes = [node for name, node in latest(work.book, progress.plans).items() if name in progress.recorded]
    survey_or_raise(run, nodes)
    for event in list(find_drift(run, nodes, progress)):
        if event.what != progress.node(event.resource).drift:
            work.record.tell(event)
    return {name: what for name, what in progress.drifted.items() if progress.taken.get(name) != what}


def read_drift(work: Work) -> Progress:
    """The journal as it is now, with the drift that AWS shows; for `reading`, while another run may be at work.

    What that has changed since this began to look is no drift. Any error of AWS's may pass through.
    """
    left = dict(work.record.progress.nodes)
    look_for_drift(work)
    seen, now = work.record.progress, work.deployment.progress()
    now.nodes.update({name: seen.node(name) for name, node in left.items() if now.node(name) == node})
    return now


def take_drift(work: Work, drift: Mapping[str, str]) -> None:
    """Take these, by name and what `look_for_drift` said of them, as they are from now on."""
    for name, what in drift.items():
        work.record.tell(Taken(resource=name, what=what))


def undo_drift(work: Work) -> None:
    """Take nothing as it is: the next build makes all of it again."""
    take_drift(work, dict.fromkeys(work.record.progress.taken, ""))


class Sorted(NamedTuple):
    """What is to be built, and what stays as it is because its user has taken the drift in it; in written order."""

    nodes: list[Node]
    as_they_are: set[Node]


def without_taken(run: Run, nodes: Sequence[Node], taken: Mapping[str, str]) -> Sorted:
    """Leave out, after a survey, the drift that is `taken` as it is now, and what needs what is not there.

    What is there is good enough for other resources, but not for a check.
    """
    left: set[Node] = set()
    missing: set[Node] = set()
    for node in nodes:
        what = taken.get(node.name)
        lacks = (missing if isinstance(node, Resource) else left) & (node.needs.keys() - set(node.may_lack))
        if (what and what == how_it_differs(run, node)) or lacks:
            left.add(node)
            missing |= {node} if lacks or what == DELETED else set()
    return Sorted([node for node in nodes if node not in left], left)


def find_drift(run: Run, nodes: Iterable[Node], progress: Progress) -> Iterator[Drifted]:
    """What of these is no longer as it was left; a survey has looked at all of them before.

    Only what was ready once counts: what a broken-off run left half done is no drift. `run.plan` must be the plan
    that it was built from. Any error of AWS's may pass through.
    """
    for node in nodes:
        left = progress.node(node.name)
        if not isinstance(node, Resource) or not (left.exists and left.ours and left.state is State.READY):
            continue
        what = how_it_differs(run, node)
        if what != DELETED:
            yield Drifted(resource=node.name, what=what)
        elif not _may_appear(run, left.asked):
            yield Drifted(resource=node.name, what=what, missing=True)


def how_it_differs(run: Run, node: Node) -> str:
    """How AWS differs from the plan in this node, after a survey; empty when it does not or nobody can tell."""
    from botocore.exceptions import ClientError

    handle = run.handles.get(node)
    if not isinstance(node, Resource):
        return ""
    if handle is None or handle.leaving:
        return DELETED
    if not handle.ours or any(isinstance(need, Resource) and need not in run.handles for need in node.needs):
        return ""
    try:
        return with_tags(node.differs(run.at(node), handle), retagging(run.at(node), node, handle))
    except ClientError as error:
        if is_absent(error):
            return DELETED
        raise


def _may_appear(run: Run, asked: float) -> bool:
    """Whether AWS may still hide what it was asked to make a moment ago."""
    return 0 <= time.time() - asked < LAG / run.pace
