"""`fargate-wizard doctor`: what would go wrong, a line each, before anything is made."""

import argparse
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from steps.appfile.apps import BUNDLED, load, load_again
from steps.engine.memory.deployment import Deployment, home
from steps.engine.model.plan import Plan
from steps.engine.troubles import BadInput, Exit
from steps.target.profiles import identify
from steps.target.target import Target, TargetKind
from tui.harmless import put, put_json
from tui.lines.opening import in_words, target_of
from tui.lines.prompts import ask_code

INDENT = 28


def run(options: argparse.Namespace) -> Exit:
    """Print the policy, or look at everything, tell it, and fail when something stops. Raises BadInput."""
    if options.policy:
        return print_policy(options)
    if options.strict:
        raise BadInput("--strict is about the policy.", cure="Run `fargate-wizard doctor --policy --strict`.")
    from steps import STEPS
    from steps.doctor.admission import admit
    from steps.doctor.examination import examine, worst
    from steps.doctor.examinations import EXAMINATIONS
    from steps.doctor.findings import Finding, Verdict
    from steps.target.target import open_target

    deployment = Deployment(options.name) if options.name else None
    target = target_of(options, deployment) if deployment else _anywhere(options)
    with in_words(target.profile, deployment.folder if deployment else None):
        aws = open_target(target, ask_code)
        plan = _plan(options, deployment, target, aws.region)
        folder = deployment.folder if deployment else home()
        findings: list[Finding] = examine(EXAMINATIONS, admit(aws, STEPS, plan, folder, os.environ))
    if options.json:
        put_json(findings)
    else:
        _print(findings)
    return Exit.FAILED if worst(findings) is Verdict.STOP else Exit.DONE


def print_policy(options: argparse.Namespace) -> Exit:
    """The least-privilege policy as JSON, for `aws iam create-policy`; what is to be said of it goes to standard error."""
    import json

    from steps import STEPS
    from steps.doctor.policy import MANAGED, Place, length, plain_policy, strict_policy

    allows = tuple(action for step in STEPS for action in step.allows)
    if options.strict:
        with in_words(options.profile or ""):
            caller = identify(_anywhere(options))
        partition = caller.arn.split(":")[1]
        policy = strict_policy(allows, Place(partition, caller.account, options.region or "*", options.name))
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


def _plan(options: argparse.Namespace, deployment: Deployment | None, target: Target, region: str) -> Plan:
    """What is wanted: as it was built, or else what `up` would build by itself."""
    from steps.doctor.admission import new_plan

    known = deployment.progress().plan if deployment and deployment.known else None
    if known and not options.apps:
        apps = load_again(known.apps)
    else:
        apps = load(Path(options.apps).expanduser() if options.apps else BUNDLED)
    fresh = new_plan(options.name, target.kind.value, region, apps)
    if known is None:
        return fresh
    from msgspec.structs import replace

    return replace(known, apps=apps, images=fresh.images)


def _print(findings: Sequence[object]) -> None:
    from steps.doctor.findings import Finding, Verdict

    found = [each for each in findings if isinstance(each, Finding)]
    for each in found:
        _print_block(f"{each.verdict.value:5} {each.look:21} ", each.saw)
        for more in filter(None, (each.why, each.cure)):
            _print_block(" " * INDENT, more)
    stops = [each.look for each in found if each.verdict is Verdict.STOP]
    warned = [each.look for each in found if each.verdict is Verdict.WARN]
    put()
    if stops:
        put(f"This would stop a build: {', '.join(stops)}.")
    elif warned:
        put(f"Nothing would stop a build. Worth knowing: {', '.join(warned)}.")
    else:
        put("Nothing would stop a build.")


def _print_block(label: str, text: str) -> None:
    for line in textwrap.wrap(
        text, 110, initial_indent=label, subsequent_indent=" " * INDENT, break_long_words=False,
        break_on_hyphens=False,
    ):  # fmt: skip
        put(line)
