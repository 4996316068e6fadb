"""What has just happened, on top of a page that is done."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static


class Happened(Static):
    """A few lines with the ids filled in; not there while there are none."""

    DEFAULT_CSS = """
    Happened { display: none; height: auto; max-width: 84; margin: 1 2 0 2; padding: 0 1; border-left: outer $success; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()

    def show(self, lines: Sequence[str]) -> None:
        """Say these, or nothing."""
        if (new := tuple(lines)) == self._lines:
            return
        self._lines = new
        self.display = bool(new)
        self.update(
            Content.assemble(("What just happened", "bold $success"), *(f"\n• {line}" for line in new))
        )
