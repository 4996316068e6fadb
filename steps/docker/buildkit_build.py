"""An image built by BuildKit, through the `docker` command: its progress read as it comes, ended when it is to stop."""

import csv
import io
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO

from steps.docker.build_order import BuildOrder
from steps.docker.buildx import Buildx
from steps.docker.failed_build import build_failed
from steps.docker.live_answers import LISTEN
from steps.docker.solve_progress import BuildKitTelling, PlainTelling, SolveTelling
from steps.docker.transfer import DockerProgress, Doing
from steps.engine.troubles import Stopped

OFTEN = 0.1  # seconds between two reports of what was sent
GOODBYE = 5.0  # seconds that the program gets to end the build in the engine
UNKNOWN_PROGRESS = "invalid progress"
"""What a buildx before 0.13 says to a progress in JSON."""

LOST_LAYER = re.compile(r"parent snapshot \S+ does not exist")
"""A race in engines with containerd's image store, which ends builds side by side: https://github.com/moby/buildkit/issues/6521"""

TRIES = 4


def build_with_buildkit(buildx: Buildx, order: BuildOrder, packed: Path, dockerfile: str) -> None:
    """Build what is packed; DockerTrouble when that fails, Stopped when the build has ended after `stop`."""
    tellings: Callable[..., BuildKitTelling] = SolveTelling
    for tries_left in reversed(range(TRIES)):
        telling = tellings(order.say, order.progress)
        code = _solve(buildx, order, packed, dockerfile, telling)
        if code and UNKNOWN_PROGRESS in telling.message:
            tellings = PlainTelling
        elif code and tries_left and LOST_LAYER.search(telling.message):
            order.say("Docker lost a layer while it unpacked the image, as it sometimes does: once more.")
        elif code:
            raise build_failed(order, telling.message, telling.step)
        else:
            return


def _solve(buildx: Buildx, order: BuildOrder, packed: Path, dockerfile: str, telling: BuildKitTelling) -> int:
    """Run the program once and give its exit code."""
    command = buildx.command(*_words(order, dockerfile), "--progress", telling.progress_word, "-")
    with packed.open("rb") as parcel:
        process = subprocess.Popen(
            command, env=dict(buildx.environ), stdin=parcel, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="replace", start_new_session=True,
        )  # fmt: skip
        try:
            for line in _listen(process, order, parcel):
                telling.take(line)
        finally:
            _end(process)
            telling.end()
    return process.returncode


def _words(order: BuildOrder, dockerfile: str) -> Iterator[str]:
    """The order as options. No secret is among them: the program reads each where it is."""
    yield from ("--file", dockerfile, "--tag", order.reference, "--platform", order.platform)
    yield from ("--provenance=false", "--load")
    for key, value in order.labels.items():
        yield from ("--label", f"{key}={value}")
    for key, value in order.build.args.items():
        yield from ("--build-arg", f"{key}={value}")
    for name, source in order.build.secrets.items():
        where = f"env={source.env}" if source.env else f"src={order.build.secret_path(order.folder, source)}"
        yield from ("--secret", _fields(f"id={name}", where))
    if order.build.target:
        yield from ("--target", order.build.target)
    if order.pull:
        yield "--pull"


def _fields(*fields: str) -> str:
    """Write fields as the program reads them: as a line of CSV, for a path may have commas."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(fields)
    return line.getvalue()


def _listen(process: "subprocess.Popen[str]", order: BuildOrder, parcel: IO[bytes]) -> Iterator[str]:
    """Yield what it says, line by line; tell how much of the parcel it has taken. Stopped after `stop`."""
    lines: SimpleQueue[str | None] = SimpleQueue()
    Thread(target=lambda: _read(process, lines), name="buildx output", daemon=True).start()
    size, told, last = os.fstat(parcel.fileno()).st_size, -1, 0.0
    while True:
        if order.stop.is_set():
            raise Stopped
        taken = os.lseek(parcel.fileno(), 0, os.SEEK_CUR)  # it reads through the same open file
        if taken != told and (taken == size or monotonic() - last >= OFTEN):
            told, last = taken, monotonic()
            order.progress(DockerProgress(Doing.SENDING, taken, size))
        try:
            line = lines.get(timeout=LISTEN)
        except Empty:
            continue
        if line is None:
            return
        yield line


def _read(process: "subprocess.Popen[str]", lines: "SimpleQueue[str | None]") -> None:
    with suppress(ValueError, OSError):  # closed while it was read, because the build was stopped
        for line in process.stderr or ():
            lines.put(line.rstrip("\n"))
    lines.put(None)


def _end(process: "subprocess.Popen[str]") -> None:
    """Wait for its end; interrupt it before that when nobody wants to hear more, as Ctrl-C would."""
    if process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(LISTEN)
    if process.poll() is None:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        try:
            process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stderr:
        process.stderr.close()
