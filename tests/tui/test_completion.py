"""Tab completes commands, options, and the names, apps and regions that this machine knows."""

import subprocess
import sys
from pathlib import Path

import pytest

from steps.appfile.apps import BUNDLED, load
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import Began, Planned, Verb
from steps.engine.model.plan import Plan
from steps.engine.troubles import Exit
from tui.__main__ import main

pytest.importorskip("argcomplete", reason="an environment from before it was needed: `make setup`")

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that knows one deployment."""
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(tmp_path))
    deployment = Deployment("holiday")
    plan = Plan(
        deployment="holiday", target="sandbox", account="1", region="eu-central-1", apps=load(BUNDLED)
    )
    began = Began(verb=Verb.BUILD, deployment="holiday", target="sandbox", account="1", region="eu-central-1")
    with deployment.locked():
        deployment.journal.append(began)
        deployment.journal.append(Planned(plan=plan))
    return tmp_path


def completed(line: str, home: Path) -> set[str]:
    """What bash would offer at the end of this line, as argcomplete's protocol has it: on descriptor 8."""
    environ = {
        "_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\v", "COMP_LINE": line, "COMP_POINT": str(len(line)), "COMP_TYPE": "9",
        "_ARGCOMPLETE_COMP_WORDBREAKS": " ", "FARGATE_WIZARD_HOME": str(home), "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    told = home / "told"
    script = f'exec "$0" -m tui 8>"{told}" 9>/dev/null'
    subprocess.run(["sh", "-c", script, sys.executable], env=environ, cwd=ROOT, check=False, timeout=60)
    return {each.strip() for each in told.read_text().split("\v")}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("fargate-wizard st", {"status"}),
        ("fargate-wizard down ", {"holiday"}),
        ("fargate-wizard scale holiday ", {app.name for app in load(BUNDLED)}),
        ("fargate-wizard up x --region eu-n", {"eu-north-1"}),
        ("fargate-wizard help netw", {"network"}),
    ],
)
def test_it_offers_what_fits(line: str, offered: set[str], home: Path) -> None:
    assert offered <= completed(line, home)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_code_and_where_it_goes(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == Exit.DONE
    told = capsys.readouterr().out
    assert told.startswith("# ")
    assert f"completion {shell}" in told.splitlines()[0]
    assert "_ARGCOMPLETE" in told
