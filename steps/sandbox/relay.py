"""Passes one HTTP request on to the address that serves it, and its answer back, piece by piece as they come."""

import string
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote

PIECE = 64 * 1024
LARGEST_BODY = 100 * 1024 * 1024
"""Bytes: a practice cloud shares this machine's memory with its user."""

HOP_BY_HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-connection",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)

Header = tuple[str, str]


class BadRequest(Exception):
    """The client's request cannot be passed on: 400, or 413 when it is too large."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class BadGateway(Exception):
    """The address refused the connection, or closed it before it answered: 502."""


class GatewayTimeout(Exception):
    """The address did not answer in time: 504."""


def passing_headers(handler: BaseHTTPRequestHandler) -> list[Header]:
    """The request's headers that travel on, in their order and spelling."""
    return [
        (name, " ".join(value.splitlines()))
        for name, value in handler.headers.items()
        if name.lower() not in HOP_BY_HOP
    ]


def relay(
    handler: BaseHTTPRequestHandler,
    address: tuple[str, int],
    target: str,
    headers: Sequence[Header],
    patience: float,
) -> None:
    """Send the handler's request to `address` and stream its answer back; `patience` is seconds of silence.

    Raises BadRequest, BadGateway or GatewayTimeout as long as nothing has been answered to the client.
    """
    connection = HTTPConnection(*address, timeout=patience)
    try:
        answer = _ask(connection, handler, target, headers)
        _answer(handler, answer)
    finally:
        connection.close()


def _ask(
    connection: HTTPConnection, handler: BaseHTTPRequestHandler, target: str, headers: Sequence[Header]
) -> HTTPResponse:
    chunked, length = _body_framing(handler)
    try:
        connection.putrequest(
            handler.command,
            quote(target.encode("latin-1"), safe=string.punctuation),
            skip_host=True,
            skip_accept_encoding=True,
        )
        for name, value in headers:
            connection.putheader(name, value)
        if chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        connection.putheader("Connection", "close")
        connection.endheaders()
        try:
            for piece in _chunks(handler) if chunked else _counted(handler, length):
                connection.send(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            if chunked:
                connection.send(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True  # it may answer, and close, before it has heard everything
        return connection.getresponse()
    except TimeoutError as error:
        raise GatewayTimeout(str(error)) from error
    except ValueError as error:
        raise BadRequest(400, str(error)) from error
    except (OSError, HTTPException) as error:
        raise BadGateway(str(error)) from error


def _body_framing(handler: BaseHTTPRequestHandler) -> tuple[bool, int]:
    """How the request's body is delimited: (chunked, length)."""
    coding, length = handler.headers.get("Transfer-Encoding"), handler.headers.get("Content-Length", "0")
    if coding is not None:
        if coding.lower() != "chunked" or "Content-Length" in handler.headers:
            raise BadRequest(400, "a body is either chunked or has a Content-Length")
        return True, 0
    if not length.isdecimal():
        raise BadRequest(400, "Content-Length is not a number")
    if int(length) > LARGEST_BODY:
        raise BadRequest(413, "the body is too large")
    return False, int(length)


def _counted(handler: BaseHTTPRequestHandler, length: int) -> Iterator[bytes]:
    while length:
        piece = handler.rfile.read(min(PIECE, length))
        if not piece:
            raise BadRequest(400, "the body ended early")
        length -= len(piece)
        yield piece


def _chunks(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    total = 0
    while True:
        try:
            size = int(handler.rfile.readline(1024).split(b";")[0], 16)
        except ValueError as error:
            raise BadRequest(400, "a chunk's size is not a number") from error
        total += size
        if size < 0 or total > LARGEST_BODY:
            raise BadRequest(413, "the body is too large")
        if size == 0:
            while handler.rfile.readline(PIECE) not in {b"\r\n", b"\n", b""}:
                continue  # trailers are hop-by-hop
            return
        yield from _counted(handler, size)
        handler.rfile.readline(8)


def _answer(handler: BaseHTTPRequestHandler, answer: HTTPResponse) -> None:
    handler.send_response_only(answer.status, answer.reason)
    for name, value in answer.getheaders():
        if name.lower() not in HOP_BY_HOP:
            handler.send_header(name, value)
    bodiless = handler.command == "HEAD" or answer.status in {204, 304}
    counted = answer.getheader("Content-Length") is not None and not answer.chunked
    chunked = not bodiless and not counted and handler.request_version != "HTTP/1.0"
    if chunked:
        handler.send_header("Transfer-Encoding", "chunked")
    elif not bodiless and not counted:
        handler.send_header("Connection", "close")
    handler.end_headers()
    if not bodiless:
        _stream(handler, answer, chunked=chunked)


def _stream(handler: BaseHTTPRequestHandler, answer: HTTPResponse, *, chunked: bool) -> None:
    try:
        while piece := answer.read1(PIECE):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            handler.wfile.write(b"0\r\n\r\n")
        elif answer.length:
            handler.close_connection = True
    except (OSError, HTTPException):
        handler.close_connection = True  # half an answer is out: only a closed connection can say so now
