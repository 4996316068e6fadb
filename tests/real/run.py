"""The book once, from nothing to nothing: up, status, the kit's own questions, and down whatever happened before."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from tests.real.place import Bell, Place, Silent

TRIES = 3  # times that taking down is begun: it goes on where it stopped
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def walk(place: Place, minutes: float, say: Callable[[str], None]) -> int:
    """Run the book there: 0 when all went well, 1 when something failed, 130 when stopped; 3 when something is left.

    `minutes` is how long it may stand before it is taken down. Taking down has no limit and no way to stop it.
    """
    bell = Bell(minutes * 60)
    with _signals(lambda: bell.ring("you stopped it")):
        try:
            code = _stand(place, bell, say)
        finally:
            bell.silence()
            if bell.why:
                say(f"Taking down, because {bell.why}; this goes on to its end, for what stands costs money.")
            left = take_down(place, say)
    return 3 if left else 130 if bell.why == "you stopped it" else 1 if bell.why else code


def _stand(place: Place, bell: Bell, say: Callable[[str], None]) -> int:
    stages: tuple[Callable[[], int], ...] = (
        lambda: place.wizard("up", "up", "--yes", bell=bell, say=say),
        lambda: place.wizard("status", "status", bell=bell, say=say),
        lambda: place.run("questions", place.region, place.profile, bell=bell, say=say),
    )
    for stage in stages:
        if code := 1 if bell.why else stage():
            return code
    return 0


def take_down(place: Place, say: Callable[[str], None]) -> int:
    """Take it down, again where something is left behind; the last exit code."""
    code = 1
    with _signals(lambda: say("It is being taken down and will be done sooner if you wait.")):
        for _ in range(TRIES):
            if (code := place.wizard("down", "down", "--yes", bell=Silent(), say=say)) == 0:
                break
    return code


@contextlib.contextmanager
def _signals(heard: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal call `heard`, in a thread, and do nothing else."""

    def take(number: int, frame: FrameType | None) -> None:
        del number, frame
        threading.Thread(target=heard, daemon=True).start()

    before = {number: signal.signal(number, take) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
