"""What happened, in words: one sentence for an event, the same on the screen, in lines and in the transcript."""

from typing import NamedTuple, assert_never

from steps.engine.model.events import (
    Adopted,
    Answered,
    AnyEvent,
    Began,
    Called,
    Checked,
    Created,
    Creating,
    Deleted,
    Deleting,
    Drifted,
    Ended,
    Failed,
    Kept,
    Observed,
    OfTheRun,
    Paused,
    Planned,
    Ready,
    Renamed,
    Resumed,
    Said,
    Scaled,
    Taken,
    TaskEvent,
    Updated,
    Updating,
    Verb,
    Waiting,
)
from steps.engine.troubles import as_sentence

DOING = {Verb.BUILD: "Building", Verb.ATTACH: "Attaching to", Verb.TEARDOWN: "Taking down"}


class Sentence(NamedTuple):
    """What happened (`text`), and to which resource or check (`about`; empty when to all of it)."""

    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.about}: {self.text}" if self.about and self.text else self.text


def sentence(event: AnyEvent) -> Sentence:
    """The event in one line; without text where it needs no words or, as tasks do, more than a line."""
    match event:
        case Began() | Answered() | Planned() | Scaled() | Paused() | Resumed() | Ended():
            return Sentence("", _of_the_run(event))
        case Creating(resource=name, kind=kind):
            return Sentence(name, f"creating {kind}")
        case Created(resource=name, id=id_):
            return Sentence(name, f"made: {id_}")
        case Adopted(resource=name, id=id_, ours=ours):
            whose = "" if ours else ", and is not ours (used, never deleted)"
            return Sentence(name, f"was there already{whose}: {id_}")
        case Ready(resource=name, seconds=seconds, url=url):
            return Sentence(name, f"ready after {seconds:.1f} s" + (f", {url}" if url else ""))
        case Updating(resource=name, what=what):
            return Sentence(name, f"changing in place: {what}")
        case Updated(resource=name) | Observed(resource=name):
            return Sentence(name, "")
        case Deleting(resource=name):
            return Sentence(name, "deleting")
        case Deleted(resource=name, seconds=seconds):
            return Sentence(name, f"gone after {seconds:.1f} s")
        case Kept(resource=name, id=id_):
            return Sentence(name, f"stays, since it is not ours: {id_}")
        case Renamed(resource=name, name=new):
            return Sentence(name, f"is called {new} from now on")
        case Drifted(resource=name, what=what):
            return Sentence(name, f"behind our back: {what}" if what else "")
        case Taken(resource=name, what=what):
            return Sentence(name, f"taken as it is: {what}" if what else "")
        case Checked(check=name, said=said):
            return Sentence(name, said)
        case Failed(resource=name):
            return Sentence(name, f"FAILED. {_parts(event)}")
        case Waiting(resource=name, state=state):
            return Sentence(name, state)
        case Called(resource=name, line=line, error=error):
            return Sentence(name, f"$ {line}" + (f"   → {error}" if error else ""))
        case Said(resource=name, line=line):
            return Sentence(name, line)
        case TaskEvent(resource=name, text=text):
            return Sentence(name, f"ECS says: {text}")
        case _:
            assert_never(event)


def _of_the_run(event: OfTheRun) -> str:
    match event:
        case Began(verb=verb, deployment=name, account=account, region=region):
            return f"{DOING[verb]} {name} in account {account}, {region}"
        case Paused():
            return f"PAUSED. {_parts(event)} It goes on by itself."
        case Resumed(seconds=seconds):
            return f"Going on, after a pause of {seconds:.0f} s"
        case Ended(outcome=outcome, seconds=seconds):
            return f"Ended: {outcome}, after {seconds:.1f} s"
        case Answered() | Planned() | Scaled():
            return ""
        case _:
            assert_never(event)


def _parts(event: Failed | Paused) -> str:
    return " ".join(as_sentence(part) for part in (event.what, event.why, event.cure) if part)
