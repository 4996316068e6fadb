"""What each command does; the work itself is the engine's."""

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from steps import CONTENTS
from steps.appfile.apps import BUNDLED, App, load
from steps.engine.build.attach import attach as attach_to
from steps.engine.build.claim import who_holds
from steps.engine.build.down import tear_down, what_stands
from steps.engine.build.settle import apps_of, scaled, settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.memory.status import is_gone, read_status
from steps.engine.model.events import Began, Outcome
from steps.engine.model.step import Step
from steps.engine.troubles import BadInput, Exit, Trouble
from steps.receipt.make import make_receipt
from tui.exits import exit_of
from tui.farewell import farewell
from tui.forgetting import forgotten
from tui.harmless import put
from tui.lines import (
    completion,
    doctor_command,
    export_command,
    forget_command,
    help_command,
    logs_command,
    receipt_command,
    report_command,
    sandbox_command,
    telling,
)
from tui.lines.consent import agreed, alone, need_an_answer, say, settle_drift
from tui.lines.meant import meant
from tui.lines.opening import opened, what_is_known
from tui.lines.plain_questions import print_sums
from tui.lines.read_tags import read_tags
from tui.outlook import usual_time
from tui.sight import Sight, login_note, usual_of


def run(options: argparse.Namespace) -> Exit:
    """Do what the command line asks for. Raises Trouble."""
    return COMMANDS[options.command](options)


def up(options: argparse.Namespace) -> Exit:
    """Build, carry on, or change what differs."""
    from steps import STEPS

    if not Deployment(options.name).known:
        need_an_answer(options)
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
                cure=f"{meant(options.until, CONTENTS)}The steps are: {', '.join(s.key for s in STEPS)}.",
            )
        if not settle_drift(options, work):
            return Exit.STOPPED
        note = login_note(work, usual_time(STEPS, plan, usual_of(work)), datetime.now(UTC))
        if note and not options.json:
            put(note)
        if not (options.json or options.yes):
            print_sums(Sight(work, work.record.progress, usual=usual_of(work)))
        zones = ", ".join(plan.answers.get("zones", ()))
        question = f"Build {plan.deployment} with {len(apps)} apps in {zones}?"
        if not agreed(options, work, question):
            return Exit.STOPPED
        outcome = alone(options, work, lambda: build(work, until))
        if not options.json:
            _print_end(work, outcome, until)
        return exit_of(outcome)


def scale(options: argparse.Namespace) -> Exit:
    """Change an app's number of tasks."""
    need_an_answer(options)
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
        if not agreed(options, work, f"Run {options.count} tasks of {options.app}?"):
            return Exit.STOPPED
        settle(work, scaled(work, plan.apps, options.app, options.count))
        return exit_of(alone(options, work, lambda: build(work)))


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
        say(
            options, f"{options.name} was only opened: nothing was made of it. This machine has forgotten it."
        )
        return Exit.DONE
    if not (began or where_said):
        raise _unplaced(deployment)
    with opened(options) as work:
        known = work.record.progress.recorded
        count = len(known) or what_stands(work)
        if not (count or who_holds(work.new_run())) and (is_gone(work.record.progress) or not began):
            say(options, _nothing(work) if began else f"{_nothing(work)} {what_is_known(options.name)}")
            return Exit.DONE
        if not agreed(options, work, f"Delete {options.name}: {count} resources, and everything in them?"):
            return Exit.STOPPED
        outcome = alone(options, work, lambda: tear_down(work))
        if not options.json:
            _print_end(work, outcome)
        if outcome is Outcome.STOPPED:
            return exit_of(outcome)
        receipt = make_receipt(work)
        receipt_command.tell(receipt, json=options.json)
        return exit_of(outcome) or receipt_command.exit_of(receipt)


def _mended(options: argparse.Namespace, deployment: Deployment) -> Began | None:
    """Where the deployment was begun, as far as its journal can still tell; a damaged one is laid aside, and said to be."""
    if not deployment.known:
        return None
    with deployment.locked():
        aside = deployment.journal.mend()
    if aside:
        say(
            options,
            f"The journal is damaged and was moved to {aside}. What it no longer tells is looked for in AWS.",
        )
    return deployment.progress().began if deployment.known else None


def _unplaced(deployment: Deployment) -> Trouble:
    """A deployment of which nobody here knows where it stands: its journal was damaged, or the name is another's."""
    name, trouble = deployment.name, Trouble if deployment.folder.exists() else BadInput
    return trouble(
        f"This machine does not know where “{name}” stands, so it cannot say whether anything of it is left.",
        cure=f"{what_is_known(name)} Say where it may stand: `fargate-wizard down {name} --region R` "
        f"(or `--target sandbox`) looks there by its tags; `fargate-wizard attach {name} --region R` brings it here first.",
    )


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
                cure=f"{meant(key, questions)}Write QUESTION=ANSWER; the questions are: {', '.join(questions)}.",
            )
        given[key] = questions[key].read(text)
    return given


def _print_end(work: Work, outcome: Outcome, until: Step | None = None) -> None:
    """How it ended, what stands now and what that costs, and the ways on; a teardown's end is its receipt."""
    name, again = work.deployment.name, "run the same command again to carry on."
    put()
    match outcome:
        case Outcome.DONE if until and until is not work.book[-1]:
            put(f"{name} is built up to “{until.title}”. Carry on with: fargate-wizard up {name}")
        case Outcome.DONE:
            put(f"{name} stands." if work.record.progress.recorded else f"{name}: nothing of it is left.")
        case Outcome.STOPPED:
            put(f"Stopped. What was made is written down; {again}")
        case Outcome.FAILED:
            put(f"Not everything could be built. What stands is kept; {again}")
        case Outcome.LEFT:
            put(f"Something is left behind; {again}")
    if work.record.progress.recorded:
        put(farewell(Sight(work, work.record.progress)))


COMMANDS: Mapping[str, Callable[[argparse.Namespace], Exit]] = {
    "up": up,
    "down": down,
    "scale": scale,
    "status": telling.status,
    "doctor": doctor_command.run,
    "logs": logs_command.run,
    "receipt": receipt_command.run,
    "report": report_command.run,
    "list": telling.list_all,
    "attach": attach,
    "export": export_command.run,
    "forget": forget_command.run,
    "sandbox": sandbox_command.run,
    "completion": completion.run,
    "help": help_command.run,
}
"""By its word on the command line (`tui/lines/arguments.py`)."""
