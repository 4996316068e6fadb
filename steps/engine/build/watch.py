"""Watching the tasks of what stands: told when they changed, and no part of the work that is recorded."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from steps.engine.cloud.clients import unheard
from steps.engine.cloud.refusals import EXPIRED, error_code, is_logged_out
from steps.engine.model.events import AnyEvent, Observed
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Run, Site, Survey
from steps.engine.troubles import Stopped

if TYPE_CHECKING:
    from steps.engine.build.work import Work

EVERY = 5.0  # seconds between two looks
LEAST = 1.0  # seconds, however fast the practice cloud's clock runs


def show(site: Site, resource: Resource, handle: Handle, before: Observed | None = None) -> Observed | None:
    """Tell how it is inside, if it is not as `before`; what was seen. A look that AWS refuses spoils nothing."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        with _unheard():
            return _look_inside(site, resource, handle, before)
    except (BotoCoreError, ClientError):
        return before


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Nobody hears of the calls that are made inside."""
    token = unheard.set(True)
    try:
        yield
    finally:
        unheard.reset(token)


def _look_inside(site: Site, resource: Resource, handle: Handle, before: Observed | None) -> Observed | None:
    seen = resource.observe(site, handle)
    if seen and (before is None or (seen.tasks, seen.wanted) != (before.tasks, before.wanted)):
        site.run.tell(seen)
    return seen


class Watch:
    """Looks at what stands again and again while nothing is being done to it, until `stop` is set."""

    def __init__(self, work: "Work", stop: threading.Event) -> None:
        self._work, self._stop = work, stop
        self._seen: dict[str, Observed | None] = {}
        self._standing = list(_watchable(work))

    def run(self) -> None:
        """Look, and wait for the next look, in a thread of its own; over when the login has ended."""
        from botocore.exceptions import BotoCoreError, ClientError

        while not self._stop.is_set():
            try:
                with _unheard():
                    self.look()
            except Stopped:
                return
            except (BotoCoreError, ClientError) as error:
                if is_logged_out(error) or EXPIRED.search(error_code(error)):
                    return
            self._stop.wait(max(EVERY / self._work.run.pace, LEAST))

    def look(self) -> None:
        """One look at each, which tells what is not as it was at the look before. Any error of AWS's may pass through."""
        run: Run = replace(self._work.run, tell=self._tell, survey=Survey())
        for resource in self._standing:
            if self._stop.is_set():
                return
            site = run.at(resource)
            if handle := resource.find(site):
                before = self._seen.get(resource.name)
                self._seen[resource.name] = _look_inside(site, resource, handle, before)

    def _tell(self, event: AnyEvent) -> None:
        """Tell, unless the look was overtaken by the work."""
        if not self._stop.is_set():
            self._work.record.tell(event)


def _watchable(work: "Work") -> "list[Resource]":
    """What stands and can be watched, as the latest plan that had it wants it."""
    progress = work.record.progress
    latest = {
        node.name: node for plan in progress.plans for step in work.book for node in step.resources(plan)
    }
    return [
        node
        for name, node in latest.items()
        if name in progress.recorded and type(node).observe is not Resource.observe
    ]
