"""What happened, in words: one sentence for an event, the same on the screen, in lines and in the transcript."""

from typing import NamedTuple, assert_never

from steps.engine.model import events
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.durations import lasting
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.troubles import as_sentence

DOING = {
    events.Verb.BUILD: "Building",
    events.Verb.ATTACH: "Attaching to",
    events.Verb.TEARDOWN: "Taking down",
}
ENDED = {
    events.Outcome.DONE: "Done",
    events.Outcome.FAILED: "Failed",
    events.Outcome.LEFT: "Something is left",
    events.Outcome.STOPPED: "Stopped",
}


class Sentence(NamedTuple):
    """What happened (`text`), to which resource or check (`about`; empty when to all of it), and the `lines` below it."""

    about: str
    text: str
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.about}: {self.text}" if self.about and self.text else self.text


def sentence(event: events.AnyEvent) -> Sentence:
    """The event in one line; without text where it needs no words or, as tasks do, more than a line."""
    if isinstance(event, events.OfTheRun):
        return Sentence("", _of_the_run(event))
    match event:
        case events.Creating(resource=name, kind=kind):
            return Sentence(name, f"creating {kind}")
        case events.Created(resource=name, id=id_):
            return Sentence(name, f"made: {id_}")
        case events.Adopted(resource=name, id=id_, ours=ours):
            whose = "" if ours else " and is not this deployment's, so it is used and stays"
            return Sentence(name, f"was there already{whose}: {id_}")
        case events.Ready(resource=name, seconds=seconds, url=url):
            return Sentence(name, f"ready after {seconds:.1f} s" + (f", {url}" if url else ""))
        case events.Updating(resource=name, what=what):
            return Sentence(name, f"changing in place: {what}")
        case events.Updated(resource=name) | events.Observed(resource=name):
            return Sentence(name, "")
        case events.Deleting(resource=name):
            return Sentence(name, "deleting")
        case events.Deleted(resource=name, seconds=seconds):
            return Sentence(name, f"gone after {seconds:.1f} s")
        case events.Kept(resource=name, id=id_):
            return Sentence(name, f"stays, since it is not this deployment's: {id_}")
        case events.Renamed(resource=name, name=new):
            return Sentence(name, f"is called {new} from now on")
        case events.Drifted(resource=name, what=what) | events.Taken(resource=name, what=what):
            how = "somebody else changed it" if isinstance(event, events.Drifted) else "taken as it is"
            return Sentence(name, f"{how}: {what}" if what else "")
        case events.Checked(check=name, said=said):
            return Sentence(name, said)
        case events.Failed(resource=name, lines=lines):
            wrote = " It wrote last:" if lines else ""
            return Sentence(name, f"FAILED. {_parts(event)}{wrote}", lines)
        case events.Called(resource=name, line=line, error=error):
            return Sentence(name, f"$ {line}" + (f"   → {error}" if error else ""))
        case events.Waiting(resource=name, state=said) | events.Said(resource=name, line=said):
            return Sentence(name, said)
        case events.TaskEvent(resource=name, text=text):
            return Sentence(name, f"ECS says: {text}")
        case Obstacle() | Cleared():
            return Sentence(event.resource, _of_what_holds(event))
        case events.LastLines() | Diagnosed():
            return _of_its_tasks(event)
        case _:
            assert_never(event)


def _of_what_holds(event: Obstacle | Cleared) -> str:
    match event:
        case Obstacle():
            waits = f"The run waits up to {lasting(event.patience)} for that and goes on by itself."
            return f"{'Held for the moment.' if event.by_itself else 'HELD.'} {held_by(event)} {waits}"
        case Cleared(id=id_, seconds=seconds):
            return f"{id_} has let go of it, after {lasting(seconds)}"
        case _:
            assert_never(event)


def held_by(obstacle: Obstacle) -> str:
    """What holds on to something, who can let go of it and how, and how long that usually takes."""
    usual = f"Usually within {lasting(obstacle.usual)}." if obstacle.by_itself else ""
    return " ".join(filter(None, (as_sentence(capital(obstacle.what)), obstacle.cure, usual)))


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _of_its_tasks(event: events.LastLines | Diagnosed) -> Sentence:
    match event:
        case events.LastLines(resource=name, task=task, lines=lines):
            return Sentence(name, f"task {task} wrote last:", lines)
        case Diagnosed(resource=name, evidence=evidence, probes=probes):
            what = f"{as_sentence(evidence)} Looked at:" if probes else as_sentence(evidence)
            return Sentence(name, what, tuple(map(str, probes)))
        case _:
            assert_never(event)


def _of_the_run(event: events.OfTheRun) -> str:
    match event:
        case events.Began(verb=verb, deployment=name, account=account, region=region):
            return f"{DOING[verb]} {name} in account {account}, {region}"
        case events.Paused():
            return f"PAUSED. {_parts(event)} It goes on by itself."
        case events.Resumed(seconds=seconds):
            return f"Going on, after a pause of {seconds:.0f} s"
        case events.Ended(outcome=outcome, seconds=seconds):
            return f"{ENDED[outcome]} after {seconds:.1f} s"
        case events.Answered() | events.Planned() | events.Scaled():
            return ""
        case _:
            assert_never(event)


def _parts(event: events.Failed | events.Paused) -> str:
    return " ".join(as_sentence(part) for part in (event.what, event.why, event.cure) if part)
