"""Settles what is wanted: the apps as their folder is now, the answers, the number of tasks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from steps.appfile.apps import BUNDLED, App, load, load_again
from steps.appfile.image_tag import image_tag
from steps.engine.build.work import Work
from steps.engine.model.events import Answered, Scaled
from steps.engine.model.plan import EDITION, Plan, Unasked
from steps.engine.model.step import Question
from steps.engine.troubles import BadInput

MOST_TASKS = 50  # of one app: more is no longer a first platform


def apps_of(work: Work, otherwise: Path = BUNDLED) -> tuple[App, ...]:
    """The apps of the latest plan as their folder is now, else those in this folder. Raises AppError."""
    plan = work.record.progress.plan
    return load_again(plan.apps) if plan and plan.apps else load(otherwise)


def answer(work: Work, question: Question[Any], value: Any) -> None:
    """Take this answer from now on. Raises BadInput when it cannot be used here."""
    question.check(value, work.new_run())
    _remember(work, question.key, value)
    work.want({question.key: value})


def settle(
    work: Work,
    apps: tuple[App, ...],
    given: Mapping[str, Any] = {},
    tags: Mapping[str, str] | None = None,
    *,
    anew: str = "",
) -> Plan:
    """Answer every question, from `given`, else as before, else by its default, and return the plan.

    `anew` is a word that no build had before: with it base images are fetched once more.
    Raises BadInput for an answer that cannot be used and for one to a question that nobody asks; nothing is changed then.
    """
    if unknown := given.keys() - {question.key for question in work.questions}:
        known = ", ".join(question.key for question in work.questions)
        raise BadInput(
            f"There is no question “{', '.join(sorted(unknown))}”.", cure=f"The questions are: {known}."
        )
    apps = tuple(_with_count(work, app) for app in apps)
    plan = replace(
        work.plan,
        apps=apps,
        images={app.name: _image_tag(work.plan, app, anew) for app in apps},
        tags=work.plan.tags if tags is None else dict(tags),
        edition=EDITION,
    )
    answers: dict[str, Any] = {}
    for question in work.questions:
        value = given[question.key] if question.key in given else _known_answer(work, question, plan)
        if question.key not in given and work.record.progress.began is None:
            value = _still_possible(work, question, plan, value)
        question.check(value, work.new_run(plan))
        answers[question.key] = value
        plan = replace(plan, answers={**plan.answers, question.key: value})
    work.record.conceal(plan.secrets)
    for key, value in answers.items():  # nothing is recorded before all of it can be used
        _remember(work, key, value)
    return work.want(answers, apps=plan.apps, images=plan.images, tags=plan.tags, edition=EDITION)


def scaled(work: Work, apps: tuple[App, ...], name: str, count: int) -> tuple[App, ...]:
    """These apps with another number of tasks for one of them, remembered until app.toml changes its own.

    Raises BadInput for an unknown app or an impossible number.
    """
    app = next((app for app in apps if app.name == name), None)
    if app is None:
        raise BadInput(
            f"There is no app “{name}”.", cure=f"The apps are: {', '.join(each.name for each in apps)}."
        )
    if not 0 <= count <= MOST_TASKS:
        raise BadInput(
            f"{count} tasks of one app are not possible here.",
            why=f"This wizard runs at most {MOST_TASKS}. AWS has a quota too: a new account may have 6 vCPU, 24 small tasks.",
            cure=f"Give a number from 0 to {MOST_TASKS}.",
        )
    before = work.record.progress.scaled.get(name)
    work.record.tell(Scaled(app=name, count=count, declared=before.declared if before else app.count))
    return tuple(replace(each, count=count) if each is app else each for each in apps)


def _remember(work: Work, key: str, value: Any) -> None:
    if work.record.progress.answers.get(key) != value:
        work.record.tell(Answered(question=key, value=value))


def _known_answer(work: Work, question: Question[Any], plan: Plan) -> Any:
    """As before; a deployment that is older than the question keeps to what held then."""
    progress = work.record.progress
    if question.key in progress.answers:
        return progress.answers[question.key]
    if progress.plan and not isinstance(question.before, Unasked):
        return question.before
    return question.default(work.new_run(plan))


def _still_possible(work: Work, question: Question[Any], plan: Plan, value: Any) -> Any:
    """The answer itself, or the default where it was given before anything was begun, for another account or region."""
    try:
        question.check(value, work.new_run(plan))
    except BadInput:
        return question.default(work.new_run(plan))
    return value


def _image_tag(plan: Plan, app: App, anew: str) -> str:
    """Made from the content of its folder; where that is not here, what AWS showed."""
    known = plan.images.get(app.name, "")
    return image_tag(app, known, anew=anew) if app.folder else known


def _with_count(work: Work, app: App) -> App:
    """The number of tasks that `scaled` set, as long as app.toml still says what it said then."""
    known = work.record.progress.scaled.get(app.name)
    return replace(app, count=known.count) if known and app.count == known.declared else app
