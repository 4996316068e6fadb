"""Tells events while a run is under way; when nobody can be told any more, the run stops as it does for Ctrl-C."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from steps.engine.model.events import AnyEvent
from steps.engine.troubles import Trouble
from steps.target.mfa import AskCode

Tell = Callable[[AnyEvent], None]


def nobody(event: AnyEvent) -> None:
    """Nothing is told."""


class Voice:
    """Passes events on to `tell`, from any thread; `lost` is what made it fall silent, and no failure of what is built."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self.tell: Tell = nobody
        self.aside: Callable[[], AbstractContextManager[None]] = (
            nullcontext  # what is drawn makes room for a question
        )
        self.lost: Exception | None = None

    def __call__(self, event: AnyEvent) -> None:
        """Tell it, if anybody can be told."""
        if self.lost:
            return
        try:
            self.tell(event)
        except (OSError, Trouble) as error:
            self.lost = error
            self._stop.set()

    def asking(self, ask: AskCode) -> AskCode:
        """The same question, with room for it on the terminal."""

        def with_room(device: str) -> str:
            with self.aside():
                return ask(device)

        return with_room
