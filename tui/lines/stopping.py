"""Ctrl-C, SIGTERM and a lost terminal while a command works: answered at once in words, and never later than a second.

The answer comes from a thread of its own, for Python lets a signal wait as long as a call into the system hangs.
"""

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from steps.engine.troubles import Exit

NUMBERS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
GRACE = 0.9  # seconds that the command gets to end by itself
ANSWER = "Stopping. What was made is written down; what is under way is looked for at the next run."


def answer() -> None:
    """Say that it was heard, past everything that may hang in Python."""
    with contextlib.suppress(OSError):
        os.write(2, f"{ANSWER}\n".encode())


class Stop(threading.Event):
    """The flag; `answer` says that it was set, in its own place where lines are drawn."""

    answer: Callable[[], None] = staticmethod(answer)


@contextlib.contextmanager
def stopping() -> Iterator[Stop]:
    """The flag that each of these signals sets; who does not heed it is ended. A second Ctrl-C ends at once."""
    stop, over, heard = Stop(), threading.Event(), list[int]()

    def ask(number: int, frame: FrameType | None) -> None:
        del frame
        stop.set()
        if heard and number == signal.SIGINT:
            raise KeyboardInterrupt
        heard.append(number)

    def listen() -> None:
        with ours:
            while not over.is_set() and (told := ours.recv(1)):
                if told[0] in NUMBERS and not over.is_set():
                    stop.set()
                    stop.answer()
                    if not over.wait(GRACE):
                        _end()

    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = {number: signal.signal(number, ask) for number in NUMBERS}
    heard_before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=listen, name="signals", daemon=True).start()
    try:
        yield stop
    finally:
        over.set()
        signal.set_wakeup_fd(heard_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        theirs.close()


@contextlib.contextmanager
def heard_again() -> Iterator[None]:
    """What is done inside may listen to signals in its own way; after it they are heard as before."""
    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)


def _end() -> None:
    """End the process although something hangs; what was told so far is written out, if that does not hang too."""

    def flush() -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()

    last = threading.Thread(target=flush, daemon=True)
    last.start()
    last.join(0.1)
    os._exit(int(Exit.STOPPED))
