"""Drift: what was deleted or changed in AWS behind this deployment's back."""

import time
from collections.abc import Iterable, Iterator

from steps.engine.build.lifecycle import LAG
from steps.engine.cloud.refusals import is_absent
from steps.engine.memory.progress import Progress, State
from steps.engine.model.events import Drifted
from steps.engine.model.resource import Node, Resource
from steps.engine.model.site import Run

DELETED = "deleted"


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
        return node.differs(run.at(node), handle)
    except ClientError as error:
        if is_absent(error):
            return DELETED
        raise


def _may_appear(run: Run, asked: float) -> bool:
    """Whether AWS may still hide what it was asked to make a moment ago."""
    return 0 <= time.time() - asked < LAG / run.pace
