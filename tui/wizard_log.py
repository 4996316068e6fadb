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

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8")


@contextlib.contextmanager
def logging_to(folder: Path) -> Iterator[WizardLog]:
    """What the engine logs goes into this folder's wizard.log meanwhile, and to no terminal."""
    log, ours = WizardLog(folder), logging.getLogger("steps")
    before, propagated = ours.handlers, ours.propagate
    ours.handlers, ours.propagate = [log], False
    try:
        yield log
    finally:
        ours.handlers, ours.propagate = before, propagated
        log.close()
