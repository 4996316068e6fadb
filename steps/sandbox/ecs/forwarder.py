"""A task's public address: a loopback address of its own that passes connections on to the task's process."""

import errno
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from itertools import product

from steps.sandbox.tunnel import join
from steps.sandbox.web.room import ConnectionRoom

PLACES = 256
CONNECTING = 10.0  # seconds
IDLE = 3600.0  # seconds of silence until a connection is closed

Where = Callable[[int], tuple[str, int] | None]
"""Says where a port of the task is reached just now; None when it is not to be reached."""


def publish(
    ports: Sequence[int], used: Collection[str | None], where: Where
) -> tuple[str, list["Forwarder"]]:
    """Take the next of 127.42.x.y that is free for all the ports, on this cloud and for other programs.

    Where the platform has no other loopback address it is 127.0.0.1, and nothing is forwarded; nor is it below port 1024
    for those who may not listen there.
    """
    for x, y in product(range(256), range(1, 255)):
        if (address := f"127.42.{x}.{y}") in used:
            continue
        try:
            return address, [Forwarder(listener, port, where) for listener, port in listen(address, ports)]
        except OSError as problem:
            if problem.errno == errno.EACCES:
                return address, []
            if problem.errno != errno.EADDRINUSE:
                break
    return "127.0.0.1", []


def listen(address: str, ports: Sequence[int]) -> list[tuple[socket.socket, int]]:
    """Listen on all the ports of an address, or on none; raises OSError."""
    with ExitStack() as until_all:
        listeners = [(until_all.enter_context(socket.create_server((address, port))), port) for port in ports]
        until_all.pop_all()
    return listeners


class Forwarder:
    """Passes what connects to one port on to where the task is reached, and hangs up when it is not to be."""

    def __init__(self, listener: socket.socket, port: int, where: Where) -> None:
        self._listener = listener
        self._port = port
        self._where = where
        self._room = ConnectionRoom(PLACES)
        threading.Thread(target=self._accept, name="practice-public", daemon=True).start()

    def close(self) -> None:
        """Answer no more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            if self._room.enter(caller):
                threading.Thread(target=self._serve, args=(caller,), daemon=True).start()
            else:
                caller.close()

    def _serve(self, caller: socket.socket) -> None:
        try:
            with caller, suppress(OSError):
                if (place := self._where(self._port)) is None:
                    return
                with socket.create_connection(place, CONNECTING) as task:
                    join(caller, task, idle=IDLE, heard=lambda: self._room.waits(caller))
        finally:
            self._room.leave(caller)
