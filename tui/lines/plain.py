"""The same wizard without a screen: one line an event for people, or one JSON object an event for programs."""

import sys
from datetime import UTC, datetime
from typing import assert_never

from steps.engine.model import events
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.events import AnyEvent
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.sentences import sentence
from steps.engine.troubles import Trouble
from tui.harmless import put, put_json, without_escapes

LOOKING = (" describe-", " list-", " get-")


def json_lines(event: AnyEvent) -> None:
    """Print the event, of whatever kind, as one line of JSON."""
    put_json(event)


class EventLines:
    """Prints what changed, a line each with the time; `verbose` adds what began, and every AWS call that changes something."""

    def __init__(self, *, verbose: bool = False) -> None:
        self._verbose = verbose
        self._states: dict[str, str] = {}
        self._there: set[str] = set()  # what was there already: that it still is, is no change
        self._by_itself: set[str] = set()  # what holds on for the moment, as AWS always does: no news either
        self._began = 0.0  # the run, in epoch seconds

    def __call__(self, event: AnyEvent) -> None:
        """Print the event's line, if it has one; of tasks, one for each that changed."""
        clock = datetime.fromtimestamp(event.at, UTC).astimezone().strftime("%H:%M:%S")
        for text in filter(None, self._texts(event)):
            put(f"{clock}  {text}", flush=True)

    def _texts(self, event: AnyEvent) -> list[str]:
        match event:
            case events.Creating() | events.Created() | events.Deleting() if not self._verbose:
                return []
            case events.TaskEvent(resource=name) if name in self._there and event.at < self._began:
                return []  # what ECS said in an earlier run, too
            case events.Began():
                self._began = event.at
                return [str(sentence(event))]
            case events.Adopted(resource=name, ours=ours) if not self._verbose:
                self._there.add(name)
                return [] if ours else [str(sentence(event))]
            case events.Ready(resource=name) if name in self._there:
                self._there.discard(name)
                return []
            case Obstacle() if event.by_itself and not self._verbose:
                self._by_itself.add(event.id)
                return []
            case Cleared(id=id_) if id_ in self._by_itself:
                return []
            case events.Observed(resource=name, tasks=tasks):
                return [self._changed(f"{name}: task {task.id}", condition(task)) for task in tasks]
            case events.Waiting(resource=name, state=state):
                return [self._changed(name, state)]
            case events.Called(line=line):
                told = self._verbose and not any(word in line for word in LOOKING)
                return [f"  {sentence(event).text}"] if told else []
            case (
                events.Paused() | events.Resumed() | events.Ended() | events.Answered()
                | events.Planned() | events.Scaled() | events.Taken() | events.Renamed() | events.Drifted()
                | events.Creating() | events.Created() | events.Adopted() | events.Ready() | events.Updating()
                | events.Updated() | events.Deleting() | events.Deleted() | events.Kept() | events.Checked()
                | events.Failed() | events.Said() | events.TaskEvent() | events.LastLines() | Obstacle() | Cleared()
                | Diagnosed()
            ):  # fmt: skip
                said = sentence(event)
                return (
                    [str(said), *(f"    {without_escapes(line)}" for line in said.lines)] if said.text else []
                )
            case _:
                assert_never(event)

    def _changed(self, name: str, state: str) -> str:
        if self._states.get(name) == state:
            return ""
        self._states[name] = state
        return f"{name}: {state}"


def condition(task: events.Task) -> str:
    """How a task is, in AWS's words: where it runs and what the load balancer thinks of it, or why it stopped."""
    if task.stopped:
        return f"{task.status}: {task.stopped}"
    where = f"{task.status} in {task.zone}" if task.zone else task.status
    health = f", its target is {task.health}" if task.health else ""
    return f"{where}{health}" + (f" ({task.reason})" if health and task.reason else "")


def print_trouble(trouble: Trouble) -> None:
    """One paragraph to standard error: what happened, why, what to do."""
    put(f"fargate-wizard: {trouble}", file=sys.stderr, ours=True)
    for line in trouble.lines:
        put(f"    {without_escapes(line)}", file=sys.stderr)
