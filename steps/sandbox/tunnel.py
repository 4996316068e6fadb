"""Two connections joined: what comes from one goes to the other."""

import socket
import threading
from contextlib import suppress

PIECE = 64 * 1024


def join(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until both sides have said all they had to say."""
    back = threading.Thread(target=_carry, args=(other, one), daemon=True)
    back.start()
    _carry(one, other)
    back.join()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(PIECE):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
