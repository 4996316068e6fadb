"""How long a run waits for AWS, and for which refusals it tries again."""

from collections.abc import Callable, Generator
from typing import TypeVar

from steps.engine.cloud.retries import transient
from steps.engine.model.events import Waiting
from steps.engine.model.site import Run, Site

T = TypeVar("T")

RETRY_EVERY = 5.0  # seconds
LEAST_PATIENCE = 30.0  # seconds


def patiently(site: Site, verb: Callable[[], T], *, deleting: bool = False) -> Generator[float, None, T]:
    """Do it, and again as long as AWS refuses it for a reason that passes by itself. Any other error passes through."""
    from botocore.exceptions import ClientError

    started = site.run.clock()
    while True:
        asked = site.run.clock()
        try:
            return verb()
        except ClientError as error:
            entry = transient(error, deleting=deleting)
            if entry is None or is_overdue(site, asked - started, entry.seconds):
                raise
            site.run.tell(
                Waiting(resource=site.node.name, state=entry.reason, seconds=site.run.clock() - started)
            )
        yield RETRY_EVERY


def is_overdue(site: Site, seconds: float, patience: float) -> bool:
    """Whether it took longer than AWS may take."""
    return seconds > at_most(site.run, patience)


def at_most(run: Run, patience: float) -> float:
    """Seconds of this machine's clock; on a faster cloud's at least half a minute, for real work is in it."""
    return max(patience / run.pace, min(patience, LEAST_PATIENCE))
