"""Some sixty AWS CLI commands that a learner types, and what is answered: `learner.txt` is the record, with … for anything."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.whole.conftest import ROOT, Wizard

HERE = Path(__file__).parent
COMMAND = re.compile(r"\$ (?:(?P<name>[A-Z]+)=\$\((?P<inner>.*)\)|(?P<plain>.*))")


@dataclass
class Cli:
    """The AWS CLI, started once, and what was kept of its answers by name."""

    process: "subprocess.Popen[str]"
    output: Path
    kept: dict[str, str] = field(default_factory=dict)

    def __call__(self, command: str) -> str:
        """Run a command and give what it says, with the exit code before what it complains of."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(command.removeprefix("aws ") + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        complaint = self.output.with_suffix(".errors").read_text().strip()
        return f"exit {code}\n{complaint}" if code else self.output.read_text().strip()

    def fill_in(self, text: str) -> str:
        """Put what was kept in the place of its names."""
        return re.sub(r"\$([A-Z]+)", lambda name: self.kept[name[1]], text)


@pytest.fixture(scope="module")
def cli(wizard: Wizard, cloud: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The AWS CLI beside a platform that stands."""
    told = wizard("up", "learn", "--target", "sandbox", "--yes")
    assert told.code == 0, told.err
    output = tmp_path_factory.mktemp("learner") / "output"
    command = [sys.executable, str(HERE / "aws_cli.py"), str(output)]
    environ = {**wizard.environ, **cloud, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Cli(process, output)


def steps() -> list[list[str]]:
    """The record, a command and the lines of its answer at a time."""
    parts = (HERE / "learner.txt").read_text().split("\n\n")
    return [part.strip("\n").split("\n") for part in parts if part.startswith("$ ")]


def like(expected: str) -> "re.Pattern[str]":
    """What an answer must look like."""
    return re.compile(".+".join(re.escape(part) for part in expected.split("…")), re.DOTALL)


def quoted(command: str) -> str:
    """The command as a shell would need it: queries have characters that shells would read otherwise."""
    return shlex.join(command.split(" "))


@pytest.mark.parametrize("step", steps(), ids=lambda step: step[0][:60])
def test_what_a_learner_types(cli: Cli, step: list[str]) -> None:
    typed, *answer = step
    found = COMMAND.fullmatch(typed)
    assert found
    said = cli(quoted(cli.fill_in(found["inner"] or found["plain"])))
    if found["name"]:
        cli.kept[found["name"]] = said
    expected = cli.fill_in("\n".join(answer))

    assert like(expected).fullmatch(said), f"{said!r} is not like {expected!r}"
