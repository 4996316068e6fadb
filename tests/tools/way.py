"""The way to a practice cloud, on which things happen: closed, silent, or with somebody on it who is not AWS."""

import contextlib
import re
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

BLINK = 0.02  # seconds until a change of the way is noticed

PORTAL = (
    b"<!DOCTYPE html>\n<html><head><title>Welcome to Hotel Miramar</title></head><body>Sign in</body></html>"
)
ANSWERS = {
    "portal": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
    % (len(PORTAL), PORTAL),
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "fault": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "cut": b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 873\r\nConnection: close\r\n\r\n",
    "garbage": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwhat?",
}


@dataclass
class Way:
    """A port of this machine that leads to `upstream`, another one, as long as it is `open`.

    `closed` refuses, `silent` never answers and leaves what is connected hanging, the `ANSWERS` answer in its place.
    """

    upstream: int
    mode: str = "open"
    port: int = 0
    connected: threading.Event = field(default_factory=threading.Event)  # somebody has come
    _listening: socket.socket | None = None
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def endpoint(self) -> str:
        """Its URL."""
        return f"http://127.0.0.1:{self.port}"

    def set(self, mode: str) -> None:
        """Let it be so from now on, also for what is connected."""
        self.mode = mode
        if mode == "closed":
            self._close()
        elif self._listening is None:
            self._open()

    def _open(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port), reuse_port=False, backlog=128)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _close(self) -> None:
        if self._listening:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            self.connected.set()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            mode = self.mode
            if mode in ANSWERS:
                _read_request(client)
                client.sendall(ANSWERS[mode])
            elif mode == "silent":
                self._over.wait()
            else:
                with socket.create_connection(("127.0.0.1", self.upstream)) as server:
                    self._pass_on(client, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        other = {client: server, server: client}
        while self.mode == "open" and not self._over.is_set():
            for one in select.select([client, server], [], [], BLINK)[0]:
                if not (block := one.recv(65536)):
                    return
                other[one].sendall(block)
        if self.mode == "silent":
            self._over.wait()


def _read_request(client: socket.socket) -> None:
    head, _, body = client.recv(65536).partition(b"\r\n\r\n")
    length = re.search(rb"content-length:\s*(\d+)", head, re.IGNORECASE)
    left = int(length[1]) - len(body) if length else 0
    while left > 0:
        left -= len(client.recv(left))


@contextmanager
def way_to(endpoint: str) -> Iterator[Way]:
    """A way to this practice cloud, open at first."""
    way = Way(int(endpoint.rpartition(":")[2]))
    way.set("open")
    try:
        yield way
    finally:
        way._over.set()
        way.set("closed")
