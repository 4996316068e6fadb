"""Finds a deployment again in AWS: its plan, its answers and its resources, without any journal."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from msgspec import structs

from steps.appfile.apps import App
from steps.engine.build import builder
from steps.engine.build.perform import perform
from steps.engine.build.work import Work
from steps.engine.model.events import Answered, Outcome, Scaled, Verb
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.site import Run
from steps.engine.model.step import Step
from steps.engine.troubles import Trouble


def attach(work: Work, read_plan: Callable[[Run], Plan], apps: tuple[App, ...]) -> Outcome:
    """Write down what AWS shows of this deployment, as if it had been built here.

    `read_plan` reads its apps; `apps` are those of this machine. Done when all of it stands, stopped when some of
    it is still to be built. Raises Trouble when AWS shows nothing of it; any error of AWS's may pass through.
    """
    found = recall(work.new_run(), work.book, read_plan)
    there = standing(found, work.book)
    if not any(found.handles[node].ours for node in there):
        raise Trouble(
            f"AWS shows nothing of “{work.deployment.name}” in account {work.account}, {work.aws.region}.",
            cure="Look for it with `fargate-wizard list --all --region R`, perhaps in another region or account.",
        )
    work.plan = found.plan
    work.record.conceal(work.plan.secrets)
    wanted = [node for step in work.book if not step.optional for node in step.resources(work.plan)]
    complete = all(node in there for node in wanted)

    def all_of_it(run: Run) -> bool:
        builder.survey_or_raise(run, there)
        return builder.meet(run, there) and complete

    for key, value in work.plan.answers.items():
        work.record.tell(Answered(question=key, value=value))
    _remember_counts(work, apps)
    return perform(work, Verb.ATTACH, all_of_it, Outcome.STOPPED)


def recall(run: Run, book: Sequence[Step], read_plan: Callable[[Run], Plan]) -> Run:
    """A run of the plan that AWS shows, with the handles of whatever of it is there.

    `read_plan` reads the apps and tags; each question knows how its answer shows, and has its default where AWS shows
    none. Any error of AWS's may pass through.
    """
    run = replace(run, plan=read_plan(run), handles={})
    for question in (question for step in book for question in step.questions):
        shown = question.recall(run)
        answer = question.default(run) if shown is None else shown
        answers = {**run.plan.answers, question.key: answer}
        run = replace(run, plan=structs.replace(run.plan, answers=answers))
    builder.survey_or_raise(run, [node for step in book for node in step.resources(run.plan)])
    return run


def standing(run: Run, book: Sequence[Step]) -> list[Resource]:
    """The resources of the run's plan that a survey has found, in written order."""
    return [node for step in book for node in step.resources(run.plan) if node in run.handles]


def _remember_counts(work: Work, apps: tuple[App, ...]) -> None:
    """Where another number of tasks runs than app.toml says, somebody has scaled it."""
    declared = {app.name: app.count for app in apps}
    for app in work.plan.apps:
        if declared.get(app.name, app.count) != app.count:
            work.record.tell(Scaled(app=app.name, count=app.count, declared=declared[app.name]))
