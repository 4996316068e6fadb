"""A wizard that is told to end leaves the terminal as it found it."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.whole.conftest import ROOT

WITHIN = 60.0  # seconds until the next output must come
LEAVES_THE_SCREEN = b"\x1b[?1049l"


def read_until(terminal: int, words: bytes) -> bytes:
    """What the program draws, up to and with these bytes, or to its end."""
    drawn = b""
    while words not in drawn:
        ready, _, _ = select.select([terminal], [], [], WITHIN)
        assert ready, drawn[-500:]
        try:
            drawn += os.read(terminal, 65536)
        except OSError:  # the program has let go of it
            break
    return drawn


@contextmanager
def drawing(home: Path, **more: Any) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A wizard that has drawn its first page, and our end of its terminal; it does not outlive the test."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "FARGATE_WIZARD_HOME": str(home), "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-m", "tui"],
        cwd=ROOT,
        env=environ,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        **more,
    ) as process:
        os.close(theirs)
        try:
            read_until(ours, b"Practise")
            yield process, ours
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_at_once_and_tidies_up(tmp_path: Path, number: signal.Signals) -> None:
    with drawing(tmp_path) as (process, terminal):
        process.send_signal(number)
        assert LEAVES_THE_SCREEN in read_until(terminal, LEAVES_THE_SCREEN)
        assert process.wait(timeout=WITHIN) == 0
        os.close(terminal)


def test_a_terminal_that_goes_away_takes_it_along(tmp_path: Path) -> None:
    of_its_own: dict[str, Any] = {
        "start_new_session": True,
        "preexec_fn": lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # no thread of ours runs here
    }
    with drawing(tmp_path, **of_its_own) as (process, terminal):
        os.write(terminal, b"\x1b[B" * 200)  # much to draw
        os.close(terminal)
        process.wait(timeout=WITHIN)
