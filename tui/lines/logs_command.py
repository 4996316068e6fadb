"""`fargate-wizard logs`: what the tasks write, one line after another, without holding up whoever builds."""

import argparse
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from steps.aws.task_output import OutputLine, OutputReader, check_task
from steps.aws.tasks import cluster_of
from steps.engine.cloud.clients import Aws
from steps.engine.memory.progress import Progress
from steps.engine.troubles import BadInput, Exit
from steps.target.practice_lost import is_lost, practice_began
from tui.harmless import put, put_json, put_labelled
from tui.lines.opening import known, looked_into
from tui.lines.stopping import stopping
from tui.lines.teller import has_colours

EVERY = 5.0  # seconds between two looks: AWS answers five of them a second, for all of an account
LEAST = 0.5  # seconds, however fast the practice cloud's clock runs
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
TASK_ID = re.compile(r"[0-9a-f]{1,32}")
COLOURS = (36, 33, 35, 32, 34, 31)  # the terminal's own: cyan, yellow, magenta, green, blue, red


def run(options: argparse.Namespace) -> Exit:
    """Print what was written, and with --follow what is, until somebody stops it."""
    seconds, task = read_duration(options.since), read_task(options.task)
    deployment = known(options.name)
    progress = deployment.progress()
    apps = _apps(options, progress)
    with looked_into(options, deployment) as aws:
        if task:
            check_task(aws, options.name, apps, cluster_of(options.name), task)
        reader = OutputReader(aws, options.name, apps, since=time.time() - seconds, task=task)
        for command in reader.commands:
            put(f"$ {command}", file=sys.stderr)
        show = put_json if options.json else OutputPrinter(coloured=has_colours())
        if options.follow:
            return _follow(reader, show, aws)
        if not _print(reader.read(), show):
            back = f"Nothing was written within {options.since}."
            put(f"{back} `--since` looks further back; a week is kept.", file=sys.stderr)
    return Exit.DONE


def read_duration(text: str) -> float:
    """Seconds of a duration such as 10m. Raises BadInput."""
    found = re.fullmatch(r"([0-9]{1,9})([smhdw])", text.strip().lower())
    if not found:
        raise BadInput(
            f"“{text}” is no duration.",
            cure="Write a number and a unit: 90s, 10m, 2h, 1d or 1w.",
        )
    return float(found[1]) * UNITS[found[2]]


def read_task(text: str) -> str:
    """The beginning of a task's id, of which the whole ARN may be given. Raises BadInput."""
    task = text.strip().rpartition("/")[2].lower()
    if text and not TASK_ID.fullmatch(task):
        raise BadInput(
            f"“{text}” is no task's id.",
            cure="It is of digits and the letters a to f, and its beginning will do: `--task 4f1c2b3a`.",
        )
    return task


class OutputPrinter:
    """Prints a line after its time, its task and its app; each task has a colour where the terminal has any."""

    def __init__(self, *, coloured: bool) -> None:
        self._coloured = coloured
        self._tasks: dict[str, int] = {}

    def __call__(self, line: OutputLine) -> None:
        """Print one."""
        place = self._tasks.setdefault(line.task, len(self._tasks))
        clock = datetime.fromtimestamp(line.at, UTC).astimezone().strftime("%H:%M:%S")
        colour = COLOURS[place % len(COLOURS)] if self._coloured else 0
        put_labelled(f"{clock}  {line.task} {line.app}", line.text, colour)


def _apps(options: argparse.Namespace, progress: Progress) -> Sequence[str]:
    """The apps that are meant, of all that the deployment ever had. Raises BadInput where there is none."""
    name, apps = options.name, list(dict.fromkeys(app.name for plan in progress.plans for app in plan.apps))
    if is_lost(progress, practice_began()):
        raise BadInput(
            f"Nothing of {name} stands any more, nor of what its tasks wrote: the practice cloud was stopped.",
            cure=f"Build it again: `fargate-wizard up {name}`.",
        )
    if not progress.recorded:
        raise BadInput(
            f"Nothing of {name} stands, so there is nothing that its tasks wrote.",
            cure=f"Build it: `fargate-wizard up {name}`.",
        )
    if options.app and options.app not in apps:
        raise BadInput(f"{name} has no app “{options.app}”.", cure=f"Its apps are: {', '.join(apps)}.")
    return [options.app] if options.app else apps


def _follow(reader: OutputReader, show: Callable[[OutputLine], None], aws: Aws) -> Exit:
    """Look again and again until Ctrl-C, which is its ordinary end."""
    pace = aws.banner.pace if aws.banner else 1.0
    with stopping() as stop:
        aws.stop = stop
        while not stop.is_set():
            _print(reader.read(), show, stop)
            stop.wait(max(EVERY / pace, LEAST))
    return Exit.STOPPED


def _print(
    lines: Iterable[OutputLine], show: Callable[[OutputLine], None], stop: threading.Event | None = None
) -> bool:
    """Show each; whether there was any."""
    some = False
    for line in lines:
        if stop and stop.is_set():
            break
        show(line)
        some = True
    return some
