"""A process that has loaded everything and forks a child for each command: `python -m tests.tools.nursery`.

It reads one request a line, `{"words": […], "environ": {…}, "folder": "…", "overheard": true, "blow": {…} or null}`, and
answers each with one line, the child's exit code (negative for a signal). The child writes `out` and `err` into the
folder, and `calls` where it is to be overheard. `Nursery` starts such a process and asks it.
"""

import atexit
import dataclasses
import functools
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tools.blow import Blow, overhear

HANGS = 300  # seconds after which a wizard is stuck and SIGALRM ends it
SERVICES = ("ec2", "ecr", "ecs", "elbv2", "iam", "logs", "servicediscovery", "sts")
LOADED = (
    "boto3.session", "botocore.config", "docker", "platformdirs", "filelock", "steps", "steps.sandbox.control",
    "tui.__main__", "tui.lines.arguments", "tui.lines.commands",
)  # fmt: skip
WHOLE = ("steps.aws", "steps.book", "steps.docker")
"""Rooms of which a command needs nearly every module: most of a second, if each child loads them."""


ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Life:
    """How a child ended, what it said, and the AWS calls that it sent (`ec2.CreateVpc`), in order."""

    code: int
    out: str
    err: str
    calls: tuple[str, ...]


class Nursery:
    """A process that has loaded everything, for one caller at a time."""

    def __init__(self) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "DOCKER_"))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.tools.nursery"], cwd=ROOT, env=kept, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(
        self,
        words: Sequence[str],
        environ: Mapping[str, str],
        *,
        overheard: bool = False,
        blow: Blow | None = None,
    ) -> Life:
        """Run one command of the wizard, which sees this environment, to its end or to the blow."""
        assert self._process.stdin
        assert self._process.stdout
        with tempfile.TemporaryDirectory() as folder:
            request = {
                "words": words, "environ": dict(environ), "folder": folder, "overheard": overheard,
                "blow": blow and dataclasses.asdict(blow),
            }  # fmt: skip
            self._process.stdin.write(f"{json.dumps(request)}\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            out, err = (Path(folder, name).read_text() for name in ("out", "err"))
            calls = Path(folder, "calls").read_text().split() if overheard else ()
        return Life(code, out, err, tuple(calls))

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@functools.cache
def shared() -> Nursery:
    """Give the one that all tests of this process share."""
    nursery = Nursery()
    atexit.register(nursery.close)
    return nursery


def main() -> None:
    """Serve until the input ends."""
    rooms = [importlib.import_module(room) for room in WHOLE]
    inside = (
        each.name for room in rooms for each in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
    )
    for module in (*LOADED, *inside):
        importlib.import_module(module)
    remember_models()
    gc.freeze()  # no child looks through what all of them share
    for line in sys.stdin:
        request = json.loads(line)
        if (child := os.fork()) == 0:
            os._exit(live(**request))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def remember_models() -> None:
    """Read botocore's descriptions of the services once for all children; each child has its own copy by the fork."""
    import boto3
    from botocore.loaders import JSONFileLoader, Loader

    files: Any = JSONFileLoader
    read = functools.cache(functools.partial(files._load_file, None))
    files._load_file = lambda self, path, opening: read(path, opening)
    folders: Any = Loader
    folders.list_available_services = per_place(folders.list_available_services)
    session: Any = boto3.Session("practice", "practice", region_name="eu-central-1")
    for service in SERVICES:
        session.client(service)


def per_place(look: Callable[[Any, str], list[str]]) -> Callable[..., list[str]]:
    """The same look into botocore's folders, which no command changes: once for each list of folders."""
    seen: dict[tuple[str, ...], list[str]] = {}

    def once(loader: Any, type_name: str) -> list[str]:
        key = (type_name, *loader.search_paths)
        if key not in seen:
            seen[key] = look(loader, type_name)
        return seen[key]

    return once


def live(
    words: list[str], environ: dict[str, str], folder: str, overheard: bool, blow: dict[str, Any] | None
) -> int:
    """Be the wizard: run one command as `fargate-wizard` does."""
    from tui.__main__ import main as wizard

    os.environ.clear()
    os.environ.update(environ)
    for descriptor, name in ((0, os.devnull), (1, f"{folder}/out"), (2, f"{folder}/err")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    if overheard:
        calls = os.open(Path(folder, "calls"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        overhear(
            Blow(**blow) if blow else None, lambda operation: void(os.write(calls, f"{operation}\n".encode()))
        )
    signal.alarm(HANGS)
    try:
        return wizard(words)
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def void(_: object) -> None:
    """Drop an answer."""


if __name__ == "__main__":
    main()
