"""The frame of every run that changes something: when it began and ended, and what outside can only pause it."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from steps.engine.build.schedule import SHORTEST
from steps.engine.build.wanted import everything
from steps.engine.build.work import Work
from steps.engine.cloud.pause import EVERY, Wait
from steps.engine.model.events import Began, Ended, Outcome, Planned, Verb
from steps.engine.model.site import Run


def perform(work: Work, verb: Verb, job: Callable[[Run], bool], otherwise: Outcome) -> Outcome:
    """Do `job` in a run of what is settled now; done when it says so, else stopped or `otherwise`. Tells both ends of it."""
    started, plan = time.monotonic(), work.plan
    work.record.tell(
        Began(
            verb=verb,
            deployment=work.deployment.name,
            target=work.target,
            account=work.account,
            region=work.aws.region,
            endpoint=work.aws.endpoint,
            identity=work.identity,
        )
    )
    for renamed in work.record.progress.renamed(everything(work.book, [*work.record.progress.plans, plan])):
        work.record.tell(renamed)
    if verb is not Verb.TEARDOWN:
        work.record.tell(Planned(plan=plan))
    run = _with_requests(work, work.new_run(plan))
    with _pausing(work, run):
        done = job(run)
    outcome = Outcome.DONE if done else Outcome.STOPPED if work.stop.is_set() else otherwise
    work.record.tell(Ended(verb=verb, outcome=outcome, seconds=time.monotonic() - started))
    return outcome


def _with_requests(work: Work, run: Run) -> Run:
    """A client token is used again until its call had an outcome, and never after."""
    nodes = work.record.progress.nodes
    return replace(
        run,
        tokens={name: node.token for name, node in nodes.items() if node.token},
        asked={name: node.asked for name, node in nodes.items() if node.asked},
    )


@contextlib.contextmanager
def _pausing(work: Work, run: Run) -> Iterator[None]:
    """A login or a network that ends meanwhile pauses the run and not more."""
    work.aws.pause.run = Wait(run.tell, run.stop, max(EVERY / run.pace, SHORTEST), run.clock.lose)
    try:
        yield
    finally:
        work.aws.pause.run = None
