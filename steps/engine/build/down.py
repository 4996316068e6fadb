"""Takes a deployment down, and looks in AWS whether anything of it is left, whatever the journal says.

What goes is decided here; how each thing goes, and where that waits, is `lifecycle.remove`.
"""

from collections.abc import Collection
from dataclasses import replace

from steps.engine.build import builder
from steps.engine.build.lifecycle import seen_of
from steps.engine.build.perform import perform
from steps.engine.build.strangers import Stranger, held
from steps.engine.build.twins import doubled
from steps.engine.build.until_they_leave import WaitForGuests
from steps.engine.build.wanted import everything
from steps.engine.build.work import Work
from steps.engine.memory.readable import readable
from steps.engine.model.events import Adopted, Outcome, Verb
from steps.engine.model.resource import Check, Node
from steps.engine.model.site import Run


class NothingLeft(Check):
    """AWS shows nothing of this deployment, by tag or by any id that it ever had."""


def tear_down(work: Work) -> Outcome:
    """Delete everything that is recorded, of every plan and every version, and then whatever else AWS shows of it.

    What this deployment did not make is kept.
    """

    def all_of_it(run: Run) -> bool:
        progress = work.record.progress
        known = everything(work.book, progress.plans)
        nodes: set[Node] = {*known, *work.remains.of_earlier_versions(progress, known)}
        guests = _strangers(work, run)
        if guests is None or not _twins_gone(work, run, guests) or not builder.survey(run, nodes):
            return False
        by_id = _found_by_id(work, run, nodes)
        if by_id is None:
            return False
        nodes = (nodes - by_id) | by_id
        staying = held(nodes, run.handles, guests)
        waiting = WaitForGuests(run, staying, guests, work.remains.of_stranger)
        done = builder.tear_down(run, nodes - staying, progress.recorded)
        done = waiting.see_out(lambda: _strangers(work, run), progress.recorded) and done
        left = progress.recorded - {node.name for node in waiting.staying}
        return done and not left and _sweep(work, run, waiting.guests) and not waiting.guests

    plans = readable(work.book, [work.plan]) or readable(work.book, reversed(work.record.progress.plans))
    work.plan = plans[0] if plans else work.new_plan()
    return perform(work, Verb.TEARDOWN, all_of_it, Outcome.LEFT)


def _twins_gone(work: Work, run: Run, guests: Collection[Stranger]) -> bool:
    """Where anything is there twice, nobody knows which of them holds what: then all goes by its kind."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        several = doubled(work, run)
    except (BotoCoreError, ClientError) as error:
        builder.Failures(run).note(NothingLeft(), error)
        return False
    return _sweep(work, run, guests) if several else True


def _found_by_id(work: Work, run: Run, nodes: Collection[Node]) -> set[Node] | None:
    """What AWS still has under its recorded id and shows no tag of ours for, which proves that it is ours as well.

    None when AWS could not be asked.
    """
    lost = [node for node in nodes if not ((handle := run.handles.get(node)) and handle.ours)]
    stand_ins = work.remains.by_record(work.record.progress, lost)
    looking = replace(run, handles={})
    if not builder.survey(looking, stand_ins):
        return None
    found = {node for node in stand_ins if (handle := looking.handles.get(node)) and handle.ours}
    run.handles.update({node: looking.handles[node] for node in found})
    return set(found)


def what_stands(work: Work) -> int:
    """How many things AWS shows of it, by tag, by name and by every recorded id. Any error of AWS's may pass through."""
    run, progress = work.new_run(), work.record.progress
    nodes = work.remains.by_kinds(progress, work.remains.everything_of(run, progress))
    builder.survey_or_raise(run, nodes)
    return sum(handle.ours for handle in run.handles.values())


def _strangers(work: Work, run: Run) -> list[Stranger] | None:
    """Who else has something inside of ours, each named; None when AWS could not be asked."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        guests = work.remains.strangers(run, work.remains.everything_of(run, work.record.progress))
    except (BotoCoreError, ClientError) as error:
        builder.Failures(run).note(NothingLeft(), error)
        return None
    return guests


def _sweep(work: Work, run: Run, guests: Collection[Stranger]) -> bool:
    """Look for whatever else AWS shows of it, and delete that too; True when nothing is left."""
    from botocore.exceptions import BotoCoreError, ClientError

    progress, looking = work.record.progress, replace(run, handles={})
    try:
        records = {record.name: record for record in work.remains.everything_of(run, progress)}
    except (BotoCoreError, ClientError) as error:
        builder.Failures(run).note(NothingLeft(), error)
        return False
    holders = {id_ for guest in guests for id_ in guest.holders}
    loose = [record for record in records.values() if not holders & {record.id, record.arn}]
    nodes = work.remains.by_kinds(progress, loose)
    if not builder.survey(looking, nodes) or run.stop.is_set():
        return False
    left = [node for node in nodes if (handle := looking.handles.get(node)) and handle.ours]
    for record in (records[node.name] for node in left):
        run.tell(Adopted(resource=record.name, kind=record.kind, needs=record.needs, **seen_of(record)))
    return builder.tear_down(looking, left, progress.recorded)
