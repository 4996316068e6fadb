"""Fragments of output become clean lines: whole, without colours, each as a terminal would have left it."""

import re
from collections.abc import Iterator

ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours and cursor movements
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles and links
    r"|\x1b[@-Z\\-_]"
)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
LONGEST = 8_000  # characters; a line that never ends is cut, so that no memory fills with it


class Lines:
    """Joins the fragments of one output to lines.

    Docker's streams cut their text anywhere, wrap errors in colours and pass progress bars on with their
    carriage returns, of which only the last state is kept.
    """

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, fragment: str) -> Iterator[str]:
        """Yield the lines that this fragment completes."""
        *whole, self._rest = (self._rest + fragment).split("\n")
        for line in whole:
            yield clean(line)
        while len(self._rest) > LONGEST:
            yield clean(self._rest[:LONGEST])
            self._rest = self._rest[LONGEST:]

    def end(self) -> Iterator[str]:
        """Yield what is left of a last line that no newline ended."""
        rest, self._rest = self._rest, ""
        if rest:
            yield clean(rest)


def clean(line: str) -> str:
    """Give a line as text that is safe to draw: no escapes, no controls, of a redrawn line its last state."""
    states = [state for state in ESCAPES.sub("", line).split("\r") if state.strip()]
    return CONTROLS.sub("", states[-1].expandtabs(4)).rstrip() if states else ""
