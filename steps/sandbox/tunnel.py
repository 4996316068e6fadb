"""Two connections joined: what comes from one goes to the other, until both have said all or neither says anything."""

import math
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector

PIECE = 64 * 1024


class Pulse:
    """When something last went through a tunnel, either way; `heard` is told of it."""

    def __init__(self, idle: float, heard: Callable[[], None]) -> None:
        self._idle = idle
        self._heard = heard
        self.beat()

    def beat(self) -> None:
        """Note that something goes through."""
        self._last = time.monotonic()
        self._heard()

    @property
    def left(self) -> float:
        """Seconds of silence until the tunnel is closed."""
        return self._last + self._idle - time.monotonic()


def join(
    one: socket.socket,
    other: socket.socket,
    *,
    said: tuple[bytes, bytes] = (b"", b""),
    idle: float = math.inf,
    heard: Callable[[], None] = lambda: None,
) -> None:
    """Carry bytes both ways; `said` is what each said already, `idle` the seconds of silence that end it all."""
    pulse = Pulse(idle, heard)
    for end in (one, other):
        end.settimeout(None if math.isinf(idle) else idle)
    back = threading.Thread(target=_carry, args=(other, one, said[1], pulse), daemon=True)
    back.start()
    _carry(one, other, said[0], pulse)
    back.join()


def _carry(source: socket.socket, sink: socket.socket, piece: bytes, pulse: Pulse) -> None:
    try:
        with DefaultSelector() as ready:
            ready.register(source, EVENT_READ)
            if piece:
                sink.sendall(piece)
            while _comes(ready, pulse) and (piece := source.recv(PIECE)):
                pulse.beat()
                sink.sendall(piece)
        if pulse.left > 0:
            sink.shutdown(socket.SHUT_WR)
            return
    except OSError:
        pass  # one side has broken off, and so do we
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _comes(ready: DefaultSelector, pulse: Pulse) -> bool:
    """Whether something is to be read before the silence is too long."""
    while (left := pulse.left) > 0:
        if ready.select(None if math.isinf(left) else left):
            return True
    return False
