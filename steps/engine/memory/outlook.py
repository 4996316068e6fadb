"""How far a run is and how long it will still take: from what is usual, along the longest path of what is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.memory.usual import Usual
from steps.engine.model.durations import lasting
from steps.engine.model.events import Verb
from steps.engine.model.graph import Milestone, Node

UNDER_WAY = (State.CREATING, State.CREATED, State.UPDATING, State.DELETING)
AT_LEAST = 0.1  # of what is usual: how much longer something is thought to take that should be there already


@dataclass(frozen=True)
class Outlook:
    """`done` of `whole` resources and checks; `left` is seconds, `share` from 0 to 1 how much of the time has passed.

    `overdue` names what takes clearly longer than it usually does.
    """

    done: int
    whole: int
    left: float
    share: float
    overdue: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How long it will still take; empty when nothing is left."""
        if self.done == self.whole:
            return ""
        return time_left(self.left)

    @property
    def late(self) -> str:
        """What is overdue, in words; empty while nothing is."""
        if not self.overdue:
            return ""
        more = f" and {len(self.overdue) - 1} more" if self.overdue[1:] else ""
        return f"{self.overdue[0]}{more} overdue"


def time_left(seconds: float) -> str:
    """So many seconds as one says them of what nobody knows for sure: `about 1 min 40 s left`."""
    if seconds < 5:
        return "a few seconds left"
    step = 5 if seconds < 60 else 10 if seconds < 600 else 60
    return f"about {lasting(-(-seconds // step) * step)} left"


def outlook(nodes: Sequence[Node], progress: Progress, usual: Usual, now: float) -> Outlook:
    """How the run is that is under way, over all that it makes or deletes; `now` in epoch seconds.

    `nodes` come after what they need, or before it where the run takes them down.
    """
    began = progress.began
    verb = began.verb if began else Verb.BUILD
    left = {node: node for node in nodes if not is_settled(progress, node, verb)}
    ends = (
        taking_down(nodes, progress, usual, now)
        if verb is Verb.TEARDOWN
        else building(nodes, progress, usual, now)
    )
    seconds = max((ends[node] for node in left), default=0.0)
    passed = max(now - began.at, 0.0) if began and not over(progress) else 0.0
    share = passed / (passed + seconds) if left and passed else float(not left)
    overdue = [
        node.name
        for node in nodes
        if is_late(progress, progress.node(node.name), usual.seconds(node, verb), now)
    ]
    return Outlook(len(nodes) - len(left), len(nodes), seconds, share, tuple(overdue))


def building(nodes: Iterable[Node], progress: Progress, usual: Usual, now: float) -> dict[Node, float]:
    """Seconds from now until each is ready; `nodes` come after what they need."""
    made: dict[Node, float] = {}
    ready: dict[Node, float] = {}
    for node in nodes:
        starts = (
            (ready if milestone is Milestone.READY else made).get(need, 0.0)
            for need, milestone in node.needs.items()
        )
        standing, typical = progress.node(node.name), usual.seconds(node)
        lasts = _remaining(progress, node, typical, now, Verb.BUILD)
        start = 0.0 if standing.state in UNDER_WAY else max(starts, default=0.0)
        ready[node] = start + lasts
        made[node] = start + (0.0 if standing.state is State.CREATED else min(lasts, 2.0 / usual.pace))
    return ready


def taking_down(nodes: Iterable[Node], progress: Progress, usual: Usual, now: float) -> dict[Node, float]:
    """Seconds from now until each is gone; `nodes` come before what they need."""
    gone: dict[Node, float] = {}
    for node in nodes:
        starts = (seconds for other, seconds in gone.items() if node in other.needs)
        start = 0.0 if progress.node(node.name).state in UNDER_WAY[-1:] else max(starts, default=0.0)
        gone[node] = start + _remaining(
            progress, node, usual.seconds(node, Verb.TEARDOWN), now, Verb.TEARDOWN
        )
    return gone


def is_settled(progress: Progress, node: Node, verb: Verb = Verb.BUILD) -> bool:
    """Whether nothing is left to do for it: it stands or is taken as others left it, or in a teardown is gone or stays."""
    state = progress.node(node.name).state
    if verb is Verb.TEARDOWN:
        return state in (State.DELETED, State.KEPT)
    taken = progress.taken.get(node.name)
    return state in (State.READY, State.KEPT) or bool(taken and taken == progress.drifted.get(node.name))


def over(progress: Progress) -> float:
    """When the latest run ended, or was cut off, in epoch seconds; 0 while it is under way."""
    return progress.ended.at if progress.ended else progress.cut_off


def paused_since(progress: Progress, since: float, now: float) -> float:
    """For how many of the seconds from `since` to `now`, in epoch seconds, this run was paused."""
    past = sum(min(pause.seconds, pause.at - since) for pause in progress.pauses if pause.at > since)
    return past + (now - max(progress.paused.at, since) if progress.paused else 0.0)


def elapsed(progress: Progress, node: Standing, now: float) -> float:
    """Seconds that it has taken so far, or took; while the run was paused, and between two runs, nothing was waited for."""
    if node.state in UNDER_WAY and node.since:
        now = over(progress) or now
        since = max(node.since, progress.began.at if progress.began else 0.0)
        return max(now - since - paused_since(progress, since, now), 0.0)
    return max(node.trouble.at - node.since, 0.0) if node.trouble and node.since else node.seconds


def is_late(progress: Progress, node: Standing, usual: float, now: float) -> bool:
    """Whether it takes clearly longer than it usually does, while somebody waits for it."""
    waited_for = node.state in UNDER_WAY and not over(progress)
    return waited_for and elapsed(progress, node, now) > usual * 1.5 + 5


def _remaining(progress: Progress, node: Node, usual: float, now: float, verb: Verb) -> float:
    if is_settled(progress, node, verb):
        return 0.0
    standing = progress.node(node.name)
    so_far = elapsed(progress, standing, now) if standing.state in UNDER_WAY else 0.0
    return max(usual - so_far, usual * AT_LEAST)
