"""Places for connections: when all are taken, the one that has kept us waiting longest gives up its own."""

import socket
import threading
import time
from contextlib import suppress

LEAVING = 5.0  # seconds in which a connection that was sent out has gone


class ConnectionRoom:
    """So many connections at once. Whoever waits for a client says so, and says when it goes on."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._left = threading.Condition()
        self._guests: dict[socket.socket, float | None] = {}

    def enter(self, guest: socket.socket) -> bool:
        """Whether there is a place for one more; an idle, slow or half-open connection has to make it."""
        with self._left:
            if len(self._guests) >= self._places:
                self._send_out()
                self._left.wait_for(lambda: len(self._guests) < self._places, LEAVING)
            if len(self._guests) >= self._places:
                return False
            self._guests[guest] = None
            return True

    def leave(self, guest: socket.socket) -> None:
        """Give the place back."""
        with self._left:
            self._guests.pop(guest, None)
            self._left.notify()

    def waits(self, guest: socket.socket) -> None:
        """Note that from now on the client is waited for."""
        with self._left:
            if guest in self._guests:
                self._guests[guest] = time.monotonic()

    def goes_on(self, guest: socket.socket) -> None:
        """Note that the client is waited for no more."""
        with self._left:
            if guest in self._guests:
                self._guests[guest] = None

    def _send_out(self) -> None:
        waiting = {guest: since for guest, since in self._guests.items() if since is not None}
        if waiting:
            slowest = min(waiting, key=waiting.__getitem__)
            self._guests[slowest] = None
            with suppress(OSError):
                slowest.shutdown(socket.SHUT_RDWR)
