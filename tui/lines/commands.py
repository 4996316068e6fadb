"""What each command does; the work itself is the engine's."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from steps.appfile.apps import BUNDLED, App, load
from steps.engine.build import drift
from steps.engine.build.attach import attach as attach_to
from steps.engine.build.claim import who_holds
from steps.engine.build.down import tear_down, what_stands
from steps.engine.build.settle import apps_of, scaled, settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.memory.status import is_gone, read_status
from steps.engine.model.events import Began, Outcome
from steps.engine.model.holder import Held
from steps.engine.model.step import Step
from steps.engine.troubles import BadInput, Exit, Trouble
from tui.drift_choices import DriftChoice
from tui.exits import exit_of
from tui.forgetting import forgotten
from tui.harmless import put
from tui.holder_ways import TAKE_OVER
from tui.lines import export_command, help_command, logs_command, prompts, sandbox_command, telling
from tui.lines.opening import opened, what_is_known
from tui.lines.read_tags import read_tags
from tui.sight import login_note, usual_time


def run(options: argparse.Namespace) -> Exit:
    """Do what the command line asks for. Raises Trouble."""
    match options.command:
        case "up":
            return up(options)
        case "down":
            return down(options)
        case "scale":
            return scale(options)
        case "status":
            return telling.status(options)
        case "logs":
            return logs_command.run(options)
        case "list":
            return telling.list_all(options)
        case "attach":
            return attach(options)
        case "export":
            return export_command.run(options)
        case "forget":
            return forget(options)
        case "sandbox":
            return sandbox_command.run(options)
        case "help":
            return help_command.run(options)
        case command:
            raise AssertionError(command)


def up(options: argparse.Namespace) -> Exit:
    """Build, carry on, or change what differs."""
    from steps import STEPS

    if not Deployment(options.name).known:
        _need_an_answer(options)
    with opened(options) as work:
        apps = _apps(options, work)
        plan = settle(
            work,
            apps,
            _given(options, work),
            read_tags(options.tag) if options.tag else None,
            anew=token_hex(4) if options.pull else "",
        )
        until = next((step for step in STEPS if step.key == options.until), None)
        if options.until and until is None:
            raise BadInput(
                f"There is no step “{options.until}”.",
                cure=f"The steps are: {', '.join(s.key for s in STEPS)}.",
            )
        if not _settle_drift(options, work):
            return Exit.STOPPED
        note = login_note(work, usual_time(STEPS, plan, work.pace), datetime.now(UTC))
        if note and not options.json:
            put(note)
        zones = ", ".join(plan.answers.get("zones", ()))
        question = f"Build {plan.deployment} with {len(apps)} apps in {zones}?"
        if not _agreed(options, work, question):
            return Exit.STOPPED
        outcome = _alone(options, work, lambda: build(work, until))
        if not options.json:
            _print_end(work.deployment, outcome, until)
        return exit_of(outcome)


def scale(options: argparse.Namespace) -> Exit:
    """Change an app's number of tasks."""
    _need_an_answer(options)
    with opened(options, must_exist=True) as work:
        plan = work.record.progress.plan
        if plan is None:
            raise BadInput(
                f"{options.name} was never built.",
                cure=f"Build it first: `fargate-wizard up {options.name}`.",
            )
        if not work.record.progress.recorded:
            raise BadInput(
                f"Nothing of {options.name} stands, so there are no tasks to count.",
                cure=f"Build it again: `fargate-wizard up {options.name}`.",
            )
        if not _agreed(options, work, f"Run {options.count} tasks of {options.app}?"):
            return Exit.STOPPED
        settle(work, scaled(work, plan.apps, options.app, options.count))
        return exit_of(_alone(options, work, lambda: build(work)))


def attach(options: argparse.Namespace) -> Exit:
    """Write down what AWS shows of a deployment that this machine does not know."""
    from steps.aws.recall import deployments_in, recall_plan

    if Deployment(options.name).known:
        raise BadInput(
            f"This machine knows {options.name} already.",
            cure=f"`fargate-wizard status {options.name}` looks at it, `up` carries on, `down` takes it down.",
        )
    apps = load(Path(options.apps).expanduser() if options.apps else BUNDLED)
    with opened(options) as work:
        keys = deployments_in(work.aws).get(options.name, {})
        outcome = attach_to(work, lambda run: recall_plan(run, keys, apps), apps)
        if not options.json:
            telling.print_status(read_status(work.deployment, work.book))
            put(f"\nCarry on with `fargate-wizard up {options.name}`, or take it down with `down`.")
        return Exit.DONE if outcome is not Outcome.FAILED else Exit.FAILED


def down(options: argparse.Namespace) -> Exit:
    """Delete everything that the deployment made; AWS is asked what stands, whatever the journal says."""
    deployment = Deployment(options.name)
    began = _mended(options, deployment)
    where_said = options.target or options.region
    if not (began or where_said) and deployment.known and forgotten(deployment):
        _say(
            options, f"{options.name} was only opened: nothing was made of it. This machine has forgotten it."
        )
        return Exit.DONE
    if not (began or where_said):
        raise Trouble(
            f"This machine does not know where “{options.name}” stands, so it cannot say whether anything of it is left.",
            cure=f"Say where: `fargate-wizard down {options.name} --region R` (or `--target sandbox`) looks there by its tags. "
            f"To have it back first: `fargate-wizard attach {options.name} --region R`. {what_is_known(options.name)}",
        )
    with opened(options) as work:
        known = work.record.progress.recorded
        count = len(known) or what_stands(work)
        if not (count or who_holds(work.new_run())) and (is_gone(work.record.progress) or not began):
            _say(options, _nothing(work) if began else f"{_nothing(work)} {what_is_known(options.name)}")
            return Exit.DONE
        if not _agreed(options, work, f"Delete {options.name}: {count} resources, and everything in them?"):
            return Exit.STOPPED
        outcome = _alone(options, work, lambda: tear_down(work))
        if not options.json:
            _print_end(work.deployment, outcome)
        return exit_of(outcome)


FORGET = """\
To forget means: this wizard's tags are taken off everything in AWS, and this machine no longer knows what belongs together.
All of it stays and goes on costing what it costs, and no `list --all`, `attach` or `down` finds it by its tags any more. Whoever
has it now, as Terraform after an import, has to take it away. A journal on another machine still knows the ids: forget it there
too.
"""


def forget(options: argparse.Namespace) -> Exit:
    """Leave everything standing, and be its owner no more."""
    from steps.aws.untag import untag

    with opened(options, must_exist=True) as work:
        _say(options, FORGET)
        if not _agreed(options, work, f"Forget {options.name}?"):
            return Exit.STOPPED
        count = untag(work.new_run(), work.record.progress)
        aside = work.deployment.journal.lay_aside()
        _say(
            options,
            f"{options.name} is forgotten: {count} things have no tag of this wizard's any more, and all of them stand.",
        )
        _say(options, f"What was remembered of it is in {aside}.")
        return Exit.DONE


def _mended(options: argparse.Namespace, deployment: Deployment) -> Began | None:
    """Where the deployment was begun, as far as its journal can still tell; a damaged one is laid aside, and said to be."""
    if not deployment.known:
        return None
    with deployment.locked():
        aside = deployment.journal.mend()
    if aside:
        _say(
            options,
            f"The journal is damaged and was moved to {aside}. What it no longer tells is looked for in AWS.",
        )
    return deployment.progress().began if deployment.known else None


def _nothing(work: Work) -> str:
    name, where = work.deployment.name, f"account {work.account}, {work.aws.region}"
    if is_gone(work.record.progress):
        return f"{name} is already gone: AWS was asked, and nothing of it is left in {where}."
    return f"There is nothing to take down: AWS shows nothing of “{name}” in {where}."


def _apps(options: argparse.Namespace, work: Work) -> tuple[App, ...]:
    return load(Path(options.apps).expanduser()) if options.apps else apps_of(work)


def _given(options: argparse.Namespace, work: Work) -> dict[str, Any]:
    """The answers of the command line, read by their questions."""
    given: dict[str, Any] = {"zones": options.az} if options.az else {}
    questions = {question.key: question for question in work.questions}
    for pair in options.answers:
        key, equals, text = pair.partition("=")
        if not equals or key not in questions:
            raise BadInput(
                f"“{pair}” is not an answer.",
                cure=f"Write QUESTION=ANSWER; the questions are: {', '.join(questions)}.",
            )
        given[key] = questions[key].read(text)
    return given


def _agreed(options: argparse.Namespace, work: Work, question: str) -> bool:
    """Show who pays and where, and ask, unless told not to."""
    where = f" at {work.aws.endpoint}" if work.aws.endpoint else ""
    practice = " (the practice cloud: nothing is billed)" if work.aws.banner else ""
    if not options.json:
        put(f"account {work.account}, {work.aws.region}, as {work.identity}{where}{practice}", flush=True)
    _need_an_answer(options)
    if options.yes or prompts.confirm(question):
        return True
    _say(options, "Nothing was done.")
    return False


def _need_an_answer(options: argparse.Namespace) -> None:
    """Raises BadInput where the user has not agreed beforehand and cannot be asked."""
    if not (options.yes or sys.stdin.isatty()):
        raise BadInput("Nothing was done, because nobody can be asked here.", cure="Give --yes.")


def _alone(options: argparse.Namespace, work: Work, do: Callable[[], Outcome]) -> Outcome:
    """Do it; in the place of whoever else works on the deployment only if the user says so. Raises Held."""
    try:
        return do()
    except Held as held:
        if not (options.take_over or prompts.confirm(f"{held.what} {TAKE_OVER}")):
            raise
        work.displaced = held.holder
    return do()


def _settle_drift(options: argparse.Namespace, work: Work) -> bool:
    """Say what others deleted or changed in AWS, and what becomes of it; False when the user wants neither."""
    if options.drift == DriftChoice.REBUILD:
        drift.undo_drift(work)
    found = drift.look_for_drift(work) if work.record.progress.recorded else {}
    choice = DriftChoice(options.drift or DriftChoice.REBUILD)
    if found and not (options.drift or options.yes):
        choice = prompts.ask_about_drift(found, answered=sys.stdin.isatty())
        _need_an_answer(options)
    if choice is DriftChoice.KEEP:
        drift.take_drift(work, found)
    return choice is not DriftChoice.LEAVE


def _say(options: argparse.Namespace, text: str) -> None:
    put(text, file=sys.stderr if options.json else sys.stdout)


def _print_end(deployment: Deployment, outcome: Outcome, until: Step | None = None) -> None:
    from steps import STEPS

    found = read_status(deployment, STEPS)
    put()
    match outcome:
        case Outcome.DONE if until and until is not STEPS[-1]:
            put(f"{deployment.name} is built up to “{until.title}”.")
            put(f"Carry on with: fargate-wizard up {deployment.name}")
            put(f"Take it down with: fargate-wizard down {deployment.name}")
        case Outcome.DONE if found.urls:
            put(f"{deployment.name} stands:")
            for app, url in found.urls.items():
                put(f"  {app:20} {url}")
            put(f"\nTake it down with: fargate-wizard down {deployment.name}")
        case Outcome.DONE:
            put(
                f"{deployment.name}: nothing of it is left."
                if found.state == "gone"
                else f"{deployment.name}: done."
            )
        case Outcome.STOPPED:
            put("Stopped. What was made is written down; run the same command again to carry on.")
        case Outcome.FAILED:
            put("Not everything could be built. What stands is kept; run the same command again to carry on.")
        case Outcome.LEFT:
            put("Something is left behind. Run the same command again to carry on.")
