"""A port of this machine, on loopback only, with a thread for each of a bounded number of connections."""

import logging
import sys
import threading
from http.server import ThreadingHTTPServer
from typing import Any

from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.room import ConnectionRoom

LOG = logging.getLogger(__name__)

PLACES = 256
CLOSING_POLL = 0.1  # seconds within which a closed server stops to accept


class Rooms:
    """What a threading server needs so that nobody is shut out by those who dawdle; put it before the server's class."""

    room: ConnectionRoom

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection on its own thread, when it finds a place."""
        if not self.room.enter(request):
            self.shutdown_request(request)  # type: ignore[attr-defined]  # the server's
            return
        try:
            super().process_request(request, client_address)  # type: ignore[misc]
        except BaseException:
            self.room.leave(request)
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[misc]
        finally:
            self.room.leave(request)

    def handle_error(self, _request: Any, client_address: Any) -> None:
        """Note what ended a connection: a client that goes away is nothing unusual, anything else is a defect."""
        went = isinstance(sys.exception(), OSError)
        LOG.log(logging.DEBUG if went else logging.ERROR, "%s: ended early", client_address, exc_info=True)


class LoopbackServer(Rooms, ThreadingHTTPServer):
    """A loopback port that is reserved at once, and refuses connections until it is opened."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, connection: type[BoundedConnection], places: int = PLACES, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), connection, bind_and_activate=False)
        # A port that may be used again can be taken by any user of this machine until somebody listens there.
        self.allow_reuse_address = port != 0
        self.room = ConnectionRoom(places)
        self.server_bind()
        self._opened = False

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        return f"127.0.0.1:{self.server_port}"

    def open(self, name: str) -> None:
        """Begin to answer, on a thread of this name."""
        if not self._opened:
            self._opened = True
            self.server_activate()
            threading.Thread(target=self.serve_forever, args=(CLOSING_POLL,), name=name, daemon=True).start()

    def close(self) -> None:
        """Answer no more, and give the port back; requests under way are finished."""
        if self._opened:
            threading.Thread(target=self._end, daemon=True).start()
        else:
            self.server_close()

    def _end(self) -> None:
        self.shutdown()
        self.server_close()
