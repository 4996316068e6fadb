"""What a command asks its user before it changes anything."""

import argparse
import sys
from collections.abc import Callable

from steps.engine.build import drift
from steps.engine.build.work import Work
from steps.engine.model.events import Outcome
from steps.engine.model.holder import Held
from steps.engine.troubles import BadInput
from tui.drift_choices import DriftChoice
from tui.harmless import put
from tui.holder_ways import TAKE_OVER
from tui.lines import prompts


def agreed(options: argparse.Namespace, work: Work, question: str) -> bool:
    """Show who pays and where, and ask, unless told not to."""
    where = f" at {work.aws.endpoint}" if work.aws.endpoint else ""
    practice = " (the practice cloud: nothing is billed)" if work.aws.banner else ""
    if not options.json:
        put(f"account {work.account}, {work.aws.region}, as {work.identity}{where}{practice}", flush=True)
    need_an_answer(options)
    if options.yes or prompts.confirm(question):
        return True
    say(options, "Nothing was done.")
    return False


def need_an_answer(options: argparse.Namespace) -> None:
    """Raises BadInput where the user has not agreed beforehand and cannot be asked."""
    if not (options.yes or sys.stdin.isatty()):
        raise BadInput("Nothing was done, because nobody can be asked here.", cure="Give --yes.")


def alone(options: argparse.Namespace, work: Work, do: Callable[[], Outcome]) -> Outcome:
    """Do it; in the place of whoever else works on the deployment only if the user says so. Raises Held."""
    try:
        return do()
    except Held as held:
        if not (options.take_over or prompts.confirm(f"{held.what} {TAKE_OVER}")):
            raise
        work.displaced = held.holder
    return do()


def settle_drift(options: argparse.Namespace, work: Work) -> bool:
    """Say what others deleted or changed in AWS, and what becomes of it; False when the user wants neither."""
    if options.drift == DriftChoice.REBUILD:
        drift.undo_drift(work)
    found = drift.look_for_drift(work) if work.record.progress.recorded else {}
    choice = DriftChoice(options.drift or DriftChoice.REBUILD)
    if found and not (options.drift or options.yes):
        choice = prompts.ask_about_drift(found, answered=sys.stdin.isatty())
        need_an_answer(options)
    if choice is DriftChoice.KEEP:
        drift.take_drift(work, found)
    return choice is not DriftChoice.LEAVE


def say(options: argparse.Namespace, text: str) -> None:
    """Print it where `--json` leaves room for it."""
    put(text, file=sys.stderr if options.json else sys.stdout, ours=True)
