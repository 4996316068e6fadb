"""Shows how a resource is inside, such as a service's tasks: told when it changed, and no part of the work that is recorded."""

import contextlib
from collections.abc import Iterator

from steps.engine.cloud.clients import unheard
from steps.engine.model.events import Observed
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site


def show(site: Site, resource: Resource, handle: Handle, before: Observed | None = None) -> Observed | None:
    """Tell how it is inside, if it is not as `before`; what was seen. A look that AWS refuses spoils nothing."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        with unheard_calls():
            return look_inside(site, resource, handle, before)
    except (BotoCoreError, ClientError):
        return before


@contextlib.contextmanager
def unheard_calls() -> Iterator[None]:
    """Nobody hears of the calls that are made inside."""
    token = unheard.set(True)
    try:
        yield
    finally:
        unheard.reset(token)


def look_inside(site: Site, resource: Resource, handle: Handle, before: Observed | None) -> Observed | None:
    """Tell how it is inside, if it is not as `before`; what was seen. Any error of AWS's may pass through."""
    seen = resource.observe(site, handle)
    if seen and (before is None or (seen.tasks, seen.wanted) != (before.tasks, before.wanted)):
        site.run.tell(seen)
    return seen
