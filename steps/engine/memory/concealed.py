"""What may be kept and shown of an event: no value of any app's environment, wherever somebody repeats it."""

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from steps.appfile.sealed import hide
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.events import AnyEvent, Failed, LastLines, Observed, Planned, Task

WORDS = ("line", "text", "what", "why", "cure", "said", "state", "error", "evidence", "cause")
"""The fields in which AWS, Docker or an app speak; names and ids are ours."""


def concealed(event: AnyEvent, secrets: Collection[str]) -> AnyEvent:
    """The event with these values blackened, and its plan, if it has one, sealed."""
    match event:
        case Planned(plan=plan):
            return replace(event, plan=plan.sealed)
        case Observed(tasks=tasks) if secrets:
            return replace(event, tasks=tuple(_task(task, secrets) for task in tasks))
        case _:
            texts = {name: getattr(event, name, None) for name in WORDS} if secrets else {}
            hidden: dict[str, Any] = {
                name: hide(text, secrets) for name, text in texts.items() if isinstance(text, str)
            }
            if isinstance(event, Failed | LastLines | Diagnosed) and secrets:
                hidden["lines"] = tuple(hide(line, secrets) for line in event.lines)
            return replace(event, **hidden) if hidden else event


def _task(task: Task, secrets: Collection[str]) -> Task:
    return replace(task, reason=hide(task.reason, secrets), stopped=hide(task.stopped, secrets))
