"""The frame of every run that changes something: when it began and ended, and a login that pauses it and no more."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from steps.engine.build.wanted import everything
from steps.engine.build.work import Work
from steps.engine.cloud.login import EVERY, Wait
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
    with _staying_logged_in(work, run):
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
def _staying_logged_in(work: Work, run: Run) -> Iterator[None]:
    """A login that ends meanwhile pauses the run and not more; a new one must be of the same account."""
    login = work.aws.login
    if login is None:
        yield
        return

    def refuse(credentials: Any) -> str:
        account, why = work.aws.ask_who(credentials)
        if account and account != work.account:
            name = work.deployment.name
            return f"That login is for account {account}, and {name} is in account {work.account}."
        return why

    login.wait = Wait(run.tell, run.stop, refuse, EVERY / run.pace)
    try:
        yield
    finally:
        login.wait = None
