"""Tasks in plain lines: one for each task whose state changed; and whole in JSON."""

import json

import pytest
from msgspec.structs import replace

from steps.engine.model.events import Observed, Task
from tui.lines.plain import EventLines, json_lines

COMING = Task(id="4f1c2b3a", status="PENDING", zone="eu-central-1a")
RUNNING = replace(COMING, status="RUNNING", health="initial", reason="Target registration is in progress")
WELL = replace(RUNNING, health="healthy", reason="")
OTHER = Task(id="5a6b7c8d", status="RUNNING", zone="eu-central-1b")
STOPPED = replace(
    OTHER, status="STOPPED", stopped="OutOfMemoryError: killed (exit code 137)\x1b[2J", ended=2.0
)


def seen(*tasks: Task) -> Observed:
    return Observed(resource="service.x", tasks=tasks, wanted=2, service="x")


def test_a_line_for_each_task_that_changed_and_none_for_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell = EventLines()

    def lines(*tasks: Task) -> list[str]:
        tell(seen(*tasks))
        return [line.partition("  ")[2] for line in capsys.readouterr().out.splitlines()]

    assert lines() == []
    assert lines(COMING) == ["service.x: task 4f1c2b3a: PENDING in eu-central-1a"]
    assert lines(COMING) == []
    assert lines(RUNNING, OTHER) == [
        "service.x: task 4f1c2b3a: RUNNING in eu-central-1a, its target is initial (Target registration is in progress)",
        "service.x: task 5a6b7c8d: RUNNING in eu-central-1b",
    ]
    assert lines(WELL, OTHER) == ["service.x: task 4f1c2b3a: RUNNING in eu-central-1a, its target is healthy"]
    assert lines(WELL, STOPPED) == [
        "service.x: task 5a6b7c8d: STOPPED: OutOfMemoryError: killed (exit code 137)�[2J"
    ]


def test_programs_get_the_whole_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    json_lines(seen(RUNNING))
    told = json.loads(capsys.readouterr().out)
    assert (told["event"], told["resource"], told["wanted"]) == ("observed", "service.x", 2)
    assert told["tasks"] == [
        {
            "id": "4f1c2b3a", "status": "RUNNING", "zone": "eu-central-1a", "health": "initial",
            "reason": "Target registration is in progress", "stopped": "", "since": 0.0, "ended": 0.0,
        }
    ]  # fmt: skip
