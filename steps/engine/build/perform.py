"""The frame of every run that changes something: alone, from its beginning to its end, and paused by what is outside."""

import contextlib
import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from steps.engine.build.builder import Failures
from steps.engine.build.claim import Claim, Lock
from steps.engine.build.schedule import GRACE, SHORTEST
from steps.engine.build.wanted import everything
from steps.engine.build.work import Work
from steps.engine.cloud.pause import EVERY, Wait
from steps.engine.memory.usual import learn
from steps.engine.model.events import Began, Ended, Outcome, Planned, Said, Verb
from steps.engine.model.holder import Overtaken
from steps.engine.model.plan import Plan
from steps.engine.model.site import Run
from steps.engine.troubles import Stopped


def perform(work: Work, verb: Verb, job: Callable[[Run], bool], otherwise: Outcome) -> Outcome:
    """Do `job` in a run of what is settled now; done when it says so, else stopped or `otherwise`. Tells both ends of it.

    Raises Held when somebody else works on the deployment: then nothing is done and nothing told. Raises Overtaken, after
    the end is told, when somebody has taken it over meanwhile.
    """
    run = work.new_run(work.plan)
    with _pausing(work, run):
        claim = Claim(run, verb)
        try:
            if verb is not Verb.ATTACH:  # it changes nothing in AWS
                claim.take(work.displaced)
        except Stopped:
            return Outcome.STOPPED
        work.displaced = None
        started = time.monotonic()
        try:
            _begin(work, verb, run.plan)
            done = job(_with_requests(work, replace(run, still_alone=claim.check)))
        except Exception:
            _give_up(claim, run)  # nobody else shall have to ask whether this one still lives
            raise
        problem = _give_up(claim, run)
    done = done and _without(run, verb, problem)
    outcome = Outcome.DONE if done else Outcome.STOPPED if work.stop.is_set() else otherwise
    work.record.tell(Ended(verb=verb, outcome=outcome, seconds=time.monotonic() - started))
    learn(work.deployment.folder.parent, work.record.progress, run.pace)
    if isinstance(problem, Overtaken):
        raise problem
    return outcome


def _begin(work: Work, verb: Verb, plan: Plan) -> None:
    work.record.tell(
        Began(
            verb=verb,
            deployment=work.deployment.name,
            target=work.target,
            account=work.account,
            region=work.aws.region,
            endpoint=work.aws.endpoint,
            identity=work.identity,
            profile=work.aws.chosen_profile,
        )
    )
    for renamed in work.record.progress.renamed(everything(work.book, [*work.record.progress.plans, plan])):
        work.record.tell(renamed)
    if verb is not Verb.TEARDOWN:
        work.record.tell(Planned(plan=plan))


def _give_up(claim: Claim, run: Run) -> Exception | None:
    """Let others at the deployment; what went wrong with that. Whoever asked to stop does not wait for a call that hangs."""
    from botocore.exceptions import BotoCoreError, ClientError

    problem: list[Exception] = [Stopped("AWS did not answer in time")]

    def release() -> None:
        try:
            claim.release()
        except (BotoCoreError, ClientError, Stopped, Overtaken) as error:
            problem[:] = [error]
        else:
            problem.clear()

    if run.stop.is_set():
        hasty = threading.Thread(target=contextvars.copy_context().run, args=(release,), daemon=True)
        hasty.start()
        hasty.join(GRACE / 2)
    else:
        release()
    return next(iter(problem), None)


def _without(run: Run, verb: Verb, problem: Exception | None) -> bool:
    """Whether the run is without fault although its claim had this problem: a teardown leaves none behind."""
    match problem:
        case None:
            return True
        case Overtaken():
            return False
        case _ if verb is Verb.TEARDOWN:
            Failures(run).note(Lock(), problem)
            return False
        case _:
            run.tell(Said(resource="", line=f"The claim to {run.plan.deployment} is left in AWS: {problem}"))
            return True


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
