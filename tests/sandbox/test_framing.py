"""Bodies without a clear end, endless ones, and callers who say nothing: refused, and nobody is shut out."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.sending import MAKE_VPC, netloc, raw, signed, vpcs


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("Content-Length: abc",), 400),
        (("Content-Length: -1",), 400),
        (("Content-Length: +1",), 400),
        (("Content-Length: 1_0",), 400),
        (("Content-Length: 1", "Content-Length: 2"), 400),
        (("Content-Length: 3", "Transfer-Encoding: chunked"), 400),
        (("Transfer-Encoding: gzip, chunked",), 400),
        (("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), 400),
        (("Transfer-Encoding: chunked",), 400),  # and then no chunk
        (("Content-Length: 99999999999",), 413),
    ],
)
def test_a_body_without_a_clear_end_is_refused(
    untouched: Practice, lines: tuple[str, ...], status: int
) -> None:
    head = "\r\n".join(("POST / HTTP/1.1", f"Host: {netloc(untouched)}", *lines, "", "xyz\r\n\r\n"))
    answer = raw(untouched, head.encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_chunked_body_is_a_body(practice: Practice) -> None:
    practice.reset()
    before = vpcs(practice)
    chunks = (
        b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (MAKE_VPC[:7], MAKE_VPC[7:])) + b"0\r\n\r\n"
    )
    headers = {**signed(practice), "Transfer-Encoding": "chunked"}
    head = "\r\n".join(("POST / HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""))
    assert raw(practice, head.encode() + chunks).startswith(b"HTTP/1.1 200 ")
    assert vpcs(practice) == before + 1


def test_a_chunked_body_that_does_not_end_is_refused(untouched: Practice) -> None:
    head = f"POST / HTTP/1.1\r\nHost: {netloc(untouched)}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    assert raw(untouched, head.encode() + chunk * 33).startswith(b"HTTP/1.1 413 ")


def test_those_who_say_nothing_shut_nobody_out(practice: Practice) -> None:
    host, _, port = netloc(practice).partition(":")
    begun = f"POST / HTTP/1.1\r\nHost: {netloc(practice)}\r\nContent-Length: 100\r\n\r\nhalf".encode()
    with ExitStack() as stack:
        for number in range(600):
            connection = stack.enter_context(socket.create_connection((host, int(port)), timeout=20))
            connection.sendall(begun if number % 3 == 0 else (b"POST / HT", b"")[number % 3 - 1])
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(lambda _: vpcs(practice), range(8)))
