"""Tomorrow's version before yesterday's world: a page dropped, a resource renamed, a question more, a step moved."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.past.world import NAME, VERSIONS, rebuild
from tests.whole import rebound
from tests.whole.account import everything, more_than
from tests.whole.conftest import ROOT, Told, Wizard, exports

QUESTION = """
COLOUR = Question(key="colour", prompt="Which colour?", default=lambda run: "red", read=str, before="grey")


def resources(plan: Plan)"""


@pytest.fixture(scope="module")
def tomorrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A later version of the code."""
    folder = tmp_path_factory.mktemp("tomorrow")
    for package in ("tui", "steps", "apps"):
        shutil.copytree(ROOT / package, folder / package)

    def edit(path: str, pattern: str, by: str) -> None:
        text, times = re.subn(pattern, by, (folder / path).read_text())
        assert times, f"{pattern} is not in {path}"
        (folder / path).write_text(text)

    edit("steps/__init__.py", r" names\b(.*?) look\b", r"\1")
    edit("steps/__init__.py", r"cluster permission", "permission cluster")
    edit("steps/book/permission.py", r"(?<!:)\bLogGroup\b", "TaskLogs")
    edit("steps/book/task_definitions.py", r"(?<!:)\bLogGroup\b", "TaskLogs")
    edit("steps/book/permission.py", r'(kind = "AWS::Logs::LogGroup")', r'\1\n    once = ("log-group",)')
    edit("steps/book/permission.py", r"import Step\b", "import Question, Step")
    edit("steps/book/permission.py", r"\ndef resources\(plan: Plan\)", QUESTION)
    edit("steps/book/permission.py", r"questions=\(", "questions=(COLOUR, ")
    edit(
        "steps/book/permission.py",
        r"(    policy = role_policy)",
        r'    assert plan.answer(COLOUR) == "grey"\n\1',
    )
    return folder


@pytest.fixture
def run(tomorrow: Path, tmp_path: Path) -> Iterator[Callable[..., Told]]:
    """The later version's command, before the world of 0.1; `down` is run at the end, and then nothing is left."""
    wizard = Wizard(tmp_path / "home")
    cloud = exports(wizard("sandbox", "start", "--speed", "inf"))
    before = everything(cloud)
    rebuild(VERSIONS[0], wizard, cloud)

    def run(*words: str) -> Told:
        return rebound.run(tomorrow, wizard, *words)

    yield run
    down = run("down", NAME, "--yes")
    assert down.code == 0, down.out[-3000:] + down.err
    assert {kind: left for kind, left in more_than(before, everything(cloud)).items() if left} == {}
    wizard("sandbox", "stop")


def test_its_status_is_told(run: Callable[..., Told]) -> None:
    told = run("status", NAME, "--json")
    assert told.code == 0, told.err
    assert '"task-logs.static-app"' in told.out
    assert '"log-group.static-app"' not in told.out


def test_up_takes_away_what_it_no_longer_has(run: Callable[..., Told]) -> None:
    up = run("up", NAME, "--yes")
    assert up.code == 0, up.out[-3000:] + up.err
    assert "namespace: gone" in up.out
    assert "task-logs.static-app: creating" not in up.out
