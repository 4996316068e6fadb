"""Bash with the AWS CLI in it, started once: a script's `aws` is a function that asks it, which saves two seconds a command."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.whole.conftest import ROOT

FUNCTION = r"""
aws() {
    printf '%q ' "${@//$'\n'/ }" >&"$CLI_ASKED"; echo >&"$CLI_ASKED"; read -r CLI_CODE <&"$CLI_ANSWERS"
    cat "$CLI_OUTPUT"; cat "${CLI_OUTPUT%.*}.errors" >&2; return "$CLI_CODE"
}
"""


@dataclass(frozen=True)
class Shell:
    """Runs scripts; `environ` is what they see."""

    environ: Mapping[str, str]
    ask: int
    answer: int

    def run(
        self, *words: str | Path, at: Path | None = None, **more: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run bash with these words in a folder, to its end."""
        return subprocess.run(
            ["bash", *words], cwd=at, env={**self.environ, **more}, pass_fds=(self.ask, self.answer), check=False,
            capture_output=True, text=True, timeout=600,
        )  # fmt: skip


@contextmanager
def aws_shell(environ: Mapping[str, str], folder: Path, functions: str = "") -> Iterator[Shell]:
    """A shell whose `aws` is the AWS CLI, with these other functions; its files are in this folder."""
    output, file = folder / "aws.output", folder / "functions.bash"
    file.write_text(FUNCTION + functions)
    command = [sys.executable, str(Path(__file__).with_name("aws_cli.py")), str(output)]
    seen = {**environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=seen, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cli:
        assert cli.stdin
        assert cli.stdout
        ask, answer = cli.stdin.fileno(), cli.stdout.fileno()
        variables = {
            "BASH_ENV": str(file),
            "CLI_ASKED": str(ask),
            "CLI_ANSWERS": str(answer),
            "CLI_OUTPUT": str(output),
        }
        yield Shell({**seen, **variables}, ask, answer)
