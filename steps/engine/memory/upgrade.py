"""What journals of earlier versions said otherwise, as it is said now.

0.1 kept the number of tasks and what was taken as it is among the answers, under keys that no question has.
"""

from steps.engine.model.events import Answered, AnyEvent, Scaled, Taken


def upgraded(event: AnyEvent) -> AnyEvent:
    """The event as this version would have written it."""
    match event:
        case Answered(question=key, value=[int(count), int(declared)]) if key.startswith("count."):
            return Scaled(at=event.at, app=key.removeprefix("count."), count=count, declared=declared)
        case Answered(question=key, value=what) if key.startswith("taken."):
            return Taken(at=event.at, resource=key.removeprefix("taken."), what=str(what))
        case _:
            return event
