"""Every call to AWS, as the `aws` command that would make it."""

from textual.app import ComposeResult
from textual.containers import Vertical

from steps.engine.model.events import Called
from tui.widgets.scrollback import Entry, Scrollback


class Calls(Vertical):
    """The calls in order; a poll that asks the same again is shown once."""

    DEFAULT_CSS = "Calls { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._scrollback = Scrollback("Every call to AWS comes here, as the command that would make it.")
        self._latest: dict[str, Called] = {}

    def compose(self) -> ComposeResult:
        """The lines."""
        yield self._scrollback

    def take(self, call: Called) -> None:
        """One more call."""
        before = self._latest.get(call.resource)
        self._latest[call.resource] = call
        if before and (before.line, before.error) == (call.line, call.error):
            return
        self._scrollback.add(Entry(call.resource, call.line))
        if call.error:
            self._scrollback.add(Entry(call.resource, f"# refused: {call.error}", "error"))

    def text_for_copy(self) -> str:
        """All that is kept as a script's lines; refusals are comments."""
        return "".join(f"{line}\n" for line in self._scrollback.lines)
