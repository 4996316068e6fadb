"""What is there twice, as it is when two wizards have built the same at once: what has no unique name."""

from dataclasses import replace

from steps.engine.build import builder
from steps.engine.build.work import Work
from steps.engine.model.site import Run


def doubled(work: Work, run: Run) -> dict[str, list[str]]:
    """The ids of whatever AWS shows more than once under one key of ours, by key. Any error of AWS's may pass through."""
    progress, looking = work.record.progress, replace(run, handles={})
    records = work.remains.everything_of(run, progress)
    several = {id_ for ids in work.remains.twins(records).values() for id_ in ids}
    candidates = {record.name: record for record in records if record.id in several}
    nodes = work.remains.by_kinds(progress, list(candidates.values()))
    builder.survey_or_raise(looking, nodes)
    there = [
        candidates[node.name]
        for node, handle in looking.handles.items()
        if handle.ours and not handle.leaving
    ]
    return work.remains.twins(there)
