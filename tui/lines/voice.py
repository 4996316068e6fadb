"""Tells events while a run is under way; when nobody can be told any more, the run stops as it does for Ctrl-C."""

import threading
from collections.abc import Callable

from steps.engine.model.events import AnyEvent
from steps.engine.troubles import Trouble


class Voice:
    """Passes events on to `tell`, from any thread; `lost` is what made it fall silent, and no failure of what is built."""

    def __init__(self, tell: Callable[[AnyEvent], None], stop: threading.Event) -> None:
        self._tell, self._stop = tell, stop
        self.lost: Exception | None = None

    def __call__(self, event: AnyEvent) -> None:
        """Tell it, if anybody can be told."""
        if self.lost:
            return
        try:
            self._tell(event)
        except (OSError, Trouble) as error:
            self.lost = error
            self._stop.set()
