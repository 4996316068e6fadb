"""Wrong command lines: each is answered by what was probably meant, or by what there is, and does nothing."""

from pathlib import Path

import pytest

from steps.engine.troubles import Exit
from tui.__main__ import main

WRONG = {
    "dwon demo": "There is no command “dwon”. Did you mean “down”? There are: up, status,",
    "--platin": "Did you mean “--plain”?",
    "up": "`up` needs a deployment's name. Write: `fargate-wizard up NAME`.",
    "up Démo --yes": "lower-case letters",
    "up x1 --region eu-centrall-1 --yes": "Did you mean eu-central-1 or eu-central-2 or eu-",
    "up x1 --region frankfurt --yes": "Did you mean eu-central-1?",
    "up x1 --region us-est --yes": "Did you mean us-east-1 or us-east-2",
    "up x1 --target sandbox": "nobody can be asked here. Give --yes.",
    "up x1 --target sandbox --profile work --yes": "in the practice cloud, where there are no profiles",
    "up x1 --drift mend": "There is no --drift “mend”. There are: rebuild, keep.",
    "up x1 --traget sandbox": "`up` has no option “--traget”. Did you mean “--target”? `fargate-wizard up --help`",
    "list --foo": "`list` has no option “--foo”. `fargate-wizard list --help` shows what there is.",
    "down x1 x2": "`down` does not know what “x2” is for.",
    "down nosuch": "There are none on this machine yet. Say where it may stand:",
    "completion": "Write: `fargate-wizard completion bash`.",
    "sandbox weather thottle": "There is no weather “thottle”. Did you mean “throttle”? There are: throttle,",
    "up x1 --json --verbose": "not allowed with argument",
    "status nosuch": "This machine knows no deployment “nosuch”. There are none on this machine yet.",
    "scale demo hostname-app many": "COUNT is a number, and “many” is none.",
    "scale demo": "`scale` needs an app's name and a number of tasks.",
    "logs demo --since": "--since needs a value after it.",
    "export demo --format bsh": "Did you mean “bash”?",
    "export demo": "Write: `fargate-wizard export NAME --format bash`.",
    "help netwrk": "Did you mean “network”?",
    "help glossary fragate": "`fargate-wizard help glossary` lists its words.",
    "sandbox stp": "There is no action “stp”. Did you mean “stop”?",
    "--apps /nowhere": "/nowhere is not a folder: give one with a sub-folder for each app.",
}


@pytest.mark.parametrize("words", WRONG)
def test_it_is_answered_by_something_that_helps(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(tmp_path))
    assert main(words.split()) == Exit.USAGE
    told = capsys.readouterr().err
    assert WRONG[words] in told
    assert "usage:" not in told
    assert not [each for each in tmp_path.iterdir() if (each / "journal.jsonl").exists()], (
        "nothing is left behind"
    )


def test_help_without_a_topic_lists_them_and_a_command_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help"]) == main(["help", "scale"]) == Exit.DONE
    told = capsys.readouterr().out
    assert "network            the page “A private network”" in told
    assert "usage: fargate-wizard scale" in told


def test_windows_is_told_where_it_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert main(["list"]) == Exit.FAILED
    assert "on Windows inside WSL 2" in capsys.readouterr().err
