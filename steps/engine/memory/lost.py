"""What a journal has to say of a deployment whose cloud has ended with all that stood in it: that it was taken down."""

from msgspec.structs import replace

from steps.engine.memory.progress import Progress
from steps.engine.model.events import Deleted, Ended, Lasting, Outcome, Verb


def lost_events(progress: Progress) -> list[Lasting]:
    """The teardown that nobody ran, at the time of what happened last."""
    began, at = progress.began, last_heard(progress)
    if began is None:
        return []
    gone = [Deleted(resource=name, at=at) for name in sorted(progress.recorded)]
    end = Ended(verb=Verb.TEARDOWN, outcome=Outcome.DONE, seconds=0.0, at=at)
    return [replace(began, verb=Verb.TEARDOWN, at=at), *gone, end]


def last_heard(progress: Progress) -> float:
    """When something happened to it last, in epoch seconds; 0 for one that was never begun."""
    began, ended = progress.began, progress.ended
    return max(began.at if began else 0.0, ended.at if ended else 0.0)
