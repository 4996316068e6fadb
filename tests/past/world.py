"""The world as an earlier version left it: its calls are made again, and its journal gets the ids that came of them.

A folder `tests/past/vVERSION/` has `calls.jsonl`, every call of that version that made or changed something, as
`{service, operation, params, answer}`, and `journal.jsonl` as it was then. `{APPS}` stands for the folder of the apps.
"""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from tests.sandbox.waiting import until
from tests.whole.account import client
from tests.whole.conftest import ROOT, Wizard

HERE = Path(__file__).parent
VERSIONS = sorted(path.name for path in HERE.glob("v*"))
THERE_ALREADY = "has been taken in this account"  # ECS's own role: every account has it once
NAME = "old"


def rebuild(version: str, wizard: Wizard, cloud: Mapping[str, str]) -> None:
    """Let the deployment of that version stand in this practice cloud, and its journal in this home."""
    new = {"{APPS}": str(ROOT / "apps")}
    for line in (HERE / version / "calls.jsonl").read_text().splitlines():
        call = json.loads(line)
        answer = _make(
            cloud, call["service"], call["operation"], json.loads(_with(json.dumps(call["params"]), new))
        )
        new |= dict(_changes(call["answer"], answer))
    journal = _as_of_now(_with((HERE / version / "journal.jsonl").read_text(), new))
    (wizard.home / NAME).mkdir(mode=0o700)
    (wizard.home / NAME / "journal.jsonl").write_text(journal)


def _as_of_now(journal: str) -> str:
    """The journal as if it had all just happened: a practice deployment that is older than its cloud is lost with the last."""
    events = [json.loads(line) for line in journal.splitlines()]
    later = time.time() - max(event.get("at", 0.0) for event in events)
    moved = (event | {"at": event["at"] + later} if "at" in event else event for event in events)
    return "".join(json.dumps(event) + "\n" for event in moved)


def _make(cloud: Mapping[str, str], service: str, operation: str, params: Any) -> Any:
    """Make one call, as soon as what it needs is there; its answer, with the id of what an operation makes."""
    aws = client(cloud, service)
    method = next(name for name, method in aws.meta.method_to_api_mapping.items() if method == operation)

    def answer() -> Any:
        try:
            return getattr(aws, method)(**params)
        except ClientError as error:
            return {"known": True} if THERE_ALREADY in str(error) else None

    given = until(answer, within=30.0)
    if "OperationId" in given:
        made = until(lambda: aws.get_operation(OperationId=given["OperationId"])["Operation"].get("Targets"))
        given["NamespaceId"] = made["NAMESPACE"]
    return given


def _changes(before: Any, now: Any) -> Iterator[tuple[str, str]]:
    """The texts that are others now at the same place of two answers."""
    match before, now:
        case dict(), dict():
            for key in before.keys() & now.keys():
                yield from _changes(before[key], now[key])
        case list(), list():
            for one, other in zip(before, now, strict=False):
                yield from _changes(one, other)
        case str(), str() if before != now:
            yield before, now


def _with(text: str, new: Mapping[str, str]) -> str:
    """The text with new ids for old ones, the longest first, for an ARN may end in an id."""
    for old in sorted(new, key=len, reverse=True):
        text = text.replace(old, new[old])
    return text
