"""The wizard in lines: the same questions, the same plan, the same events, for wherever nothing can be drawn."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from steps import STEPS
from steps.appfile.apps import BUNDLED
from steps.engine.build.settle import apps_of, settle
from steps.engine.model.step import Choice
from steps.engine.troubles import Exit
from steps.target.practice_lost import practice_began
from steps.target.target import Target, TargetKind
from tui.harmless import put
from tui.known import Known, read_known, taken_names
from tui.lines import prompts
from tui.lines.arguments import parser
from tui.lines.opening import opened
from tui.lines.plain_book import walk_through
from tui.lines.plain_run import settle_drift, take_down
from tui.lines.plain_target import Destination, ask_account, ask_practice
from tui.sight import Sight, usual_of
from tui.welcome import WELCOME, ways_to_begin


@dataclass(frozen=True)
class Wishes:
    """What the command line asks of the walk: where new apps are, and whether everything is told."""

    apps: Path
    verbose: bool


Walk = Callable[[Wishes], Exit]
"""What is done when it was chosen."""


def walk(options: argparse.Namespace, apps: Path | None = None) -> Exit:
    """Ask what to do, and do it: begin, carry on, or take down. Raises Trouble.

    `apps` is the folder of a new deployment's apps, if not the bundled one.
    """
    known = read_known(practice_began())
    put(f"fargate-wizard\n{WELCOME}")
    alive, gone = ([each for each in known if each.gone is gone] for gone in (False, True))
    begin = prompts.choose("What would you like to do?", [*_old(alive), *_new(known), *_old(gone)])
    return begin(Wishes(apps or BUNDLED, verbose=options.verbose))


def _old(known: list[Known]) -> list[Choice[Walk]]:
    """Going on with, or taking down, each deployment of this machine."""
    found: list[Choice[Walk]] = []
    for each in known:
        state = each.describe(STEPS, time.time()).plain.partition("\n")[2].replace("  ", ", ")
        found.append(Choice(_carrying_on(each), f"Go on with {each.name}: {state}"))
        if each.progress.recorded:
            found.append(Choice(_taking_down(each), f"Take {each.name} down"))
    return found


def _new(known: list[Known]) -> list[Choice[Walk]]:
    asks = {
        "practice": _beginning(ask_practice, taken_names(known, practice=True)),
        "aws": _beginning(ask_account, taken_names(known, practice=False)),
    }
    return [
        Choice(asks[key], f"{label}. {means}")
        for key, label, means in ways_to_begin("`fargate-wizard down NAME`")
    ]


def _beginning(ask: Callable[[frozenset[str]], Destination], taken: frozenset[str]) -> Walk:
    return lambda wishes: _with(ask(taken), wishes, _build)


def _carrying_on(known: Known) -> Walk:
    return lambda wishes: _with(_destination(known), wishes, _build)


def _taking_down(known: Known) -> Walk:
    return lambda wishes: _with(_destination(known), wishes, take_down)


def _destination(known: Known) -> Destination:
    """Where it stands already: the practice cloud at once, an account only after it was shown."""
    began = known.progress.began
    region = began.region if began else ""
    if known.practice or not began:
        return Destination(known.name, Target(TargetKind.SANDBOX, region=region))
    return ask_account(frozenset(), name=known.name, region=region)


def _with(destination: Destination, wishes: Wishes, do: Callable[[Sight], Exit]) -> Exit:
    """Open the deployment there, settle its answers as before or by default, and do this with it."""
    target = destination.target
    words = [
        "--plain",
        *(["--verbose"] if wishes.verbose else []),
        "up",
        destination.name,
        "--target",
        target.kind,
    ]
    words += ["--profile", target.profile] if target.profile else []
    words += ["--region", target.region] if target.region else []
    options = parser().parse_args(words)
    put(f"\nOpening {destination.name} …", flush=True)
    with opened(options) as work:
        settle(work, apps_of(work, wishes.apps))
        progress = work.record.progress
        resumed, usual = progress.began is not None, usual_of(work)
        return do(Sight(work, progress, resumed=resumed, origins=destination.origins, usual=usual))


def _build(sight: Sight) -> Exit:
    put(f"\nAccount {sight.work.account}, {sight.plan.region}, as {sight.work.identity}.")
    put(f"Every aws command and all output goes to {sight.log_file}.")
    if not settle_drift(sight):
        put("Nothing was changed.")
        return Exit.STOPPED
    return walk_through(sight)
