"""Holds what is exported against checkov's rules and its findings against `checkov.md`: what is not listed there fails, and so
does what is listed and no longer found. `python -m tests.export.checkov CHECKOV`, the program's path; `make checkov` has it.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from steps import STEPS
from steps.engine.memory.progress import Progress
from steps.export.cloudformation.stack import stack
from steps.export.terraform.folder import terraform_folder
from tests.export.apps import SETS
from tests.export.dictated import dictated

LISTED = Path(__file__).with_suffix(".md")
ROW = re.compile(r"^\| (CKV\w+) \| ([^|]+) \| (?=\S)", re.MULTILINE)

Finding = tuple[str, str]  # checkov's id, and the type of the resource


def listed(text: str) -> set[Finding]:
    """What may be found: every line of the list has a reason."""
    return {(check, kind) for check, kinds in ROW.findall(text) for kind in kinds.split(", ")}


def found(told: Any) -> Iterator[Finding]:
    """What checkov has found, of its JSON."""
    for report in told if isinstance(told, list) else [told]:
        if report["summary"]["parsing_errors"]:
            raise SystemExit(f"checkov cannot read it: {report['results']['parsing_errors']}")
        for each in report["results"]["failed_checks"]:
            yield each["check_id"], each["resource"].partition(".")[0]


def judged(findings: set[Finding], allowed: set[Finding]) -> list[str]:
    """What is wrong, a line each; nothing when they are the same."""
    return [
        *(f"{check} in {kind} is found and not listed" for check, kind in sorted(findings - allowed)),
        *(f"{check} in {kind} is listed and not found" for check, kind in sorted(allowed - findings)),
    ]


def export(place: Path) -> None:
    """Write both forms of every set of apps."""
    for which in SETS:
        folder = place / which
        folder.mkdir()
        dictation = dictated(which)
        files = terraform_folder(dictation.plan, STEPS, Progress())
        for name, text in (files.files | files.private | {"stack.json": stack(dictation).template}).items():
            (folder / name).write_text(text, "utf-8")


def main(program: str) -> int:
    """Export, have it looked at, and tell."""
    with tempfile.TemporaryDirectory() as place:
        export(Path(place))
        words = ["--framework", "terraform", "cloudformation", "--skip-download", "--quiet", "-o", "json"]
        told = subprocess.run(
            [program, "-d", place, *words], stdout=subprocess.PIPE, text=True, check=False, timeout=900
        )
    findings = set(found(json.loads(told.stdout)))
    wrong = judged(findings, listed(LISTED.read_text("utf-8")))
    sys.stdout.write(
        "\n".join(wrong or [f"{len(findings)} findings, and all of them in {LISTED.name}"]) + "\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
