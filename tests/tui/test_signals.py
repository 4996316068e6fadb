"""A wizard that is told to end leaves the terminal as it found it."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from pathlib import Path

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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_at_once_and_tidies_up(tmp_path: Path, number: signal.Signals) -> None:
    ours, theirs = pty.openpty()
    environ = {**os.environ, "FARGATE_WIZARD_HOME": str(tmp_path), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tui"], cwd=ROOT, env=environ, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    read_until(ours, b"ractise")
    process.send_signal(number)
    assert LEAVES_THE_SCREEN in read_until(ours, LEAVES_THE_SCREEN)
    assert process.wait(timeout=WITHIN) == 0
    os.close(ours)


def test_a_terminal_that_goes_away_takes_it_along(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environ = {**os.environ, "FARGATE_WIZARD_HOME": str(tmp_path), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tui"], cwd=ROOT, env=environ, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  (no thread of ours runs here)
    )  # fmt: skip
    os.close(theirs)
    read_until(ours, b"ractise")
    os.write(ours, b"\x1b[B" * 200)  # much to draw
    os.close(ours)
    process.wait(timeout=WITHIN)
