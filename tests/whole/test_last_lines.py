"""An app that prints a line and ends: its own words are told with the reason for its stop."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps.appfile.apps import BUNDLED
from tests.whole.conftest import Told, Wizard

NAME = "crashing"
WORDS = "cannot open the ledger"
MANIFEST = f"""
name = "ledger"
about = "Prints a line and ends."
port = 8080
path = "/"
cpu = 256
memory = 512
count = 1

[health]
path = "/health"

[environment]
LEDGER_KEY = "a-key-that-nobody-may-see"

[practice]
command = ["{{python}}", "-c", "import os, sys; print('{WORDS},', os.environ['LEDGER_KEY']); sys.exit(1)"]
"""


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("apps")
    (folder / "ledger").mkdir()
    (folder / "ledger" / "app.toml").write_text(MANIFEST)
    shutil.copy(BUNDLED / "static-app" / "Dockerfile", folder / "ledger")
    return folder


@pytest.fixture(scope="module")
def failed(wizard: Wizard, apps: Path) -> Iterator[Told]:
    """The first try, as JSON."""
    yield wizard("up", NAME, "--target", "sandbox", "--apps", f"{apps}", "--yes", "--json")
    assert wizard("down", NAME, "--yes").code == 0


def test_its_line_is_told_at_its_first_stop_and_with_the_failure(failed: Told) -> None:
    assert failed.code == 1
    service = [event for event in failed.events if event.get("resource") == "service.ledger"]
    kinds = [event["event"] for event in service]
    first = service[kinds.index("lastlines")]
    assert first["lines"] == [f"{WORDS}, REDACTED"]
    stops = [
        (task["ended"], task["id"])
        for event in service
        if event["event"] == "observed"
        for task in event["tasks"]
        if task["ended"]
    ]
    assert first["task"] == min(stops)[1]
    assert first["at"] - min(stops)[0] < 5
    assert kinds.index("lastlines") < kinds.index("failed")
    failure = failed.of("failed")[0]
    assert failure["lines"] == [f"{WORDS}, REDACTED"]
    assert f"`fargate-wizard logs {NAME} ledger`" in failure["cure"]


def test_in_lines_it_stands_below_both(wizard: Wizard, failed: Told, apps: Path) -> None:
    again = wizard("up", NAME, "--apps", f"{apps}", "--yes")
    assert again.code == 1
    lines = [line.split("  ", 1)[-1] for line in again.out.splitlines()]
    told = [number for number, line in enumerate(lines) if line == f"    {WORDS}, REDACTED"]
    assert any(lines[number - 1].endswith(" wrote last:") for number in told)
    assert any("FAILED. ledger ends by itself" in lines[number - 1] for number in told)


def test_logs_has_it_of_every_task_that_stopped(wizard: Wizard, failed: Told) -> None:
    told = wizard("logs", NAME, "ledger", "--json")
    assert told.code == 0
    assert len({line["task"] for line in told.events if WORDS in line["text"]}) >= 2


def test_the_values_of_its_environment_are_written_down_nowhere(wizard: Wizard, failed: Told) -> None:
    for path in (wizard.home / NAME).rglob("*"):
        if path.is_file():
            assert b"a-key-that-nobody" not in path.read_bytes(), path
