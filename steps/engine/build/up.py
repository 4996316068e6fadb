"""Builds what is settled, and lets a build under way go on to the next step."""

from collections.abc import Iterable
from dataclasses import replace

from steps.engine.build import builder
from steps.engine.build.drift import without_taken
from steps.engine.build.perform import perform
from steps.engine.build.twins import doubled
from steps.engine.build.wanted import Wanted, everything, sort_out
from steps.engine.build.work import Work
from steps.engine.model.events import Failed, Outcome, Planned, Renamed, Said, Verb
from steps.engine.model.resource import Check, Node
from steps.engine.model.site import Run
from steps.engine.model.step import Step


def build(work: Work, until: Step | None = None) -> Outcome:
    """Build every step up to `until`, or the whole book but its optional steps.

    What is no longer wanted goes when all of it stands, and not before: until then something may still use it.
    """

    def all_of_it(run: Run) -> bool:
        wanted, optional, dropped = _sort_out(work, run, until)
        first = [node for node in wanted if isinstance(node, Check) and not node.needs]
        if not builder.survey(run, {*wanted, *optional, *dropped}):
            return False
        if not (_retire(work, run, optional) and builder.build(run, first)):
            return False
        dropped -= _carried_on(work, run, dropped)
        nodes, as_they_are = without_taken(run, wanted, work.record.progress.taken)
        building = builder.Building(
            run, [node for node in nodes if node not in first], [*as_they_are, *first]
        )
        work.building = building, run, until
        try:
            done = building.finish()
            _, latest, last = work.building
        finally:
            work.building = None
        if done and last in (None, work.book[-1]):
            unwanted = dropped if latest is run else _dropped_since(work, latest)
            used = {need for node in as_they_are for need in work.record.progress.node(node.name).needs}
            done = unwanted is not None and _retire(
                work, run, [each for each in unwanted if each.name not in used]
            )
        return (run.stop.is_set() or _alone(work, run)) and done  # what is there twice may be why it failed

    return perform(work, Verb.BUILD, all_of_it, Outcome.FAILED)


def extend(work: Work, until: Step) -> bool:
    """Let the build under way go on up to this step, from another thread; False when none is under way.

    What is slow and was begun before, such as a load balancer, goes on beside it. What is new is built to what is
    settled now.
    """
    if work.building is None:
        return False
    building, begun, _ = work.building
    run = replace(begun, plan=work.plan)
    wanted, optional, _ = _sort_out(work, run, until)
    run.tell(Planned(plan=run.plan))
    new = [node for node in wanted if node not in run.handles and node not in building]
    if not (builder.survey(run, new) and _retire(work, run, optional)):
        return False
    building.add(run, *without_taken(run, wanted, work.record.progress.taken))
    if work.building is None or work.building[0] is not building:
        return False
    work.building = building, run, until
    return True


def _sort_out(work: Work, run: Run, until: Step | None) -> Wanted:
    """What this run wants and what it does not, with what only earlier versions knew."""
    plans = work.record.progress.plans
    wanted = sort_out(work.book, run.plan, plans, until)
    known = everything(work.book, [*plans, run.plan])
    earlier = set(work.remains.of_earlier_versions(work.record.progress, known))
    return wanted._replace(dropped=wanted.dropped | earlier)


def _dropped_since(work: Work, run: Run) -> set[Node] | None:
    """What a plan no longer wants that came while another one was being built; None when AWS could not be asked."""
    dropped = _sort_out(work, run, None).dropped
    return dropped - _carried_on(work, run, dropped) if builder.survey(run, dropped) else None


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
