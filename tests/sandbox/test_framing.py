"""Bodies without a clear end, endless ones, and callers who say nothing: refused, and nobody is shut out."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.sending import MAKE_VPC, netloc, raw, signed, vpcs

LAST = {"Connection": "close"}


def post(headers: dict[str, str]) -> bytes:
    """The head of a call with these headers."""
    lines = ("POST / HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", "")
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("Content-Length: abc",), 400),
        (("Content-Length: -1",), 400),
        (("Content-Length: +1",), 400),
        (("Content-Length: 1_0",), 400),
        (("Content-Length: 1", "Content-Length: 2"), 400),
        (("Content-Length: 3", "Transfer-Encoding: chunked"), 400),
        (("Transfer-Encoding: gzip, chunked",), 501),
        (("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), 501),
        (("Transfer-Encoding: chunked",), 400),  # and then no chunk
        (("Content-Length: 99999999999",), 413),
        (("Content-Length: 1048577",), 413),  # from one who names no key
        (("Transfer-Encoding: xchunked",), 501),
        (("Transfer-Encoding:\x0bchunked",), 400),
        (("Transfer-Encoding : chunked",), 400),
        (("nonsense", "Content-Length: 3"), 400),
        (("X-Long: one", " Content-Length: 3"), 400),
    ],
)
def test_a_body_without_a_clear_end_is_refused(
    untouched: Practice, lines: tuple[str, ...], status: int
) -> None:
    head = "\r\n".join(("POST / HTTP/1.1", f"Host: {netloc(untouched)}", *lines, "", "xyz\r\n\r\n"))
    answer = raw(untouched, head.encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("hidden", ["nonsense", "Origin : http://evil.example", "X-Long: one\r\n two"])
def test_no_header_is_hidden_behind_a_malformed_one(untouched: Practice, hidden: str) -> None:
    """What one reader stops at and another reads on from is how a request is smuggled past a gate."""
    lines = ("GET /_practice HTTP/1.1", f"Host: {netloc(untouched)}", hidden, "Origin: http://evil.example")
    answer = raw(untouched, "\r\n".join((*lines, "", "")).encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"sandbox" not in answer


@pytest.mark.parametrize("chunk", [b"0x3\r\nabc\r\n", b"-3\r\nabc\r\n", b"3\r\nabcd\r\n", b"3\nabc\n"])
def test_a_chunk_is_counted_in_one_way(untouched: Practice, chunk: bytes) -> None:
    head = f"POST / HTTP/1.1\r\nHost: {netloc(untouched)}\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = raw(untouched, head.encode() + chunk + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_client_that_waits_is_told_once_to_go_on(practice: Practice) -> None:
    headers = {**signed(practice), "Expect": "100-continue", "Content-Length": str(len(MAKE_VPC)), **LAST}
    answer = raw(practice, post(headers) + MAKE_VPC)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")


def test_a_chunked_body_is_a_body(practice: Practice) -> None:
    practice.reset()
    before = vpcs(practice)
    chunks = (
        b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (MAKE_VPC[:7], MAKE_VPC[7:])) + b"0\r\n\r\n"
    )
    headers = {**signed(practice), "Transfer-Encoding": "chunked", **LAST}
    assert raw(practice, post(headers) + chunks).startswith(b"HTTP/1.1 200 ")
    assert vpcs(practice) == before + 1


def test_a_chunked_body_that_does_not_end_is_refused(untouched: Practice) -> None:
    head = f"POST / HTTP/1.1\r\nHost: {netloc(untouched)}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    assert raw(untouched, head.encode() + chunk * 17).startswith(b"HTTP/1.1 413 ")


def test_those_who_say_nothing_shut_nobody_out(practice: Practice) -> None:
    host, _, port = netloc(practice).partition(":")
    begun = f"POST / HTTP/1.1\r\nHost: {netloc(practice)}\r\nContent-Length: 100\r\n\r\nhalf".encode()
    with ExitStack() as stack:
        for number in range(600):
            connection = stack.enter_context(socket.create_connection((host, int(port)), timeout=20))
            connection.sendall(begun if number % 3 == 0 else (b"POST / HT", b"")[number % 3 - 1])
        assert threads(practice) < 300, "each has a thread while it has a place"
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(lambda _: vpcs(practice), range(8)))


def threads(practice: Practice) -> int:
    """How many threads the practice cloud has; none where the machine does not tell."""
    told = Path(f"/proc/{practice.running.pid}/status")
    return int(told.read_text().partition("Threads:")[2].split()[0]) if told.exists() else 0


def test_a_connection_carries_one_request_after_another_and_each_is_judged_for_itself(
    practice: Practice,
) -> None:
    practice.reset()
    before = vpcs(practice)
    counted = {"Content-Length": str(len(MAKE_VPC))}
    known = signed(practice) | counted
    requests = (known, {"Host": netloc(practice)} | counted, known | LAST)
    answers = raw(practice, b"".join(post(headers) + MAKE_VPC for headers in requests)).split(b"HTTP/1.1 ")
    assert [answer[:3] for answer in answers] == [b"", b"200", b"403", b"200"]
    assert vpcs(practice) == before + 2
