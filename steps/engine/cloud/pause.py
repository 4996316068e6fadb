"""A run that cannot go on until something outside is there again: it says so, looks again and again, and goes on by itself."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from steps.engine.model.events import AnyEvent, Paused, Resumed
from steps.engine.troubles import Stopped, Trouble

PATIENCE = 3600.0  # seconds of waiting for which a run is kept; those for which the machine slept are none
EVERY = 2.0  # seconds between two looks
BLINK = 0.1  # seconds until a request to stop, or to hurry, is noticed


@dataclass(frozen=True)
class Wait:
    """What a run needs in order to wait: who hears of it, the stop flag, and who is told of seconds that do not count."""

    hear: Callable[[AnyEvent], None]
    stop: threading.Event
    every: float = EVERY
    lose: Callable[[float], None] = lambda seconds: None


@dataclass
class Pause:
    """Everybody who needs what is not there waits here: one looks, and it is told once.

    Without a `run` there is one look and nobody waits.
    """

    run: Wait | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _hurry: threading.Event = field(default_factory=threading.Event, repr=False)

    def until(self, look: Callable[[], Trouble | None]) -> bool:
        """Wait until `look` finds nothing wrong; False when there is no use in waiting, or none any more.

        What it says is wrong is told when it changes. Raises Stopped when the user asks to stop meanwhile.
        """
        with self._lock:
            run, told, waited, began = self.run, "", 0.0, time.monotonic()
            self._hurry.clear()
            while trouble := look():
                if run is None or waited >= PATIENCE:
                    return False
                if told != str(trouble):
                    told = str(trouble)
                    run.hear(
                        Paused(what=_and_everything_waits(trouble.what), why=trouble.why, cure=trouble.cure)
                    )
                waited += self._sit(run)
            if run and told:
                run.hear(Resumed(seconds=time.monotonic() - began))
            return True

    def hurry(self) -> None:
        """Look now, if somebody waits; from any thread."""
        self._hurry.set()

    def _sit(self, run: Wait) -> float:
        """Until the next look, which comes at once when somebody is in a hurry; the seconds it took. Raises Stopped."""
        sat = 0.0
        while sat < run.every and not self._hurry.is_set() and not run.stop.is_set():
            blink = min(BLINK, run.every - sat)
            run.stop.wait(blink)
            run.lose(blink)
            sat += blink
        self._hurry.clear()
        if run.stop.is_set():
            raise Stopped
        return sat


def _and_everything_waits(what: str) -> str:
    return f"{what.rstrip('.')}, so everything waits."
