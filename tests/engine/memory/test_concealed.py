"""What is concealed is in no file, in no event that is passed on, and in no log."""

import logging
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError

from steps.appfile.apps import App, Health
from steps.engine.cloud.explain import explain
from steps.engine.memory.journal import Journal
from steps.engine.memory.record import Record
from steps.engine.model.events import (
    AnyEvent,
    Called,
    Checked,
    Failed,
    LastLines,
    Observed,
    Planned,
    Said,
    Task,
    TaskEvent,
)
from steps.engine.model.plan import Plan
from tui.wizard_log import logging_to

SECRET = "correct-horse"
APP = App(
    name="a", about="An app.", port=80, path="/", cpu=256, memory=512, count=1, health=Health(path="/"),
    environment={"A": f"http://{{namespace}}/{SECRET}", "REGION": "eu-central-1"},
)  # fmt: skip
PLAN = Plan(
    deployment="demo", target="test", account="1", region="eu-central-1", apps=(APP,),
    answers={"namespace": "demo.internal"},
)  # fmt: skip
TOLD = f"http://demo.internal/{SECRET}"
EVENTS: tuple[AnyEvent, ...] = (
    Planned(plan=PLAN), Said(resource="a", line=f"A={TOLD}"), Called(resource="a", line=TOLD, seconds=1.0, error=TOLD),
    Failed(resource="a", what=TOLD, why=TOLD, cure=TOLD, lines=(TOLD,)), Checked(check="a", said=TOLD),
    TaskEvent(resource="a", text=TOLD), LastLines(resource="a", task="1", lines=("on", TOLD)),
    Observed(resource="a", tasks=(Task(id="1", status="x", reason=TOLD, stopped=TOLD),), wanted=1, service="a"),
)  # fmt: skip


@pytest.fixture
def heard() -> list[AnyEvent]:
    return []


@pytest.fixture
def record(tmp_path: Path, heard: list[AnyEvent]) -> Record:
    record = Record(Journal(tmp_path), heard.append)
    record.conceal(PLAN.secrets)
    return record


def test_no_event_carries_it_on(record: Record, heard: list[AnyEvent], tmp_path: Path) -> None:
    for event in EVENTS:
        record.tell(event)
    assert SECRET not in repr(heard)
    assert SECRET not in repr(record.progress)
    written = "".join(path.read_text() for path in tmp_path.iterdir())
    assert SECRET not in written
    assert "A=REDACTED" in written
    assert Record(Journal(tmp_path), heard.append).progress.plan == PLAN.sealed


def test_what_the_plan_says_anyway_is_no_secret(record: Record, heard: list[AnyEvent]) -> None:
    record.tell(Said(resource="a", line="in eu-central-1"))
    assert [event.line for event in heard if isinstance(event, Said)] == ["in eu-central-1"]


def test_a_journal_of_version_0_1_is_read(tmp_path: Path, heard: list[AnyEvent]) -> None:
    journal = Journal(tmp_path)
    journal.append(Planned(plan=PLAN))
    text = journal.path.read_text().replace(',"edition":1', "")
    journal.path.write_text(text)
    plan = Record(journal, heard.append).progress.plan
    assert plan == PLAN
    assert plan.edition == 1


def test_no_log_keeps_it_not_even_a_traceback(record: Record, tmp_path: Path) -> None:
    with logging_to(tmp_path) as log:
        log.hide = record.hide
        logging.getLogger("steps.here").error("at %s", TOLD, exc_info=ValueError(TOLD))
    written = (tmp_path / "wizard.log").read_text()
    assert "ValueError" in written
    assert "REDACTED" in written
    assert SECRET not in written


def test_botocores_complaint_about_a_parameter_names_it_and_not_its_value() -> None:
    import boto3

    ecs: Any = boto3.client(
        "ecs", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    value = [{"name": "A", "value": {"x": f"{SECRET}, {SECRET}\n{SECRET}"}}]
    with pytest.raises(ParamValidationError) as refused:
        ecs.register_task_definition(family="f", containerDefinitions=[{"environment": value, "cpu": SECRET}])
    assert SECRET in str(refused.value)
    trouble = explain(refused.value)
    assert SECRET not in f"{trouble}"
    assert "containerDefinitions[0].environment[0].value" in trouble.why
    assert "containerDefinitions[0].cpu" in trouble.why


def test_what_was_concealed_before_stays_so(record: Record, heard: list[AnyEvent]) -> None:
    record.conceal({"battery-staple"})
    record.tell(Said(resource="a", line=f"{TOLD} battery-staple"))
    assert [event.line for event in heard if isinstance(event, Said)] == ["REDACTED REDACTED"]
