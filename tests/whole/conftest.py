"""The command line as a user runs it, in a process of its own, with a practice cloud that nobody else uses meanwhile."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox.control import reset
from tests.practice import at
from tests.tools import nursery
from tests.tools.way import Way, way_to

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Told:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of --json."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind."""
        return [event for event in self.events if event["event"] == kind]


@dataclass(frozen=True)
class Wizard:
    """The `fargate-wizard` command with a home of its own and nothing of the user's AWS settings.

    Without `docker`, the environment in which an engine and its `docker` command are found, there is none.
    """

    home: Path
    docker: Mapping[str, str] = field(default_factory=lambda: {"DOCKER_HOST": "unix:///nowhere/docker.sock"})

    @property
    def environ(self) -> dict[str, str]:
        """What every command of it sees."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "DOCKER_"))}
        nowhere = {
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        path = {"PATH": os.pathsep.join(filter(None, (self.docker.get("PATH"), os.environ["PATH"])))}
        return {**kept, **nowhere, **self.docker, **path, "FARGATE_WIZARD_HOME": str(self.home)}

    def start(self, *words: str, environ: Mapping[str, str] = {}) -> "subprocess.Popen[str]":
        """Start a command and let it run."""
        command = [sys.executable, "-m", "tui", *words]
        return subprocess.Popen(
            command, cwd=ROOT, env={**self.environ, **environ}, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, *words: str, environ: Mapping[str, str] = {}) -> Told:
        """Run a command to its end, in a fork of a process that has loaded everything: two seconds sooner."""
        life = nursery.shared().run(words, {**self.environ, **environ})
        return Told(life.code, life.out, life.err)

    def journal(self, name: str) -> list[dict[str, Any]]:
        """The lasting events of a deployment; none when it has no journal."""
        path = self.home / name / "journal.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()[1:]] if path.exists() else []


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    yield home
    Wizard(home)("sandbox", "stop")


@pytest.fixture(scope="module")
def wizard(_home: Path) -> Wizard:
    """A wizard that knows no deployment, and whose practice cloud is empty and has no delays."""
    for folder in _home.iterdir():
        if folder.is_dir() and folder.name != "sandbox":
            shutil.rmtree(folder)
    wizard = Wizard(_home)
    started = wizard("sandbox", "start", "--speed", "inf")
    assert started.code == 0, started.err
    reset(at(exports(started)))
    return wizard


@pytest.fixture(scope="module")
def cloud(wizard: Wizard) -> dict[str, str]:
    """The variables that point any AWS client at the wizard's practice cloud."""
    return exports(wizard("sandbox"))


@pytest.fixture
def way(cloud: dict[str, str]) -> Iterator[Way]:
    """The way to it, on which things happen."""
    with way_to(cloud["AWS_ENDPOINT_URL"]) as way:
        yield way


@pytest.fixture(scope="module")
def neighbours(cloud: dict[str, str]) -> Iterator[None]:
    """Somebody else's things in the same account: after all tests of the module they are as they were."""
    from tests.foreign import harm, plant
    from tests.whole.account import everything

    plant(cloud)
    before = everything(cloud)
    yield
    assert harm(before, everything(cloud)) == {}


def exports(told: Told) -> dict[str, str]:
    """The variables that `fargate-wizard sandbox` says to export."""
    lines = (line.removeprefix("export ") for line in told.out.splitlines() if line.startswith("export "))
    return dict(line.split("=", 1) for line in lines)
