"""Standard input, output and error as a program gets them: they may be closed, full, or read by nobody any more."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from steps.engine.troubles import Trouble


def open_closed_streams() -> None:
    """Put nothing in the place of a stream that is closed: else the next file to be opened, a journal, would be taken for it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
            setattr(sys, name, os.fdopen(nothing, "w" if number else "r", encoding="utf-8"))


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Words for an output that takes no more; BrokenPipeError, of a reader who has gone, passes through."""
    try:
        yield
    except BrokenPipeError:
        _hush(sys.stdout)
        raise
    except OSError as error:
        _hush(sys.stdout)
        raise Trouble(
            f"What there is to tell cannot be written: {error.strerror or error}.",
            why="Standard output leads to a file or a device that takes no more. A run that was under way has stopped.",
            cure="Make room there, or let the output go elsewhere, then run the same command again: it is carried on from here.",
        ) from error


def flush() -> None:
    """Write out what was told. Raises Trouble, or BrokenPipeError where nobody reads any more."""
    with writing():
        sys.stdout.flush()


def flush_errors() -> None:
    """Write out what was told on standard error; who cannot hear it can still be told the exit code."""
    try:
        sys.stderr.flush()
    except (OSError, ValueError):
        _hush(sys.stderr)


def _hush(stream: TextIO) -> None:
    """Let nothing more be told there, so that nothing fails again when the program ends."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
