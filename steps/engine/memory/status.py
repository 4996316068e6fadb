"""What stands, for people and programs: a view of the journal."""

from collections.abc import Sequence

import msgspec

from steps.engine.memory.deployment import Deployment
from steps.engine.memory.lost import lost_events
from steps.engine.memory.outlook import is_settled
from steps.engine.memory.progress import Progress, State
from steps.engine.memory.readable import readable
from steps.engine.model.events import Outcome, Verb
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step

DAMAGED = "damaged"
IN_PART = "built in part"


class ResourceStatus(msgspec.Struct, frozen=True):
    """One resource: `seconds` is how long it took to be ready, `drift` how AWS differs from what was left."""

    key: str
    kind: str
    id: str
    arn: str
    state: str
    ours: bool
    seconds: float
    drift: str = ""


class StepStatus(msgspec.Struct, frozen=True):
    """One step: planned, building, done, failed, drifted, skipped or gone."""

    key: str
    title: str
    state: str


class Status(msgspec.Struct, frozen=True):
    """One deployment; times are epoch seconds.

    `state` is new, building, built in part, standing, drifted, failed, stopped, deleting, gone or damaged; `looked` whether
    AWS was asked, `lost` whether the practice cloud that it stood in was stopped, and all of it with it. `elsewhere` says
    who works on it from another machine.
    """

    deployment: str
    target: str = ""
    account: str = ""
    region: str = ""
    zones: list[str] = []
    state: str = "new"
    steps: list[StepStatus] = []
    resources: list[ResourceStatus] = []
    urls: dict[str, str] = {}
    started: float | None = None
    ended: float | None = None
    looked: bool = False
    lost: bool = False
    elsewhere: str = ""


def read_status(
    deployment: Deployment,
    book: Sequence[Step],
    progress: Progress | None = None,
    *,
    lost: bool = False,
    elsewhere: str = "",
) -> Status:
    """The deployment as its journal tells it, or with the `progress` that AWS was asked for just before.

    `lost` says that its cloud has ended with all that stood in it, which the journal does not know.
    """
    looked, progress = progress is not None, progress or deployment.progress()
    for lasting in lost_events(progress) if lost else ():
        progress.take(lasting)
    began, plan = progress.began, next(iter(readable(book, progress.plans[-1:])), None)
    for event in progress.renamed(node for step in book for node in step.nodes(plan)) if plan else ():
        progress.take(event)
    if began is None:
        return Status(deployment.name)
    return Status(
        deployment.name,
        began.target,
        began.account,
        began.region,
        list(plan.answers.get("zones", ())) if plan else [],
        deployment_state(progress, whole=plan is None or is_whole(book, plan, progress)),
        [StepStatus(step.key, step.title, step_state(step, plan, progress)) for step in book],
        [_resource(name, progress) for name in progress.nodes if progress.node(name).kind],
        urls(book, plan, progress) if plan else {},
        progress.first_began or None,
        progress.ended.at if progress.ended else None,
        looked,
        lost,
        elsewhere,
    )


def is_whole(book: Sequence[Step], plan: Plan, progress: Progress) -> bool:
    """Whether nothing that AWS keeps is still to be made; what is optional need not be there."""
    nodes = (node for step in book if not step.optional for node in step.nodes(plan))
    return all(is_settled(progress, node) for node in nodes if isinstance(node, Resource))


def deployment_state(progress: Progress, *, whole: bool) -> str:
    """One word for all of it, of which the `whole` is there or only a part."""
    began, ended = progress.began, progress.ended
    if began is None:
        return "new"
    if began.verb is Verb.TEARDOWN:
        return "gone" if is_gone(progress) else "deleting"
    if ended is None:
        return "stopped" if began.verb is Verb.ATTACH else "building"
    if ended.outcome is Outcome.DONE:
        return "drifted" if progress.drifted else "standing" if whole else IN_PART
    return ended.outcome


def is_gone(progress: Progress) -> bool:
    """Whether it was taken down, and AWS showed nothing of it then."""
    began, ended = progress.began, progress.ended
    over = ended is not None and ended.verb is Verb.TEARDOWN and ended.outcome is Outcome.DONE
    return bool(began and began.verb is Verb.TEARDOWN and over and not progress.recorded)


def is_never_begun(progress: Progress) -> bool:
    """Whether it was only opened: nothing was ever asked of AWS for it."""
    return progress.began is None and not progress.nodes


GONE = {State.DELETED, State.KEPT}


def step_state(step: Step, plan: Plan | None, progress: Progress) -> str:
    """One word for a step: what its nodes have in common, or the worst of it."""
    states = {progress.of_this_life(node.name).state for node in step.nodes(plan)} if plan else set()
    if not states:
        return "skipped" if plan else "planned"  # nobody wants anything of it
    if State.FAILED in states:
        return "failed"
    if State.MISSING in states:
        return "drifted"
    if states <= {State.READY}:
        return "done"
    going = progress.began is not None and progress.began.verb is Verb.TEARDOWN
    if ((going and states & GONE) or State.DELETED in states) and states <= {*GONE, State.PLANNED}:
        return "gone"
    if State.PLANNED in states and states <= {State.PLANNED, State.KEPT}:
        return "skipped" if step.optional else "planned"
    return "building"


def urls(book: Sequence[Step], plan: Plan, progress: Progress) -> dict[str, str]:
    """Where each app answers, by its name."""
    found: dict[str, str] = {}
    for node in (node for step in book for node in step.nodes(plan)):
        url = progress.node(node.name).url
        if url and node.serves:
            found.setdefault(node.serves.name, url)
    return found


def _resource(name: str, progress: Progress) -> ResourceStatus:
    node = progress.node(name)
    return ResourceStatus(
        name,
        node.kind,
        node.id,
        node.arn,
        node.state.value,
        node.ours,
        round(node.seconds, 3),
        progress.drifted.get(name, ""),
    )
