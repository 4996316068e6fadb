"""Where all events of a run go: to the journal first, then into the progress, then to whoever listens."""

import threading
from collections.abc import Callable, Iterable

from steps.appfile.sealed import hide
from steps.engine.memory.concealed import concealed
from steps.engine.memory.journal import Journal
from steps.engine.memory.progress import Progress
from steps.engine.model.events import AnyEvent


class Record:
    """Takes events from any thread, one at a time; `progress` is always their fold.

    What it was asked to `conceal` is in no event that it passes on. One for `reading` writes nothing down: somebody else
    may be writing.
    """

    def __init__(self, journal: Journal, hear: Callable[[AnyEvent], None], *, reading: bool = False) -> None:
        self._journal, self._hear, self._reading = journal, hear, reading
        self._lock = threading.Lock()
        self._secrets: frozenset[str] = frozenset()
        self.progress = Progress.of(journal.read())

    def tell(self, event: AnyEvent) -> None:
        """Keep it and pass it on, in one order for all; when this returns, an intent is on the disk."""
        event = concealed(event, self._secrets)
        with self._lock:
            if not self._reading:
                self._journal.append(event)
            self.progress.take(event)
            self._hear(event)

    def conceal(self, secrets: Iterable[str]) -> None:
        """Blacken these values from now on."""
        with self._lock:
            self._secrets |= frozenset(secrets)

    def hide(self, text: str) -> str:
        """A text for the log, without what is concealed."""
        return hide(text, self._secrets)
