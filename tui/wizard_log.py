"""A deployment's wizard.log: the tracebacks of faults that nobody foresaw, which the words on the screen point to."""

import contextlib
import logging
import os
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path


class WizardLog(logging.FileHandler):
    """A file for its user only, made when there is something to write; `hide` takes out what must not stand there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "wizard.log", encoding="utf-8", delay=True)
        self.hide: Callable[[str], str] = str

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, traceback and all."""
        return self.hide(super().format(record))

    def emit(self, record: logging.LogRecord) -> None:
        """Write it; what cannot be written, because the disk is full, is told in words all the same."""
        with contextlib.suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's name)
        """Let it be: logging itself would print a traceback."""

    def close(self) -> None:
        """Close the file, if there is one."""
        with contextlib.suppress(OSError):
            super().close()

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8")


HEARD = ("steps", "botocore", "urllib3")
"""Whose log goes there: what AWS's library has to say of its own troubles is none of a terminal's."""


@contextlib.contextmanager
def logging_to(folder: Path) -> Iterator[WizardLog]:
    """What the engine logs goes into this folder's wizard.log meanwhile, and to no terminal."""
    log, loggers = WizardLog(folder), [logging.getLogger(name) for name in HEARD]
    before = [(each, each.handlers, each.propagate) for each in loggers]
    for each in loggers:
        each.handlers, each.propagate = [log], False
    try:
        yield log
    finally:
        for each, handlers, propagated in before:
            each.handlers, each.propagate = handlers, propagated
        log.close()
