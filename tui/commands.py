"""What each command does; the work itself is the engine's."""

import argparse
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from steps.engine.apps import BUNDLED, load
from steps.engine.deployment import Deployment, known_deployments
from steps.engine.events import AnyEvent
from steps.engine.explain import explain
from steps.engine.status import Status, read_status
from steps.engine.troubles import BadInput, Exit, Trouble
from steps.engine.work import Outcome, Work
from steps.target import Kind, Target, practice_status
from tui import plain, sandbox_command
from tui.read_tags import read_tags

EXITS = {
    Outcome.DONE: Exit.DONE,
    Outcome.FAILED: Exit.FAILED,
    Outcome.LEFT: Exit.LEFT_BEHIND,
    Outcome.STOPPED: Exit.STOPPED,
}


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
            return status(options)
        case "list":
            return list_all(options)
        case "sandbox":
            return sandbox_command.run(options)
        case _:
            return open_wizard(options)


def open_wizard(options: argparse.Namespace) -> Exit:
    """The wizard: on the screen, or in lines where it cannot draw or shall not; a practice run where nobody answers."""
    draws = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if draws and not options.plain:
        from tui.app import run as run_screen

        return Exit(run_screen())
    from tui import prompts

    if sys.stdin.isatty() or (options.plain and prompts.are_given()):
        from tui.plain_wizard import walk

        return walk()
    from tui.arguments import parser

    return up(parser().parse_args(["up", "practice", "--target", "sandbox", "--yes"]))


def up(options: argparse.Namespace) -> Exit:
    """Build, carry on, or change what differs."""
    from steps import STEPS

    with opened(options) as work:
        apps = load(_apps_folder(options, work))
        plan = work.settle(apps, _given(options, work), read_tags(options.tag) if options.tag else None)
        until = next((step for step in STEPS if step.key == options.until), None)
        if options.until and until is None:
            raise BadInput(
                f"There is no step “{options.until}”.",
                cure=f"The steps are: {', '.join(s.key for s in STEPS)}.",
            )
        if not _settle_drift(options, work):
            return Exit.STOPPED
        zones = ", ".join(plan.answers.get("zones", ()))
        question = f"Build {plan.deployment} with {len(apps)} apps in {zones}?"
        if not _agreed(options, work, question):
            return Exit.STOPPED
        outcome = work.build(until)
        if not options.json:
            _print_end(work.deployment, outcome)
        return EXITS[outcome]


def scale(options: argparse.Namespace) -> Exit:
    """Change an app's number of tasks."""
    with opened(options, must_exist=True) as work:
        plan = work.record.progress.plan
        if plan is None:
            raise BadInput(
                f"{options.name} was never built.",
                cure=f"Build it first: `fargate-wizard up {options.name}`.",
            )
        work.settle(work.scaled(plan.apps, options.app, options.count))
        if not _agreed(options, work, f"Run {options.count} tasks of {options.app}?"):
            return Exit.STOPPED
        return EXITS[work.build()]


def down(options: argparse.Namespace) -> Exit:
    """Delete everything that the deployment made."""
    deployment = Deployment(options.name)
    if not deployment.known:
        _say(options, f"There is nothing to take down: this machine knows no deployment “{options.name}”.")
        return Exit.DONE
    progress = deployment.progress()
    if progress.plan and not progress.recorded:
        _say(options, f"{options.name} is already gone: nothing of it is left.")
        return Exit.DONE
    with opened(options) as work:
        count = len(work.record.progress.recorded)
        if not _agreed(options, work, f"Delete {options.name}: {count} things, and everything in them?"):
            return Exit.STOPPED
        outcome = work.tear_down()
        if not options.json:
            _print_end(work.deployment, outcome)
        return EXITS[outcome]


def status(options: argparse.Namespace) -> Exit:
    """What stands."""
    import msgspec

    from steps import STEPS

    deployment = _known(options.name)
    looked = _look_for_drift(options, deployment)
    found = read_status(deployment, STEPS, looked=looked)
    if options.json:
        print(msgspec.json.encode(found).decode())
    else:
        _print_status(found)
    return Exit.DONE


def _look_for_drift(options: argparse.Namespace, deployment: Deployment) -> bool:
    """Whether AWS could be asked for drift; a reason why not goes to standard error."""
    progress = deployment.progress()
    if options.offline or not progress.recorded:
        return False
    if progress.began and progress.began.target == Kind.SANDBOX and practice_status() is None:
        print("The practice cloud does not run, so nothing of this stands at the moment.", file=sys.stderr)
        return False
    try:
        with opened(options, hear=lambda event: None) as work:
            work.drift()
    except Trouble as trouble:
        print(f"AWS was not asked; this is what the journal says. {trouble}", file=sys.stderr)
        return False
    return True


def list_all(options: argparse.Namespace) -> Exit:
    """The deployments of this machine."""
    import msgspec

    from steps import STEPS

    found = [read_status(deployment, STEPS) for deployment in known_deployments()]
    if options.json:
        print(msgspec.json.encode(found).decode())
        return Exit.DONE
    for each in found:
        print(f"{each.deployment:20}  {each.state:10}  {each.target:8}  {each.account}  {each.region}")
    if not found:
        print("There are no deployments on this machine. `fargate-wizard` starts one.")
    return Exit.DONE


@contextlib.contextmanager
def opened(
    options: argparse.Namespace, *, must_exist: bool = False, hear: Callable[[AnyEvent], None] | None = None
) -> Iterator[Work]:
    """The deployment, locked, its cloud open, stopping on Ctrl-C. Raises Trouble in words."""
    from steps import STEPS
    from steps.target import open_target

    deployment = _known(options.name) if must_exist else Deployment(options.name)
    began = deployment.progress().began if deployment.known else None
    kind = Kind(options.target or (began.target if began else Kind.AWS))
    region = options.region or (began.region if began else "")
    try:
        aws = open_target(Target(kind, options.profile or "", region))
        with deployment.locked(), _logging_to(deployment.folder / "wizard.log"), _stopping() as stop:
            yield Work(deployment, STEPS, kind.value, aws, hear or _printer(options), stop)
    except (Trouble, BrokenPipeError):
        raise
    except Exception as error:
        raise explain(error, profile=options.profile or "") from error


def _printer(options: argparse.Namespace) -> Callable[[AnyEvent], None]:
    return plain.json_lines if options.json else plain.Lines(calls=getattr(options, "calls", True))


def _apps_folder(options: argparse.Namespace, work: Work) -> Path:
    if options.apps:
        return Path(options.apps).expanduser()
    plan = work.record.progress.plan
    return Path(plan.apps[0].folder).parent if plan and plan.apps else BUNDLED


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
        print(f"account {work.account}, {work.aws.region}, as {work.identity}{where}{practice}", flush=True)
    if options.yes or plain.confirm(question):
        return True
    plain.print_trouble(
        Trouble("Nothing was done.", cure="Say yes, or give --yes where nobody can be asked.")
    )
    return False


def _settle_drift(options: argparse.Namespace, work: Work) -> bool:
    """Say what others deleted or changed in AWS, and what becomes of it; False when the user wants neither."""
    if options.drift == "rebuild":
        work.undo_drift()
    drift = work.drift() if work.record.progress.recorded else {}
    choice = options.drift or "rebuild"
    if drift and not (options.drift or options.yes):
        choice = plain.choose_drift(drift)
    if choice == "keep":
        work.take_drift(drift)
    return choice != "stop"


def _known(name: str) -> Deployment:
    deployment = Deployment(name)
    if not deployment.known:
        names = ", ".join(each.name for each in known_deployments()) or "none yet"
        raise BadInput(f"This machine knows no deployment “{name}”.", cure=f"It knows: {names}.")
    return deployment


def _say(options: argparse.Namespace, text: str) -> None:
    print(text, file=sys.stderr if options.json else sys.stdout)


def _print_end(deployment: Deployment, outcome: Outcome) -> None:
    from steps import STEPS

    found = read_status(deployment, STEPS)
    print()
    match outcome:
        case Outcome.DONE if found.urls:
            print(f"{deployment.name} stands:")
            for app, url in found.urls.items():
                print(f"  {app:20} {url}")
            print(f"\nTake it down with: fargate-wizard down {deployment.name}")
        case Outcome.DONE:
            print(
                f"{deployment.name}: nothing of it is left."
                if found.state == "gone"
                else f"{deployment.name}: done."
            )
        case Outcome.STOPPED:
            print("Stopped. What was made is written down; run the same command again to carry on.")
        case Outcome.FAILED:
            print(
                "Not everything could be built. What stands is kept; run the same command again to carry on."
            )
        case Outcome.LEFT:
            print("Something is left behind. Run the same command again to carry on.")


def _print_status(found: Status) -> None:
    print(f"{found.deployment}: {found.state}, {found.target}, account {found.account}, {found.region}")
    for step in found.steps:
        print(f"  {step.state:10} {step.title}")
    for each in found.resources:
        if each.drift:
            print(f"  behind our back: {each.key}: {each.drift}")
    for app, url in found.urls.items():
        print(f"  {app:20} {url}")


@contextlib.contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Ctrl-C, SIGTERM and a lost terminal set the flag; a second Ctrl-C ends at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    handler = logging.FileHandler(path, delay=True)
    logging.getLogger("steps").addHandler(handler)
    logging.getLogger("steps").propagate = False
    try:
        yield
    finally:
        logging.getLogger("steps").removeHandler(handler)
        handler.close()
