"""What a state looks like: a sign, a word and a colour, so that none of them is needed alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from steps.engine.memory.outlook import UNDER_WAY
from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.memory.status import GONE
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, Node
from steps.engine.model.step import Step
from tui.widgets.text import MUTED
from tui.widgets.theme import Glyphs

SETTLED = (State.READY, State.KEPT)


@dataclass(frozen=True)
class Mark:
    """A state as it is drawn."""

    glyph: str
    word: str
    style: str


def node_mark(node: Standing, glyphs: Glyphs, *, late: bool = False, check: bool = False) -> Mark:
    """How a resource or check stands; `late` is one that takes longer than it usually does."""
    if late:
        return Mark(glyphs.overdue, "overdue", "bold $warning")
    match node.state:
        case State.PLANNED:
            return Mark(glyphs.planned, "planned", MUTED)
        case State.READY:
            return Mark(glyphs.done, "passed" if check else "ready", "$success")
        case State.MISSING:
            return Mark(glyphs.failed, "missing", "bold $warning")
        case State.KEPT:
            return Mark(glyphs.kept, "kept", "$accent")
        case State.DELETED:
            return Mark(glyphs.gone, "gone", MUTED)
        case State.FAILED:
            return Mark(glyphs.failed, "failed", "bold $error")
        case State.CREATED:
            return Mark(glyphs.waiting, "waiting", "$accent")
        case state:
            return Mark(glyphs.waiting, str(state), "$accent")


def step_mark(
    step: Step, nodes: Sequence[Standing], glyphs: Glyphs, *, now: bool, passed: bool, going: bool = False
) -> Mark:
    """How a step stands: `now` is the page being read, `passed` means that a later step was begun already.

    `going` says that the latest run takes all of it down.
    """
    states = {node.state for node in nodes}
    if State.FAILED in states:
        return Mark(glyphs.failed, "failed", "bold $error")
    if going and states & GONE and states <= {*GONE, State.PLANNED}:
        return _left_behind(glyphs, now=now, optional=False)
    cleared = {State.DELETED, State.PLANNED} if step.optional else {State.DELETED}  # its checks are forgotten
    if State.DELETED in states and states <= cleared:
        return _left_behind(glyphs, now=now, optional=step.optional)
    if states and states <= set(SETTLED):
        return Mark(glyphs.done, "done", "$success")
    if now:
        return Mark(glyphs.now, "now", "bold $accent")
    if states & set(UNDER_WAY):
        return Mark(glyphs.waiting, "waiting", "$accent")
    if (step.optional or not states) and passed:
        return Mark(glyphs.skipped, "skipped", MUTED)
    return Mark(glyphs.planned, "", MUTED)


def _left_behind(glyphs: Glyphs, *, now: bool, optional: bool) -> Mark:
    """Everything of it is gone: an optional step was done and cleared away, any other was taken down."""
    if now:
        return Mark(glyphs.now, "now", "bold $accent")
    return Mark(glyphs.done, "done", "$success") if optional else Mark(glyphs.gone, "gone", MUTED)


def step_nodes(step: Step, plan: Plan | None) -> tuple[Node, ...]:
    """Everything the step does under this plan; nothing while an answer that it needs is missing."""
    try:
        return step.nodes(plan) if plan else ()
    except KeyError:
        return ()


def caption(node: Node) -> str:
    """The first line of its class's docstring: what it is, for the reader."""
    return (type(node).__doc__ or "").strip().partition("\n")[0]


def is_check(node: Node) -> bool:
    """Whether it is looked at rather than made."""
    return isinstance(node, Check)


def has_begun(nodes: Sequence[Node], progress: Progress) -> bool:
    """Whether anything of these was touched since all was begun."""
    return any(progress.of_this_life(node.name) != Standing(node.name) for node in nodes)
