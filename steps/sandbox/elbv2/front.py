"""The port of this machine at which one listener answers."""

import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOG = logging.getLogger(__name__)

CONNECTIONS = 256
CLOSING_POLL = 0.1  # seconds within which a closed front stops to accept


class Front(ThreadingHTTPServer):
    """A loopback port that is reserved at once and refuses connections until it is opened."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, exchange: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), exchange, bind_and_activate=False)
        self.server_bind()
        self.listener: Any = None
        self._opened = False
        self._slots = threading.BoundedSemaphore(CONNECTIONS)

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        return f"127.0.0.1:{self.server_port}"

    def open(self) -> None:
        """Begin to answer."""
        if not self._opened:
            self._opened = True
            self.server_activate()
            threading.Thread(
                target=self.serve_forever,
                args=(CLOSING_POLL,),
                name=f"practice-{self.server_port}",
                daemon=True,
            ).start()

    def close(self) -> None:
        """Answer no more, and give the port back; requests under way are finished."""
        self.listener = None
        if self._opened:
            threading.Thread(target=self._end, daemon=True).start()
        else:
            self.server_close()

    def _end(self) -> None:
        self.shutdown()
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection on its own thread, as long as there are not too many."""
        if self._slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, _request: Any, client_address: Any) -> None:
        """Note what ended a connection; a client that goes away is nothing unusual."""
        LOG.debug("the connection of %s ended early: %s", client_address, sys.exception())
