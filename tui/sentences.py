"""What happened, as one sentence an event: the plain lines and the Output tab say the same words.

A new kind of event does not type-check until it is said here what it is in words. As JSON an event is itself.
"""

from dataclasses import dataclass
from typing import assert_never

from steps.engine.model import events
from steps.engine.troubles import as_sentence
from tui.wording import lasting

DOING = {"build": "Building", "attach": "Attaching to", "teardown": "Taking down"}
"""A run's verb, as it begins."""


@dataclass(frozen=True)
class Sentence:
    """What is told of `about`, a resource or check (empty: the whole run), in the tone of a scrollback's entry.

    `details` follow in the same line, or below it: why it happened, and what to do.
    """

    about: str
    text: str
    tone: str = "plain"
    details: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """All of it in one line."""
        whole = " ".join([self.text, *self.details])
        return f"{self.about}: {whole}" if self.about else whole


def sentence(event: events.AnyEvent) -> Sentence | None:
    """What happened; None for what needs no words, or is shown as a list: answers, the plan, calls, tasks."""
    match event:
        case events.Creating() | events.Created() | events.Adopted() | events.Ready() | events.Updating():
            return Sentence(
                event.resource, _making(event), "muted" if isinstance(event, events.Created) else "accent"
            )
        case events.Deleting() | events.Deleted() | events.Kept():
            return Sentence(event.resource, _leaving(event), "accent")
        case events.Began() | events.Paused() | events.Resumed() | events.Ended():
            return _of_the_run(event)
        case events.Failed():
            return Sentence(event.resource, f"FAILED. {as_sentence(event.what)}", "error", _details(event))
        case events.Checked():
            return Sentence(event.check, event.said, "accent")
        case events.Drifted():
            return (
                Sentence(event.resource, f"behind our back: {event.what}", "warning") if event.what else None
            )
        case events.Renamed():
            return Sentence(event.resource, f"is called {event.name} from now on", "muted")
        case events.Waiting():
            return Sentence(event.resource, event.state, "muted")
        case events.Said():
            return Sentence(event.resource, event.line)
        case events.TaskEvent():
            return Sentence(event.resource, f"ECS says: {event.text}")
        case events.Answered() | events.Planned() | events.Updated() | events.Called() | events.Observed():
            return None
        case _:
            assert_never(event)


def _making(event: events.Creating | events.Created | events.Adopted | events.Ready | events.Updating) -> str:
    match event:
        case events.Creating():
            return f"creating {event.kind}"
        case events.Created():
            return f"made: {event.id}"
        case events.Adopted():
            foreign = "" if event.ours else "; this deployment did not make it: it is used, never deleted"
            return f"was there already: {event.id}{foreign}"
        case events.Ready():
            return f"ready after {lasting(event.seconds)}" + (f", {event.url}" if event.url else "")
        case events.Updating():
            return f"changing in place: {event.what}"
        case _:
            assert_never(event)


def _leaving(event: events.Deleting | events.Deleted | events.Kept) -> str:
    match event:
        case events.Deleting():
            return "deleting"
        case events.Deleted():
            return f"gone after {lasting(event.seconds)}"
        case events.Kept():
            return f"stays, this deployment did not make it: {event.id}"
        case _:
            assert_never(event)


def _of_the_run(event: events.Began | events.Paused | events.Resumed | events.Ended) -> Sentence:
    match event:
        case events.Began():
            where = f"account {event.account}, {event.region}"
            return Sentence("", f"{DOING.get(event.verb, event.verb)} {event.deployment} in {where}")
        case events.Paused():
            details = (*_details(event), "It goes on by itself.")
            return Sentence("", f"PAUSED. {as_sentence(event.what)}", "warning", details)
        case events.Resumed():
            return Sentence("", f"Going on, after a pause of {lasting(event.seconds)}")
        case events.Ended():
            return Sentence("", f"Ended: {event.outcome}, after {lasting(event.seconds)}")
        case _:
            assert_never(event)


def _details(event: events.Failed | events.Paused) -> tuple[str, ...]:
    return tuple(as_sentence(part) for part in (event.why, event.cure) if part)


def condition(task: events.Task) -> str:
    """How a task is, in AWS's words: where it runs and what the load balancer thinks of it, or why it stopped."""
    if task.stopped:
        return f"{task.status}: {task.stopped}"
    where = f"{task.status} in {task.zone}" if task.zone else task.status
    health = f", its target is {task.health}" if task.health else ""
    return f"{where}{health}" + (f" ({task.reason})" if health and task.reason else "")
