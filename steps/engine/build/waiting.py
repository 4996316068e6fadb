"""The wait between two looks: what is usual, what is too long, and what will never come."""

from collections.abc import Generator

from steps.engine.build.patience import is_overdue
from steps.engine.model.durations import lasting
from steps.engine.model.events import Waiting
from steps.engine.model.kind_words import kind_in_words
from steps.engine.model.resource import Resource
from steps.engine.model.site import Site
from steps.engine.troubles import Trouble


def wait_until_ready(
    site: Site, resource: Resource, seconds: float, state: str
) -> Generator[float, None, None]:
    """Wait until the next look; after its usual time say what is usual. Raises Trouble for a state that never heals."""
    if cure := resource.hopeless.get(state):
        raise Trouble(
            f"{resource.name} is “{state}”, and will not become ready.",
            why=f"This state of {kind_in_words(resource.kind)} does not heal by itself.",
            cure=cure,
        )
    late = is_overdue(site, seconds, resource.typical)
    usual = f"; mostly it takes {lasting(resource.typical)}, and AWS is asked every {resource.every:.0f} s"
    yield from wait(site, resource, seconds, state, usual if late else "")


def wait(
    site: Site, resource: Resource, seconds: float, state: str, remark: str = ""
) -> Generator[float, None, None]:
    """Wait until the next look; `seconds` had passed when the last one began, for a laptop may have slept since."""
    if is_overdue(site, seconds, resource.patience):
        raise Trouble(
            f"{resource.name} is still “{state}” after {resource.patience / 60:.0f} minutes.",
            why=f"It usually takes {resource.typical:.0f} seconds. What AWS has said of it meanwhile is in the output.",
            cure="Try again: it is carried on from here. If it stays so, look at it in the AWS console.",
        )
    site.run.tell(Waiting(resource=resource.name, state=f"{state}{remark}", seconds=seconds))
    yield resource.every
