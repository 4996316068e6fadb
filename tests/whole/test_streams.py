"""Standard output that is closed, full or read by nobody: words and an exit code, and no failure of what is built."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.whole.conftest import ROOT, Wizard
from tests.whole.standing import standing
from tui.wizard_log import logging_to

NAME = "unheard"
UP = ("up", NAME, "--target", "sandbox", "--until", "network", "--yes")
FULL = "What there is to tell cannot be written: No space left on device."

pytestmark = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no device that is always full"
)


@pytest.fixture(scope="module", autouse=True)
def nothing_stays(wizard: Wizard) -> Iterator[None]:
    yield
    wizard("down", NAME, "--yes")


def run(wizard: Wizard, words: str, redirected: str) -> "subprocess.CompletedProcess[str]":
    """Run a command through a shell, which alone can close a stream."""
    environ = {key: value for key, value in wizard.environ.items() if key != "PYTHONUNBUFFERED"}
    line = f'"{sys.executable}" -m tui {words} {redirected}'
    return subprocess.run(
        ["sh", "-c", line], cwd=ROOT, env=environ, text=True, capture_output=True, check=False
    )


@pytest.mark.parametrize("words", ["list", "status unknown", "--help", "nonsense"])
@pytest.mark.parametrize(
    "redirected", [">/dev/full", ">&-", ">/dev/full 2>/dev/full", "<&- >&- 2>&-", "2>&-"]
)
def test_no_stream_brings_a_command_down(wizard: Wizard, words: str, redirected: str) -> None:
    done = run(wizard, words, redirected)
    assert done.returncode in (0, 1, 2)
    for never in ("Traceback", "Exception ignored", "lost sys.stderr"):
        assert never not in done.stdout + done.stderr


def test_what_cannot_be_told_is_said_to_be_so(wizard: Wizard) -> None:
    done = run(wizard, "list", ">/dev/full")
    assert done.returncode == 1
    assert FULL in done.stderr


@pytest.mark.parametrize("json_lines", ["", "--json"])
def test_a_run_that_can_tell_nothing_stops_and_nothing_of_it_has_failed(
    wizard: Wizard, cloud: dict[str, str], json_lines: str
) -> None:
    done = run(wizard, " ".join((*UP, json_lines)), ">/dev/full")
    assert done.returncode == 1
    assert FULL in done.stderr
    assert "Traceback" not in done.stderr
    journal = wizard.journal(NAME)
    assert not [event for event in journal if event["event"] == "failed"]
    again = wizard(*UP)
    assert again.code == 0, again.err
    assert len(standing(cloud, NAME)["vpcs"]) == 1


def test_a_closed_output_is_no_journal(wizard: Wizard) -> None:
    done = run(wizard, " ".join(UP), ">&- 2>&-")
    assert done.returncode == 0
    lines = (wizard.home / NAME / "journal.jsonl").read_text().splitlines()
    assert all(json.loads(line) for line in lines)


def test_a_log_that_cannot_be_written_is_no_trouble(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import logging

    (tmp_path / "wizard.log").symlink_to("/dev/full")
    with logging_to(tmp_path):
        logging.getLogger("steps").error("unforeseen", exc_info=ValueError("x"))
    told = capsys.readouterr()
    assert told.out + told.err == ""
