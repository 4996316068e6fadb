"""What is in a report: versions, the journal without values, the last output, the doctor, the receipt; each a text file."""

import json
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Called, Failed, LastLines
from steps.engine.model.sentences import sentence
from steps.receipt.make import kept
from steps.receipt.words import lines
from steps.report.redact import redactor

LAST = 400  # events of output
PACKAGES = ("fargate-wizard", "textual", "boto3", "botocore", "moto", "docker", "msgspec")
SAFE = ("event", "at", "resource", "check", "kind", "verb", "outcome", "seconds", "refused", "ours", "missing", "needs",
        "question", "target", "region", "name")  # fmt: skip
"""Fields of the journal that hold no value: the rest is left out."""
OPTION = re.compile(r"(?<=\s)--[a-z0-9-]+")


def contents(deployment: Deployment, checked: Iterable[str] = ()) -> dict[str, str]:
    """Each file's text by its name; `checked` is what the doctor said, where there is one."""
    events = deployment.journal.read()
    progress = deployment.progress()
    apps = [app for plan in progress.plans for app in plan.apps]
    names = {deployment.name: "DEPLOYMENT"} | {
        app.name: f"app-{number}" for number, app in enumerate({each.name: each for each in apps}.values(), 1)
    }
    answers = {value for value in progress.answers.values() if isinstance(value, str) and "." in value}
    values = frozenset(value for plan in progress.plans for value in plan.secrets) | answers
    redact = redactor(names, values)
    receipt = kept(deployment)
    files = {
        "versions.txt": _versions(),
        "journal.jsonl": "".join(_without_values(events, redact)),
        "output.txt": "".join(_output(deployment.journal.read_output(LAST), redact)),
        "doctor.txt": redact("\n".join(checked)),
        "receipt.txt": redact("\n".join(lines(receipt))) if receipt else "",
    }
    return {name: text for name, text in files.items() if text}


def _versions() -> str:
    found = [f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package}: not installed")
    return "\n".join(found) + "\n"


def _without_values(events: Iterable[AnyEvent], redact: Callable[[str], str]) -> Iterator[str]:
    """What happened to what, when and how long it took; of a failure its words as well."""
    for event in events:
        told: Mapping[str, Any] = msgspec.to_builtins(event)
        kept_fields = {key: value for key, value in told.items() if key in SAFE}
        if isinstance(event, Failed):
            kept_fields |= {"what": event.what, "why": event.why, "cure": event.cure}
        yield redact(json.dumps(kept_fields, ensure_ascii=False)) + "\n"


def _output(events: Iterable[AnyEvent], redact: Callable[[str], str]) -> Iterator[str]:
    """A line an event: of a call its options without what they were set to; of what an app wrote, only how much."""
    for event in events:
        match event:
            case Called(resource=name, line=line, error=error):
                words = " ".join([*line.split()[:3], *OPTION.findall(line)])
                said = f"{name}: $ {words}" + (f"   → {error}" if error else "")
            case LastLines(resource=name, lines=wrote):
                said = f"{name}: wrote {len(wrote)} lines"
            case _:
                said = str(sentence(event))
        if said:
            yield f"{redact(said)}\n"
