"""Finds a deployment again in AWS: its plan, its answers and its resources, without any journal."""

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from steps.engine.build import builder
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Node, Resource
from steps.engine.model.site import Run
from steps.engine.model.step import Step


def recall(run: Run, book: Sequence[Step], read_plan: Callable[[Run], Plan]) -> list[Resource]:
    """Give the run the plan that AWS shows, and return the resources of it that are there.

    `read_plan` reads the apps and tags; each question knows how its answer shows, and has its default where AWS shows
    none. Any error of AWS's may pass through.
    """
    plan = read_plan(run)
    run.plan = plan
    for question in (question for step in book for question in step.questions):
        shown = question.recall(run)
        answer = question.default(run) if shown is None else shown
        run.plan = replace(run.plan, answers={**run.plan.answers, question.key: answer})
    resources = [node for step in book for node in step.resources(run.plan)]
    look_at(run, resources)
    return [resource for resource in resources if resource in run.handles]


def look_at(run: Run, nodes: Iterable[Node]) -> None:
    """A survey that tells nothing; the first error of AWS's is raised."""
    errors: list[Exception] = []
    run.handles.clear()
    builder.look_around(run, nodes, lambda node, error: errors.append(error))
    if errors:
        raise errors[0]
