"""Builds what is settled, and lets a build under way go on to the next step."""

from collections.abc import Iterable
from dataclasses import replace

from steps.engine.build import builder
from steps.engine.build.drift import without_taken
from steps.engine.build.perform import perform
from steps.engine.build.twins import doubled
from steps.engine.build.wanted import everything, sort_out
from steps.engine.build.work import Work
from steps.engine.model.events import Failed, Outcome, Planned, Renamed, Said, Verb
from steps.engine.model.resource import Check, Node
from steps.engine.model.site import Run
from steps.engine.model.step import Step


def build(work: Work, until: Step | None = None) -> Outcome:
    """Build every step up to `until`, or the whole book but its optional steps; retire what is no longer wanted."""

    def all_of_it(run: Run) -> bool:
        wanted, optional, dropped = sort_out(work.book, run.plan, work.record.progress.plans, until)
        known = everything(work.book, [*work.record.progress.plans, run.plan])
        dropped |= set(work.remains.of_earlier_versions(work.record.progress, known))
        first = [node for node in wanted if isinstance(node, Check) and not node.needs]
        if not builder.survey(run, {*wanted, *optional, *dropped}):
            return False
        if not (_retire(work, run, optional) and builder.build(run, first)):
            return False
        dropped -= _carried_on(work, run, dropped)
        building = builder.Building(run, without_taken(run, wanted, work.record.progress.taken))
        work.building = building, run
        try:
            done = building.finish() and _retire(work, run, dropped)
        finally:
            work.building = None
        return (run.stop.is_set() or _alone(work, run)) and done  # what is there twice may be why it failed

    return perform(work, Verb.BUILD, all_of_it, Outcome.FAILED)


def extend(work: Work, until: Step) -> bool:
    """Let the build under way go on up to this step, from another thread; False when none is under way.

    What is slow and was begun before, such as a load balancer, goes on beside it. What is new is built to what is
    settled now.
    """
    if work.building is None:
        return False
    building, begun = work.building
    run = replace(begun, plan=work.plan)
    wanted, optional, _ = sort_out(work.book, run.plan, work.record.progress.plans, until)
    run.tell(Planned(plan=run.plan))
    new = [node for node in wanted if node not in run.handles and node not in building]
    if not (builder.survey(run, new) and _retire(work, run, optional)):
        return False
    building.add(run, without_taken(run, wanted, work.record.progress.taken))
    return work.building is not None and work.building[0] is building


def _alone(work: Work, run: Run) -> bool:
    """Whether nothing of ours is there twice, as it is when two wizards build at once; each that is, is told."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        found = doubled(work, run)
    except (BotoCoreError, ClientError) as error:  # it stands all the same, and `down` looks again
        run.tell(Said(resource="", line=f"AWS could not be asked whether anything is there twice: {error}"))
        return True
    for key, ids in found.items():
        run.tell(
            Failed(
                resource=key,
                what=f"There is more than one {key} of {work.deployment.name}: {', '.join(ids)}.",
                why="Two wizards have built it at the same time, or somebody has copied its tags.",
                cure=f"It works, but may cost twice. `fargate-wizard down {work.deployment.name}` deletes all of them.",
            )
        )
    return not found


def _carried_on(work: Work, run: Run, dropped: Iterable[Node]) -> set[Node]:
    """Tell of what is recorded under a name that nobody has now, and was found in AWS as something that is wanted."""
    progress = work.record.progress
    new = {node: handle for node, handle in run.handles.items() if node.name not in progress.nodes}
    found = {handle.arn: node for node, handle in new.items() if handle.arn}
    same = {old: found[arn] for old in dropped if (arn := progress.node(old.name).arn) in found}
    for old, found_as in same.items():
        run.tell(Renamed(resource=old.name, name=found_as.name))
    return set(same)


def _retire(work: Work, run: Run, nodes: Iterable[Node]) -> bool:
    recorded = work.record.progress.recorded
    return builder.tear_down(run, [node for node in nodes if node.name in recorded], recorded)
