"""Beside the tabs of a page, where there is much room: the picture, and below it what is heard."""

from collections.abc import Callable, Iterable
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical

from steps.engine.model.events import AnyEvent, Called
from tui.widgets.output import Output
from tui.widgets.picture import Picture


class Beside(Vertical):
    """Only there from 160 columns on; `heard` gives what was heard before it was first shown."""

    DEFAULT_CSS = """
    Beside { display: none; width: 45%; height: 1fr; padding: 1 0 0 1; }
    Beside Picture { height: auto; max-height: 24; margin: 0 0 1 0; }
    """

    def __init__(self, log_file: Path, heard: Callable[[], Iterable[AnyEvent]]) -> None:
        super().__init__()
        self.picture, self._output = Picture(), Output(log_file)
        self._heard, self._begun = heard, False

    def compose(self) -> ComposeResult:
        """The picture, and what is heard."""
        yield self.picture
        yield self._output

    def on_show(self) -> None:
        """Catch up the first time that there is room."""
        if not self._begun:
            self._begun = True
            for event in self._heard():
                self.take(event)

    def take(self, event: AnyEvent) -> None:
        """One more event."""
        if self._begun and not isinstance(event, Called):
            self._output.take(event)
