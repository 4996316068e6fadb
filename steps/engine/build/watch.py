"""Watching the tasks of what stands: told when they changed, and no part of the work that is recorded."""

import threading
from dataclasses import replace

from steps.engine.build.observe import look_inside, unheard_calls
from steps.engine.build.wanted import latest
from steps.engine.build.work import Work
from steps.engine.cloud.refusals import EXPIRED, error_code, is_logged_out
from steps.engine.model.events import AnyEvent, Observed
from steps.engine.model.resource import Resource
from steps.engine.model.site import Survey
from steps.engine.troubles import Stopped

EVERY = 5.0  # seconds between two looks
LEAST = 1.0  # seconds, however fast the practice cloud's clock runs


class Watch:
    """Looks at what stands again and again while nothing is being done to it, until `stop` is set."""

    def __init__(self, work: Work, stop: threading.Event) -> None:
        self._work, self._stop = work, stop
        self._seen: dict[str, Observed | None] = {}
        self._standing = list(_watchable(work))

    def run(self) -> None:
        """Look, and wait for the next look, in a thread of its own; over when the login has ended."""
        from botocore.exceptions import BotoCoreError, ClientError

        while not self._stop.is_set():
            try:
                with unheard_calls():
                    self.look()
            except Stopped:
                return
            except (BotoCoreError, ClientError) as error:
                if is_logged_out(error) or EXPIRED.search(error_code(error)):
                    return
            self._stop.wait(max(EVERY / self._work.pace, LEAST))

    def look(self) -> None:
        """One look at each, which tells what is not as it was at the look before. Any error of AWS's may pass through."""
        run, survey = replace(self._work.new_run(), tell=self._tell), Survey()
        for resource in self._standing:
            if self._stop.is_set():
                return
            site = run.at(resource, survey)
            if handle := resource.find(site):
                before = self._seen.get(resource.name)
                self._seen[resource.name] = look_inside(site, resource, handle, before)

    def _tell(self, event: AnyEvent) -> None:
        """Tell, unless the look was overtaken by the work."""
        if not self._stop.is_set():
            self._work.record.tell(event)


def _watchable(work: Work) -> list[Resource]:
    """What stands and can be watched, as the latest plan that had it wants it."""
    progress = work.record.progress
    return [
        node
        for name, node in latest(work.book, progress.plans).items()
        if name in progress.recorded and node.has_tasks
    ]
