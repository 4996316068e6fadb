"""A process that has loaded everything and forks a child for each command: `python -m tests.crash.nursery`.

It reads one request a line, `{"words": […], "folder": "…", "blow": {…} or null}`, and answers each with one line,
the child's exit code (negative for a signal). The child writes `out`, `err` and `calls` into the folder.
"""

import functools
import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.crash.blow import Blow, overhear

HANGS = 120  # seconds after which a wizard is stuck and SIGALRM ends it
SERVICES = ("ec2", "ecr", "ecs", "elbv2", "iam", "logs", "servicediscovery", "sts")
LOADED = ("boto3.session", "botocore.config", "platformdirs", "filelock", "steps", "tui.lines.commands")


def main() -> None:
    """Serve until the input ends."""
    for module in LOADED:
        importlib.import_module(module)
    remember_models()
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
    from botocore.loaders import JSONFileLoader

    loader: Any = JSONFileLoader
    read = functools.cache(functools.partial(loader._load_file, None))
    loader._load_file = lambda self, path, opening: read(path, opening)
    session: Any = boto3.Session("practice", "practice", region_name="eu-central-1")
    for service in SERVICES:
        session.client(service)


def live(words: list[str], folder: str, blow: dict[str, Any] | None) -> int:
    """Be the wizard: run one command as `fargate-wizard` does."""
    from tui.__main__ import main as wizard

    for descriptor, name in ((0, os.devnull), (1, f"{folder}/out"), (2, f"{folder}/err")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
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
