"""A connection's bytes, both ways: every wait for the client has a deadline, and the room knows of it."""

import io
import math
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from steps.sandbox.web.room import ConnectionRoom

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Wire(io.RawIOBase):
    """Raises TimeoutError after so many seconds of silence, or when what had to come by a deadline has not."""

    def __init__(self, connection: socket.socket, silence: float, room: ConnectionRoom | None = None) -> None:
        super().__init__()
        self._connection = connection
        self._silence = silence
        self._room = room
        self._deadline = math.inf
        self.dry = False  # whether nothing more is to be taken from the connection

    def hurry(self, seconds: float) -> None:
        """Give whatever is read from now on so many seconds altogether (math.inf: as long as it goes on)."""
        self._deadline = time.monotonic() + seconds

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        """Take what has come, waiting for the first of it."""
        if self.dry:
            return None
        with self._waiting(min(self._silence, self._deadline - time.monotonic())):
            return self._connection.recv_into(buffer)

    def write(self, data: "ReadableBuffer") -> int:
        """Send all of it."""
        with self._waiting(self._silence):
            self._connection.sendall(data)
        return memoryview(data).nbytes

    @contextmanager
    def _waiting(self, seconds: float) -> Iterator[None]:
        if seconds <= 0:
            raise TimeoutError("it did not come in time")
        self._connection.settimeout(seconds)
        if self._room is not None:
            self._room.waits(self._connection)
        try:
            yield
        finally:
            if self._room is not None:
                self._room.goes_on(self._connection)


def buffered(reader: io.BufferedReader, wire: Wire) -> bytes:
    """Give what was read from the connection already and not used: the wire is not to be read by this reader again."""
    wire.dry = True
    return reader.read1()
