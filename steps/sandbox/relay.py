"""Passes one HTTP request on to the address that serves it, and its answer back, piece by piece as they come."""

import re
import socket
import string
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote

from steps.sandbox.hops import Header, asks_for_websocket, end_to_end, own_headers
from steps.sandbox.web.body import NUMBER, PIECE
from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.head import BadRequest, options

LARGEST_ANSWER_HEAD = 32 * 1024  # bytes: what an Application Load Balancer takes from a target

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MALFORMED = (FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect)


class BadGateway(Exception):
    """The address refused the connection, closed it before it answered, or answered what is no HTTP: 502."""


class GatewayTimeout(Exception):
    """The address did not answer in time: 504."""


@dataclass(frozen=True)
class Patience:
    """Seconds of silence: until an answer is given up (504), and until an upgraded connection is closed."""

    answer: float
    upgraded: float


def relay(
    client: BoundedConnection,
    address: tuple[str, int],
    target: str,
    headers: Sequence[Header],
    patience: Patience,
) -> int:
    """Send the client's request to `address` and stream its answer back; give its status.

    Raises BadRequest, BadGateway or GatewayTimeout as long as nothing has been answered to the client.
    """
    connection = HTTPConnection(*address, timeout=patience.answer)
    try:
        _ask(connection, client, target, headers)
        origin = connection.sock
        answer = _hear(connection)
        if answer.status == HTTPStatus.SWITCHING_PROTOCOLS:
            _switch(client, origin, answer, patience.upgraded)
        else:
            _answer(client, answer)
        return answer.status
    finally:
        connection.close()


def _ask(
    connection: HTTPConnection, client: BoundedConnection, target: str, headers: Sequence[Header]
) -> None:
    body = client.body
    try:
        connection.putrequest(
            client.command,
            quote(target.encode("latin-1"), safe=string.punctuation),
            skip_host=True,
            skip_accept_encoding=True,
        )
        for name, value in [*headers, *own_headers(client)]:
            connection.putheader(name, value)
        connection.endheaders()
    except TimeoutError as error:
        raise GatewayTimeout(str(error)) from error
    except ValueError as error:
        raise BadRequest(400, str(error)) from error
    except (OSError, HTTPException) as error:
        raise BadGateway(str(error)) from error
    for piece in body.pieces():
        if not _sent(connection, b"%x\r\n%s\r\n" % (len(piece), piece) if body.chunked else piece):
            return  # it may answer, and close, before it has heard everything
    if body.chunked:
        _sent(connection, b"0\r\n\r\n")


def _sent(connection: HTTPConnection, piece: bytes) -> bool:
    try:
        connection.send(piece)
    except TimeoutError as error:
        raise GatewayTimeout(str(error)) from error
    except OSError:
        return False
    return True


def _hear(connection: HTTPConnection) -> HTTPResponse:
    """The answer's head, after any that only say that it is being worked on."""
    try:
        answer = connection.getresponse()
        while answer.status < 200 and answer.status != HTTPStatus.SWITCHING_PROTOCOLS:
            answer.headers = answer.msg = None  # type: ignore[assignment]  # begin() reads the next one then
            answer.begin()
    except TimeoutError as error:
        raise GatewayTimeout(str(error)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise BadGateway(str(error)) from error
    _check(answer)
    return answer


def _check(answer: HTTPResponse) -> None:
    headers = answer.getheaders()
    if any(isinstance(defect, MALFORMED) for defect in answer.headers.defects):
        raise BadGateway("a header of the answer is malformed")
    if any(not NAME.fullmatch(name) or CONTROL.search(value) for name, value in headers):
        raise BadGateway("a header of the answer is malformed, or goes on over a second line")
    if sum(len(name) + len(value) + 4 for name, value in headers) > LARGEST_ANSWER_HEAD:
        raise BadGateway("the headers of the answer are too large")
    lengths = set(options(answer.headers, "Content-Length"))
    if len(lengths) > 1 or not all(NUMBER.fullmatch(length) for length in lengths):
        raise BadGateway("the Content-Length of the answer is not one number")


def _switch(client: BoundedConnection, origin: socket.socket, answer: HTTPResponse, idle: float) -> None:
    """Pass the answer to an upgrade on, and from then on whatever is said, both ways."""
    if not asks_for_websocket(client):
        raise BadGateway("it switched to another protocol, and nobody had asked for that")
    client.close_connection = True
    client.send_response_only(answer.status, _reason(answer))
    for name, value in end_to_end(answer.getheaders(), options(answer.headers, "Connection")):
        client.send_header(name, value)
    client.send_header("Connection", "Upgrade")
    client.send_header("Upgrade", "websocket")
    client.end_headers()
    origin.settimeout(0)  # what came with the head is given, and nothing waited for
    said = answer.fp.read1(PIECE)
    client.tunnel(origin, idle, said)


def _answer(client: BoundedConnection, answer: HTTPResponse) -> None:
    bodiless = client.command == "HEAD" or answer.status in {204, 304}
    lengths = options(answer.headers, "Content-Length")
    length = lengths[0] if lengths and not answer.chunked else None
    chunked = not bodiless and length is None and client.request_version != "HTTP/1.0"
    if not bodiless and length is None and not chunked:
        client.close_connection = True
    client.close_connection = client.close_connection or not client.body.done
    client.send_response_only(answer.status, _reason(answer))
    for name, value in end_to_end(answer.getheaders(), options(answer.headers, "Connection")):
        client.send_header(name, value)
    if length is not None and answer.status != HTTPStatus.NO_CONTENT:
        client.send_header("Content-Length", length)
    if chunked:
        client.send_header("Transfer-Encoding", "chunked")
    if client.close_connection:
        client.send_header("Connection", "close")
    client.end_headers()
    if not bodiless:
        _stream(client, answer, chunked=chunked)


def _reason(answer: HTTPResponse) -> str:
    return CONTROL.sub("", answer.reason)


def _stream(client: BoundedConnection, answer: HTTPResponse, *, chunked: bool) -> None:
    try:
        while piece := answer.read1(PIECE):
            client.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            client.wfile.write(b"0\r\n\r\n")
        elif answer.length:
            client.close_connection = True
    except (OSError, HTTPException):
        client.close_connection = True  # half an answer is out: only a closed connection can say so now
