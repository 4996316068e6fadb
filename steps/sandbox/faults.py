"""The log says each fault of ours once: what fails many times a second would fill the disk and hide all others."""

import logging
from types import TracebackType

Place = tuple[str, str, int]


class Once(logging.Filter):
    """Lets the first record of each fault pass: of one type, from one line of code."""

    def __init__(self) -> None:
        super().__init__()
        self._told: set[Place] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is to be written; those without a traceback always are."""
        if not record.exc_info or record.exc_info[0] is None:
            return True
        place = (record.exc_info[0].__name__, *_innermost(record.exc_info[2]))
        new = place not in self._told
        self._told.add(place)
        return new


def _innermost(traceback: TracebackType | None) -> tuple[str, int]:
    if traceback is None:
        return "", 0
    while traceback.tb_next:
        traceback = traceback.tb_next
    return traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
