"""What the doctor finds, and how it is written in lines: for `doctor` and for a report."""

import os
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from steps.appfile.apps import BUNDLED, load, load_again
from steps.engine.memory.deployment import Deployment, home
from steps.engine.model.plan import Plan
from steps.target.target import Target
from tui.lines.opening import in_words
from tui.lines.prompts import ask_code

if TYPE_CHECKING:
    from steps.doctor.findings import Finding

WIDTH = 110
VERDICT = 6  # cells of the first word and its gap


def examined(deployment: Deployment | None, target: Target, apps: str = "") -> "list[Finding]":
    """Look at everything there: what was built before, or what `up` would build of these apps. Raises Trouble."""
    from steps import STEPS
    from steps.doctor.admission import admit
    from steps.doctor.examination import examine
    from steps.doctor.examinations import EXAMINATIONS
    from steps.target.target import open_target

    with in_words(target.profile, deployment.folder if deployment else None):
        aws = open_target(target, ask_code)
        plan = _plan(deployment, target, aws.region, apps)
        folder = deployment.folder if deployment else home()
        return examine(EXAMINATIONS, admit(aws, STEPS, plan, folder, os.environ))


def lines_of(findings: "Sequence[Finding]", width: int = WIDTH) -> Iterator[str]:
    """One of each finding, and below it why that matters and what to do; words stand in one column."""
    names = max((len(each.look) for each in findings), default=0)
    indent = VERDICT + names + 2
    for each in findings:
        yield from _block(f"{each.verdict.value:{VERDICT}}{each.look:{names}}  ", each.saw, indent, width)
        for more in filter(None, (each.why, each.cure)):
            yield from _block(" " * indent, more, indent, width)


def _plan(deployment: Deployment | None, target: Target, region: str, apps: str) -> Plan:
    """What is wanted: as it was built, or else what `up` would build by itself."""
    from steps.doctor.admission import new_plan

    known = deployment.progress().plan if deployment and deployment.known else None
    folder = Path(apps).expanduser() if apps else BUNDLED
    found = load_again(known.apps) if known and not apps else load(folder)
    fresh = new_plan(deployment.name if deployment else "", target.kind.value, region, found)
    if known is None:
        return fresh
    from msgspec.structs import replace

    return replace(known, apps=found, images=fresh.images)


def _block(label: str, text: str, indent: int, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=label, subsequent_indent=" " * indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
