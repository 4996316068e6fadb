"""Takes a deployment down: what goes is decided here; how each thing goes, and where that waits, is `lifecycle.remove`."""

from steps.engine.build import builder
from steps.engine.build.perform import perform
from steps.engine.build.wanted import everything
from steps.engine.build.work import Work
from steps.engine.model.events import Outcome, Verb
from steps.engine.model.site import Run


def tear_down(work: Work) -> Outcome:
    """Delete everything that is recorded, of every plan and every version; what this deployment did not make is kept."""

    def all_of_it(run: Run) -> bool:
        progress = work.record.progress
        known = everything(work.book, progress.plans)
        nodes = {*known, *work.remnants(progress, known)}
        done = builder.survey(run, nodes) and builder.tear_down(run, nodes, progress.recorded)
        return done and not progress.recorded

    return perform(work, Verb.TEARDOWN, all_of_it, Outcome.LEFT)
