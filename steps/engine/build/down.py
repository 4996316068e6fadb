"""Takes a deployment down: what goes is decided here; how each thing goes, and where that waits, is `lifecycle.shrink`."""

from steps.engine.build import builder
from steps.engine.build.perform import perform
from steps.engine.build.wanted import everything
from steps.engine.build.work import Work
from steps.engine.model.events import Outcome
from steps.engine.model.site import Run


def tear_down(work: Work) -> Outcome:
    """Delete everything of every plan that this deployment ever had; what it did not make is kept."""
    nodes = everything(work.book, work.record.progress.plans)

    def all_of_it(run: Run) -> bool:
        recorded = work.record.progress.recorded
        return builder.survey(run, nodes) and builder.tear_down(run, nodes, recorded)

    return perform(work, "teardown", all_of_it, Outcome.LEFT)
