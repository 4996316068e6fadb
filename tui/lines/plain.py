"""The same wizard without a screen: one line an event for people, or one JSON object an event for programs."""

import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from steps.engine.model.events import AnyEvent, Called, Observed, Task, Waiting
from steps.engine.model.sentences import sentence
from steps.engine.troubles import Trouble
from tui.harmless import harmless, put, put_json

LOOKING = (" describe-", " list-", " get-")


def json_lines(event: AnyEvent) -> None:
    """Print the event as one line of JSON."""
    put_json(event)


class Lines:
    """Prints what changed, a line each with the time; `calls` adds every AWS call that makes or deletes something."""

    def __init__(self, *, calls: bool = True) -> None:
        self._calls = calls
        self._states: dict[str, str] = {}

    def __call__(self, event: AnyEvent) -> None:
        """Print the event's line, if it has one; of tasks, one for each that changed."""
        texts = self._tasks(event) if isinstance(event, Observed) else [self._text(event)]
        clock = datetime.fromtimestamp(event.at, UTC).astimezone().strftime("%H:%M:%S")
        for text in filter(None, texts):
            put(f"{clock}  {text}", flush=True)

    def _tasks(self, event: Observed) -> list[str]:
        return [self._changed(f"{event.resource}: task {task.id}", condition(task)) for task in event.tasks]

    def _text(self, event: AnyEvent) -> str:
        match event:
            case Called(line=line):
                told = self._calls and not any(word in line for word in LOOKING)
                return f"  {sentence(event).text}" if told else ""
            case Waiting(resource=name, state=state):
                return self._changed(name, state)
            case _:
                return str(sentence(event))

    def _changed(self, name: str, state: str) -> str:
        if self._states.get(name) == state:
            return ""
        self._states[name] = state
        return f"{name}: {state}"


def condition(task: Task) -> str:
    """How a task is, in AWS's words: where it runs and what the load balancer thinks of it, or why it stopped."""
    if task.stopped:
        return f"{task.status}: {task.stopped}"
    where = f"{task.status} in {task.zone}" if task.zone else task.status
    health = f", its target is {task.health}" if task.health else ""
    return f"{where}{health}" + (f" ({task.reason})" if health and task.reason else "")


def print_trouble(trouble: Trouble) -> None:
    """One paragraph to standard error: what happened, why, what to do."""
    put(f"fargate-wizard: {trouble}", file=sys.stderr)


def confirm(question: str) -> bool:
    """Ask on the terminal; without one the answer is no."""
    if not sys.stdin.isatty():
        return False
    import questionary

    return bool(questionary.confirm(harmless(question), default=False).ask())


def ago(seconds_since_epoch: float, now: Callable[[], float] = time.time) -> str:
    """How long ago that was, in words."""
    minutes = int((now() - seconds_since_epoch) // 60)
    match minutes:
        case 0:
            return "just now"
        case _ if minutes < 60:
            return f"{minutes} min ago"
        case _ if minutes < 48 * 60:
            return f"{minutes // 60} h ago"
        case _:
            return f"{minutes // (24 * 60)} days ago"


def choose_drift(drift: Mapping[str, str]) -> str:
    """Ask what becomes of what others deleted or changed: rebuild, keep or stop; stop where nobody can be asked."""
    for name, what in drift.items():
        put(f"  behind our back: {name}: {what}")
    if not sys.stdin.isatty():
        return "stop"
    import questionary

    choices = [
        questionary.Choice("Build it again, as it was planned", "rebuild"),
        questionary.Choice("Take it as it is now", "keep"),
        questionary.Choice("Do nothing", "stop"),
    ]
    return str(questionary.select("This was deleted or changed in AWS.", choices=choices).ask() or "stop")
