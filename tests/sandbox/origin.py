"""A little HTTP server to stand behind a load balancer: it says its name, and does what the path asks of it."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_hosts = itertools.count(2)


@dataclass
class Origin:
    """One server: its loopback address, what it was asked, and what its health check answers."""

    name: str
    host: str
    port: int = 0
    health: int = 200
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def target(self) -> dict[str, str | int]:
        """What register_targets takes."""
        return {"Id": self.host, "Port": self.port}


class Answer(BaseHTTPRequestHandler):
    """`/health`, `/slow` (until the test lets it go on), `/stream`, `/close`, `/empty`, `/ill`; anything else says the name."""

    protocol_version = "HTTP/1.1"
    origin: Origin

    def do_GET(self) -> None:
        if self.path == "/health":
            self.say(self.origin.health, b"")
            return
        length = int(self.headers.get("Content-Length", 0))
        body = (
            self.chunks() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(length)
        )
        self.origin.asked.append((self.command, self.path, dict(self.headers.items()), body))
        match self.path:
            case "/slow":
                self.origin.go_on.wait(10)
            case "/close":
                self.close_connection = True
                return
            case "/ill":
                self.say(500, b"")
                return
            case "/stream":
                self.stream()
                return
            case "/empty":
                self.send_response(204)
                self.end_headers()
                return
        self.say(200, self.origin.name.encode() + body)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.do_GET
        raise AttributeError(name)

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nfirst\r\n")
        self.origin.go_on.wait(10)
        self.wfile.write(b"6\r\nsecond\r\n0\r\n\r\n")

    def chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def origin(name: str = "one", health: int = 200) -> Iterator[Origin]:
    """A running server on a loopback address of its own where the machine allows it (127.0.0.1 elsewhere)."""
    for host in (f"127.0.7.{next(_hosts) % 250 + 2}", "127.0.0.1"):
        running = Origin(name, host, health=health)
        try:
            server = ThreadingHTTPServer((host, 0), type("Bound", (Answer,), {"origin": running}))
            break
        except OSError:
            continue
    server.daemon_threads = True
    running.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield running
    finally:
        running.go_on.set()
        server.shutdown()
        server.server_close()
