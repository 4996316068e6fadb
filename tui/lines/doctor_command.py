"""`fargate-wizard doctor`: what would go wrong, a line each, before anything is made."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from steps.engine.memory.deployment import Deployment
from steps.engine.troubles import BadInput, Exit
from steps.target.profiles import identify
from steps.target.target import Target, TargetKind
from tui.harmless import put, put_json, put_labelled
from tui.lines.examined import VERDICT, WIDTH, examined, lines_of
from tui.lines.opening import in_words, target_of
from tui.lines.teller import has_colours

if TYPE_CHECKING:
    from steps.doctor.findings import Finding

COLOURS = {"ok": 32, "warn": 33, "stop": 31}  # of the terminal, by verdict


def run(options: argparse.Namespace) -> Exit:
    """Print the policy, or look at everything, tell it, and fail when something stops. Raises BadInput."""
    if options.policy:
        return print_policy(options)
    if options.strict:
        raise BadInput("--strict is about the policy.", cure="Run `fargate-wizard doctor --policy --strict`.")
    from steps.doctor.examination import worst
    from steps.doctor.findings import Verdict

    deployment = Deployment(options.name) if options.name else None
    target = target_of(options, deployment) if deployment else _anywhere(options)
    findings = examined(deployment, target, options.apps or "")
    if options.json:
        put_json(findings)
    else:
        _print(findings)
    return Exit.FAILED if worst(findings) is Verdict.STOP else Exit.DONE


def print_policy(options: argparse.Namespace) -> Exit:
    """The least-privilege policy as JSON, for `aws iam create-policy`; what is to be said of it goes to standard error."""
    import json

    from steps import STEPS
    from steps.doctor.policy import MANAGED, PolicyPlace, length, plain_policy, strict_policy

    allows = tuple(action for step in STEPS for action in step.allows)
    if options.strict:
        with in_words(options.profile or ""):
            caller = identify(_anywhere(options))
        partition = caller.arn.split(":")[1]
        policy = strict_policy(
            allows, PolicyPlace(partition, caller.account, options.region or "*", options.name)
        )
        put("By names and tags; nobody has tried this one on AWS yet.", file=sys.stderr)
    else:
        policy = plain_policy(allows)
    put(json.dumps(policy, indent=2))
    if length(policy) > MANAGED:
        note = f"It has {length(policy)} characters, and a managed policy takes {MANAGED}: put its statements into two."
        put(note, file=sys.stderr)
    return Exit.DONE


def _anywhere(options: argparse.Namespace) -> Target:
    return Target(TargetKind(options.target or TargetKind.AWS), options.profile or "", options.region or "")


def _print(findings: "Sequence[Finding]") -> None:
    from steps.doctor.findings import Verdict

    width = min(WIDTH, shutil.get_terminal_size().columns - 1) if sys.stdout.isatty() else WIDTH
    for line in lines_of(findings, width):
        colour = COLOURS.get(line[:VERDICT].strip(), 0) if has_colours() else 0
        put_labelled(line[: VERDICT - 2], line[VERDICT:], colour) if colour else put(line)
    stops = [each.look for each in findings if each.verdict is Verdict.STOP]
    warned = [each.look for each in findings if each.verdict is Verdict.WARN]
    put()
    if stops:
        put(f"This would stop a build: {', '.join(stops)}.")
    elif warned:
        put(f"Nothing would stop a build. Worth knowing: {', '.join(warned)}.")
    else:
        put("Nothing would stop a build.")
