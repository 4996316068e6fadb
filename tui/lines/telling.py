"""The commands that only tell: what stands, which deployments there are, here and in AWS."""

import argparse
import sys
from collections.abc import Sequence

from steps.engine.build.drift import look_for_drift
from steps.engine.memory.deployment import Deployment, known_deployments
from steps.engine.memory.status import DAMAGED, Status, read_status, read_what_can_be_read
from steps.engine.troubles import Exit, Trouble
from steps.target.target import Kind, Target, open_target, practice_status
from tui.harmless import put, put_json
from tui.lines.opening import in_words, known, opened

UNKNOWN = "unknown here"


def status(options: argparse.Namespace) -> Exit:
    """What stands."""
    from steps import STEPS

    deployment = known(options.name)
    looked = _look_for_drift(options, deployment)
    found = read_status(deployment, STEPS, looked=looked)
    if options.json:
        put_json(found)
    else:
        print_status(found)
    return Exit.DONE


def _look_for_drift(options: argparse.Namespace, deployment: Deployment) -> bool:
    """Whether AWS could be asked for drift; a reason why not goes to standard error."""
    progress = deployment.progress()
    if options.offline or not progress.recorded:
        return False
    if progress.began and progress.began.target == Kind.SANDBOX and practice_status() is None:
        put("The practice cloud does not run, so nothing of this stands at the moment.", file=sys.stderr)
        return False
    try:
        with opened(options, hear=lambda event: None) as work:
            look_for_drift(work)
    except Trouble as trouble:
        put(f"AWS was not asked; this is what the journal says. {trouble}", file=sys.stderr)
        return False
    return True


def list_all(options: argparse.Namespace) -> Exit:
    """The deployments of this machine, and with --all those that it does not know but AWS does."""
    from steps import STEPS

    found = [read_what_can_be_read(deployment, STEPS) for deployment in known_deployments()]
    if options.all:
        found += _unknown_here(options, found)
    if options.json:
        put_json(found)
        return Exit.DONE
    for each in found:
        put(f"{each.deployment:20}  {each.state:10}  {each.target:8}  {each.account}  {each.region}")
    for each in found:
        if each.state == DAMAGED:
            put(
                f"The journal of {each.deployment} cannot be read: `fargate-wizard status {each.deployment}` says what to do."
            )
    if any(each.state == UNKNOWN for each in found):
        put("Bring one of them to this machine with: fargate-wizard attach NAME --region R")
    if not found:
        put("There are no deployments on this machine. `fargate-wizard` starts one.")
    return Exit.DONE


def _unknown_here(options: argparse.Namespace, known_here: Sequence[Status]) -> list[Status]:
    """The deployments of one region that only AWS knows, each looked at; its tags outlive what was deleted."""
    from steps import STEPS
    from steps.aws.recall import remains

    known_names = {(each.deployment, each.account, each.region) for each in known_here}
    kind = Kind(options.target or Kind.AWS)
    with in_words(options.profile or ""):
        found = remains(open_target(Target(kind, options.profile or "", options.region or "")), STEPS)
    return [
        Status(plan.deployment, kind.value, plan.account, plan.region, state=UNKNOWN, resources=resources)
        for plan, resources in found
        if (plan.deployment, plan.account, plan.region) not in known_names
    ]


def print_status(found: Status) -> None:
    """One deployment for people: its steps, its drift, its addresses."""
    put(f"{found.deployment}: {found.state}, {found.target}, account {found.account}, {found.region}")
    for step in found.steps:
        put(f"  {step.state:10} {step.title}")
    for each in found.resources:
        if each.drift:
            put(f"  behind our back: {each.key}: {each.drift}")
    for app, url in found.urls.items():
        put(f"  {app:20} {url}")
