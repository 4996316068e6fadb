"""HTTP by hand: a client that sends any bytes, and a target that shows what reached it and answers in odd ways."""

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_hosts = itertools.count(2)

TIMEOUT = 20.0


def connect(address: str) -> socket.socket:
    """A connection to `host:port`."""
    host, port = address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def everything(connection: socket.socket, already: bytes = b"") -> bytes:
    """All that still comes; a connection that is reset has said all."""
    said = already
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            said += piece
    return said


def say(address: str, request: bytes) -> bytes:
    """Send these very bytes on a connection of their own, and give all that is answered."""
    with connect(address) as connection:
        with suppress(OSError):  # it may be refused before it has all been sent
            connection.sendall(request)
        return everything(connection)


def status(answer: bytes) -> int:
    """The status of the first answer."""
    return int(answer.split(b" ", 2)[1])


def head_of(connection: socket.socket) -> tuple[bytes, bytes]:
    """Everything up to the empty line, and what came after it."""
    said = b""
    while b"\r\n\r\n" not in said and (piece := connection.recv(65536)):
        said += piece
    head, _, rest = said.partition(b"\r\n\r\n")
    return head, rest


def get(path: str, *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    """A request that asks for the connection's end."""
    lines = [f"{method} {path} HTTP/1.1", "Host: shop.example", "Connection: close", *headers]
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n" + body


ODD = {
    "/fold": b"HTTP/1.1 200 OK\r\nX-Long: one\r\n two\r\nContent-Length: 2\r\n\r\nok",
    "/no-colon": b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\nok",
    "/two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
    "/bad-length": b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
    "/huge-head": b"HTTP/1.1 200 OK\r\n%s\r\nContent-Length: 2\r\n\r\nok"
    % b"\r\n".join(b"X-%d: %s" % (number, b"x" * 1000) for number in range(40)),
    "/nonsense": b"what?\r\n\r\n",
    "/unasked": b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "/both": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "/early": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "/private": b"HTTP/1.1 200 OK\r\nConnection: X-Private, close\r\nX-Private: 1\r\nKeep-Alive: 5\r\n"
    b"X-Public: 1\r\nContent-Length: 2\r\n\r\nok",
}


class Target:
    """A target at `host:port`: `/health`, what ODD says, `/ws`; anything else shows the request's bytes as they came."""

    def __init__(self, host: str) -> None:
        self._listener = socket.create_server((host, 0), backlog=128)
        self.host, self.port = self._listener.getsockname()
        self.asked: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(TIMEOUT)
            head, rest = head_of(connection)
            path = head.split(b" ")[1].decode() if head else ""
            if path == "/health":
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                return
            self.asked.append(head)
            if path == "/ws":
                echo(connection, head, rest)
            elif path in ODD:
                connection.sendall(ODD[path])
            else:
                shown = head + b"\r\n\r\n" + rest + self._rest_of_body(connection, head, rest)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(shown), shown))

    def _rest_of_body(self, connection: socket.socket, head: bytes, rest: bytes) -> bytes:
        counted = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        body = rest
        while len(body) < int(counted or 0) or (
            b"transfer-encoding: chunked" in head.lower() and not body.endswith(b"0\r\n\r\n")
        ):
            if not (piece := connection.recv(65536)):
                break
            body += piece
        return body.removeprefix(rest)


def echo(connection: socket.socket, head: bytes, rest: bytes) -> None:
    """Switch to a protocol in which everything comes back in capitals, with a greeting in the same breath."""
    if b"\r\nUpgrade: websocket" not in head or b"\r\nConnection: Upgrade" not in head:
        connection.sendall(b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")
        return
    switching = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    connection.sendall(switching + b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n" + b"hello,")
    while rest or (rest := connection.recv(65536)):
        connection.sendall(rest.upper())
        rest = b""


@contextmanager
def target() -> Iterator[Target]:
    """A running target on a loopback address of its own where the machine allows it."""
    made = _bound(f"127.0.8.{next(_hosts) % 250 + 2}")
    try:
        yield made
    finally:
        made.close()


def _bound(host: str) -> Target:
    try:
        return Target(host)
    except OSError:
        return Target("127.0.0.1")


def read(connection: socket.socket, count: int) -> bytes:
    """So many bytes, or what came before the end."""
    said = b""
    while len(said) < count and (piece := connection.recv(count - len(said))):
        said += piece
    return said
