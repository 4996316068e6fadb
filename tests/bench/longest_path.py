"""What a run would take if nothing waited but for what it needs, computed from the run's own events."""

from collections.abc import Iterable, Mapping, Sequence

from steps.engine.model.events import AnyEvent, Checked, Created, Creating, Deleted, Deleting, Ready
from steps.engine.model.resource import Milestone, Node


def building(nodes: Sequence[Node], events: Iterable[AnyEvent]) -> float:
    """Seconds of the longest path of a build; `nodes` come after what they need."""
    began, made, ready = _times(events)
    path: dict[Node, Mapping[Milestone, float]] = {}
    for node in nodes:
        start = max(
            (path[need][milestone] for need, milestone in node.needs.items() if need in path), default=0.0
        )
        until_ready = ready.get(node.name, 0.0) - began.get(node.name, 0.0)
        until_made = made.get(node.name, ready.get(node.name, 0.0)) - began.get(node.name, 0.0)
        path[node] = {Milestone.MADE: start + until_made, Milestone.READY: start + until_ready}
    return max(times[Milestone.READY] for times in path.values())


def taking_down(nodes: Sequence[Node], events: Sequence[AnyEvent]) -> float:
    """Seconds of the longest path of a teardown: the same graph, reversed."""
    began = {event.resource: event.at for event in events if isinstance(event, Deleting)}
    gone = {event.resource: event.at for event in events if isinstance(event, Deleted)}
    path: dict[Node, float] = {}
    for node in reversed(nodes):
        start = max((path[other] for other in path if node in other.needs), default=0.0)
        path[node] = start + gone.get(node.name, 0.0) - began.get(node.name, 0.0)
    return max(path.values())


def _times(events: Iterable[AnyEvent]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """When each node began, was made and was ready, in epoch seconds; one that was there already has none."""
    began: dict[str, float] = {}
    made: dict[str, float] = {}
    ready: dict[str, float] = {}
    for event in events:
        match event:
            case Creating(resource=name, at=at):
                began[name] = at
            case Created(resource=name, at=at):
                made[name] = at
            case Ready(resource=name, at=at) if name in began:
                ready[name] = at
            case Checked(check=name, at=at, seconds=seconds):
                began[name], made[name], ready[name] = at - seconds, at, at
            case _:
                pass
    return began, made, ready
