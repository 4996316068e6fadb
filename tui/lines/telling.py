"""The commands that only tell: what stands, which deployments there are, here and in AWS."""

import argparse
import sys
from collections.abc import Sequence

from steps.engine.build.claim import who_holds
from steps.engine.build.drift import read_drift
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment, home, known_deployments
from steps.engine.memory.home_id import known_home_id
from steps.engine.memory.progress import Progress
from steps.engine.memory.status import DAMAGED, Status, read_status
from steps.engine.troubles import Exit, Trouble
from steps.target.practice_lost import is_lost, practice_began
from steps.target.target import Target, TargetKind, open_target
from tui.farewell import NOT_YET, RUNNING
from tui.harmless import put, put_json
from tui.lines.opening import in_words, known, opened
from tui.lines.prompts import ask_code

UNKNOWN = "unknown here"
LOST = "The practice cloud was stopped, and nothing stands any more of:"


def status(options: argparse.Namespace) -> Exit:
    """What stands."""
    from steps import STEPS

    deployment = known(options.name)
    lost = is_lost(deployment.progress(), practice_began())
    progress, elsewhere = (None, "") if lost else _look(options, deployment)
    found = read_status(deployment, STEPS, progress, lost=lost, elsewhere=elsewhere)
    if options.json:
        put_json(found)
    else:
        print_status(found)
    return Exit.DONE


def _look(options: argparse.Namespace, deployment: Deployment) -> tuple[Progress | None, str]:
    """The journal with the drift that AWS shows, and who works on it elsewhere; a reason why not goes to standard error."""
    if options.offline or not deployment.progress().recorded:
        return None, ""
    try:
        with opened(options, hear=lambda event: None, reading=True) as work:
            return read_drift(work), _elsewhere(work)
    except Trouble as trouble:
        put(f"AWS was not asked; this is what the journal says. {trouble}", file=sys.stderr)
        return None, ""


def _elsewhere(work: Work) -> str:
    holder = who_holds(work.new_run())
    ours = holder and holder.home == known_home_id(home())
    return holder.words(work.deployment.name) if holder and not ours else ""


def list_all(options: argparse.Namespace) -> Exit:
    """The deployments of this machine, and with --all those that it does not know but AWS does."""
    since = practice_began()
    found = [_status(deployment, since) for deployment in known_deployments()]
    if options.all:
        found += _unknown_here(options, found)
    if options.json:
        put_json(found)
        return Exit.DONE
    for each in found:
        put(f"{each.deployment:20}  {each.state:13}  {each.target:8}  {each.account}  {each.region}")
    for each in found:
        if each.state == DAMAGED:
            put(
                f"The journal of {each.deployment} cannot be read: `fargate-wizard status {each.deployment}` says what to do."
            )
    if lost := [each.deployment for each in found if each.lost]:
        put(f"{LOST} {', '.join(lost)}.")
    if any(each.state == UNKNOWN for each in found):
        put("Bring one of them to this machine with: fargate-wizard attach NAME --region R")
    if not found:
        put("There are no deployments on this machine. `fargate-wizard` starts one.")
    return Exit.DONE


def _status(deployment: Deployment, since: float) -> Status:
    """The deployment as its journal tells it, or only that its journal is damaged: it hides no other."""
    from steps import STEPS

    try:
        return read_status(deployment, STEPS, lost=is_lost(deployment.progress(), since))
    except Trouble:
        return Status(deployment.name, state=DAMAGED)


def _unknown_here(options: argparse.Namespace, known_here: Sequence[Status]) -> list[Status]:
    """The deployments of one region that only AWS knows, each looked at; its tags outlive what was deleted."""
    from steps import STEPS
    from steps.aws.recall import remains

    known_names = {(each.deployment, each.account, each.region) for each in known_here}
    kind = TargetKind(options.target or TargetKind.AWS)
    with in_words(options.profile or ""):
        found = remains(
            open_target(Target(kind, options.profile or "", options.region or ""), ask_code), STEPS
        )
    return [
        Status(plan.deployment, kind.value, plan.account, plan.region, state=UNKNOWN, resources=resources)
        for plan, resources in found
        if (plan.deployment, plan.account, plan.region) not in known_names
    ]


def print_status(found: Status) -> None:
    """One deployment for people: its steps, its drift, its addresses."""
    put(f"{found.deployment}: {found.state}, {found.target}, account {found.account}, {found.region}")
    if found.lost:
        put("  nothing of it stands any more: the practice cloud was stopped")
    if found.elsewhere:
        put(f"  {found.elsewhere}")
    for step in found.steps:
        put(f"  {step.state:10} {step.title}")
    for each in found.resources:
        if each.drift:
            put(f"  changed by somebody else: {each.key}: {each.drift}")
    running = {each.key for each in found.resources if each.state in RUNNING}
    for app, url in found.urls.items():
        put(f"  {app:20} {url if f'service.{app}' in running else NOT_YET}")
