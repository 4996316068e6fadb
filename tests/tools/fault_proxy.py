"""A registry with moods: a proxy before the real one that fails in the ways in which registries fail.

The bodies follow the error format of the distribution specification, with the codes that ECR sends.
"""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

BLOCK = 64 * 1024
TLS_GREETING = b"\x16"


@dataclass(frozen=True)
class Fault:
    """What goes wrong: for requests that `hits`, `times` often (for ever when negative), with this answer.

    A status of 0 drops the connection; `after` so many requests that it let pass.
    """

    status: int
    code: str = ""
    message: str = ""
    method: str = ""
    path: str = ""
    times: int = -1
    after: int = 0

    def hits(self, method: str, path: str) -> bool:
        """Whether a request is one of those that go wrong."""
        return self.method in ("", method) and self.path in path


EXPIRED = Fault(403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.")
NOT_ALLOWED = Fault(
    403,
    "DENIED",
    "User: arn:aws:iam::123456789012:user/x is not authorized to perform: ecr:InitiateLayerUpload",
)
NO_REPOSITORY = Fault(
    404, "NAME_UNKNOWN", "The repository with name 'team/web' does not exist in the registry", path="/blobs/"
)
IMMUTABLE = Fault(
    400,
    "TAG_INVALID",
    "The image tag 'v1' already exists in the 'team/web' repository and cannot be overwritten",
    method="PUT",
    path="/manifests/",
)


@dataclass
class Moods:
    """What is set for the proxy, and what it has seen."""

    upstream: int
    fault: Fault | None = None
    slow: float = 0.0  # seconds for each block of an upload
    counted: int = 0
    failed: int = 0
    seen: list[str] = field(default_factory=list)
    uploading: threading.Event = field(default_factory=threading.Event)
    broken: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def due(self, method: str, path: str) -> Fault | None:
        """Give the fault that this request runs into, None when it may pass."""
        with self.lock:
            self.seen.append(f"{method} {path}")
            fault = self.fault
            if fault is None or path == "/v2/" or not fault.hits(method, path):
                return None
            self.counted += 1
            if self.counted <= fault.after or 0 <= fault.times <= self.failed:
                return None
            self.failed += 1
            return fault


class Passage(BaseHTTPRequestHandler):
    """Passes requests on to the real registry, or lets them fail."""

    protocol_version = "HTTP/1.1"
    moods: ClassVar[Moods]

    def handle_one_request(self) -> None:
        """Answer a greeting in TLS in plain HTTP, which tells an engine on this machine to do without."""
        if self.rfile.peek(1)[:1] == TLS_GREETING:  # type: ignore[attr-defined]  # it is a BufferedReader
            self.wfile.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            self.close_connection = True
            return
        super().handle_one_request()

    def pass_on(self) -> None:
        """Answer one request."""
        fault = self.moods.due(self.command, self.path)
        if fault is not None:
            self._fail(fault)
            return
        upstream = http.client.HTTPConnection("127.0.0.1", self.moods.upstream, timeout=60)
        try:
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders()
            for block in self._body():
                upstream.send(block)
            self._give_back(upstream.getresponse())
        except OSError:
            self.close_connection = True
            self.moods.broken.set()
        finally:
            upstream.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815  (the server's names)

    def _body(self) -> Iterator[bytes]:
        """Yield the request's body as it goes over the wire, as slowly as is asked for."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            yield from self._chunks()
            return
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0:
            block = self.rfile.read(min(BLOCK, left))
            if not block:
                raise ConnectionError("the client has gone")
            left -= len(block)
            self._linger()
            yield block

    def _chunks(self) -> Iterator[bytes]:
        while True:
            line = self.rfile.readline()
            size = int(line.split(b";")[0] or b"0", 16)
            block = self.rfile.read(size)
            if not line or len(block) < size:
                raise ConnectionError("the client has gone")
            self.rfile.readline()
            self._linger()
            yield b"%x\r\n%s\r\n" % (size, block)
            if size == 0:
                return

    def _linger(self) -> None:
        if self.moods.slow:
            self.moods.uploading.set()
            self.moods.over.wait(self.moods.slow)

    def _give_back(self, answer: http.client.HTTPResponse) -> None:
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        if answer.getheader("Content-Length") is None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, fault: Fault) -> None:
        self.close_connection = True
        if fault.status == 0:
            return
        body = json.dumps({"errors": [{"code": fault.code, "message": fault.message}]}).encode()
        self.send_response(fault.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Quiet(ThreadingHTTPServer):
    """A server that takes it calmly when a client hangs up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def moody_registry(registry: str) -> Iterator[tuple[str, Moods, Callable[[Fault], None]]]:
    """Run a proxy before `registry` (host:port); give its address, its moods, and a way to set a fault."""
    moods = Moods(int(registry.rpartition(":")[2]))
    server = Quiet(("127.0.0.1", 0), type("Passage", (Passage,), {"moods": moods}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def fail(fault: Fault) -> None:
        moods.fault, moods.counted, moods.failed = fault, 0, 0

    try:
        yield f"127.0.0.1:{server.server_port}", moods, fail
    finally:
        moods.over.set()
        server.shutdown()
        server.server_close()
