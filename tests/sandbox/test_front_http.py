"""A load balancer's front, met by odd and hostile clients and by odd targets, byte by byte."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import FrontDoor, forward
from tests.sandbox.raw import Target, connect, everything, get, head_of, read, say, status, target
from tests.sandbox.waiting import until

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: shop.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@dataclass
class Front:
    """A load balancer before one target."""

    door: FrontDoor
    arn: str
    address: str
    target: Target

    def say(self, request: bytes) -> bytes:
        return say(self.address, request)

    def set(self, **attributes: str) -> None:
        """Set attributes; two underscores stand for a dot."""
        asked = [{"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()]
        self.door.elb.modify_load_balancer_attributes(LoadBalancerArn=self.arn, Attributes=asked)


@pytest.fixture(scope="module")
def front(practice: Practice) -> Iterator[Front]:
    practice.reset()
    door = FrontDoor(practice.client)
    with target() as behind:
        group, balancer = door.targets(), door.balancer()
        door.listener(balancer, forward(group))
        door.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": behind.host, "Port": behind.port}])
        door.wait_for(group, "healthy")
        yield Front(door, balancer["LoadBalancerArn"], balancer["DNSName"], behind)


HOST = b"Host: shop.example\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
CHUNKED = b"POST /chunked HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "expected"),
    [
        pytest.param(POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400, id="two lengths"),
        pytest.param(POST + b"Content-Length: 3, 4\r\n\r\nabcd", 400, id="two lengths in one"),
        pytest.param(POST + b"Content-Length: abc\r\n\r\n", 400, id="a word"),
        pytest.param(POST + b"Content-Length: -1\r\n\r\n", 400, id="negative"),
        pytest.param(POST + b"Content-Length: +3\r\n\r\nabc", 400, id="a sign"),
        pytest.param(POST + b"Content-Length: 0x3\r\n\r\nabc", 400, id="hexadecimal"),
        pytest.param(POST + b"Content-Length:\r\n\r\n", 400, id="no number"),
        pytest.param(POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 413, id="a very long number"),
        pytest.param(POST + b"Content-Length: 104857601\r\n\r\n", 413, id="more than is taken"),
        pytest.param(
            POST + b"Content-Length: 44\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            400,
            id="both",
        ),
        pytest.param(POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501, id="another coding"),
        pytest.param(POST + b"Transfer-Encoding: xchunked\r\n\r\n", 501, id="nearly chunked"),
        pytest.param(
            POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400, id="a space before the colon"
        ),
        pytest.param(
            POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            id="chunked in 1.0",
        ),
        pytest.param(CHUNKED + b"+2\r\nab\r\n0\r\n\r\n", 400, id="signed chunk"),
        pytest.param(CHUNKED + b"0x2\r\nab\r\n0\r\n\r\n", 400, id="0x chunk"),
        pytest.param(CHUNKED + b"2\r\nabX\r\n0\r\n\r\n", 400, id="long chunk"),
        pytest.param(CHUNKED + b"fffffff\r\n", 413, id="huge chunk"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X: one\r\n two\r\n\r\n", 400, id="folded header"),
        pytest.param(b"GET / HTTP/1.1\r\n X: y\r\n" + HOST + b"\r\n", 400, id="space before the first"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"Bad Name: x\r\n\r\n", 400, id="space in a name"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"(name): x\r\n\r\n", 400, id="bad name"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b": x\r\n\r\n", 400, id="no name"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", 400, id="no colon"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n", 400, id="a null"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n\r\n", 400, id="a bare return"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", 400, id="no Host"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST * 2 + b"\r\n", 400, id="two Hosts"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n", 400, id="a malformed Host"),
        pytest.param(b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", 505, id="another version"),
        pytest.param(b"GET / HTTP/1.1 HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="a space in the path"),
        pytest.param(b"GET /\r\n\r\n", 400, id="HTTP/0.9"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, id="TLS"),
        pytest.param(b"CONNECT shop.example:80 HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="CONNECT"),
        pytest.param(b"GET shop.example HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="no path"),
        pytest.param(b"GET ftp://shop.example/ HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="another scheme"),
        pytest.param(b"GET http://a@shop.example/ HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="a user"),
        pytest.param(b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="TRACE"),
        pytest.param(b"GET /" + b"x" * 17_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, id="long path"),
        pytest.param(get("/", f"X: {'x' * 17_000}"), 400, id="long header"),
        pytest.param(get("/", *(f"X-{n}: {'x' * 9_000}" for n in range(8))), 400, id="long head"),
        pytest.param(get("/", *(f"X-{n}: x" for n in range(600))), 400, id="many headers"),
        pytest.param(get("/", "X-Forwarded-For: " + ", ".join(["10.0.0.1"] * 31)), 463, id="many addresses"),
    ],
)
def test_what_is_malformed_too_large_or_ambiguous_reaches_no_target(
    front: Front, request_bytes: bytes, expected: int
) -> None:
    before = len(front.target.asked)
    answer = front.say(request_bytes)
    assert status(answer) == expected
    assert answer.count(b"HTTP/1.1 ") == 1, "what follows a refused request is no request"
    begun = front.target.asked[before:]
    assert not [head for head in begun if not head.startswith(b"POST /chunked ")], (
        "a chunk comes after the head"
    )


def shown(answer: bytes) -> bytes:
    """What the target says that it received."""
    assert status(answer) == 200, answer
    return answer.partition(b"\r\n\r\n")[2]


def test_what_is_for_one_hop_stays_on_it(front: Front) -> None:
    request = get(
        "/",
        "Connection: X-Private, keep-alive, Host, Content-Length",
        *("X-Private: 1", "Keep-Alive: 9", "TE: trailers", "Proxy-Authorization: Basic eDp5", "Upgrade: h2c"),
        *("Expect: 200-ok", "X-Public: 1", "Content-Length: 3"),
        method="POST",
        body=b"abc",
    )
    head, _, body = shown(front.say(request)).partition(b"\r\n\r\n")
    names = [line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:]]
    assert not {b"x-private", b"keep-alive", b"te", b"proxy-authorization", b"upgrade", b"expect"} & set(
        names
    )
    assert {name: names.count(name) for name in (b"host", b"x-public", b"content-length", b"connection")} == {
        b"host": 1,
        b"x-public": 1,
        b"content-length": 1,
        b"connection": 1,
    }
    assert body == b"abc"
    answer = front.say(get("/private"))
    assert b"X-Public: 1" in answer
    assert b"X-Private" not in answer
    assert b"Keep-Alive" not in answer


def test_a_whole_address_in_the_first_line_says_the_host(front: Front) -> None:
    asked = b"GET http://other.example/a?b=c HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"
    told = shown(front.say(asked))
    assert told.startswith(b"GET /a?b=c HTTP/1.1\r\n")
    assert b"Host: other.example\r\n" in told
    assert b"shop.example" not in told


def test_a_request_is_followed_by_the_next_and_its_body_is_not_taken_for_one(front: Front) -> None:
    first = POST + b"Content-Length: %d\r\n\r\n%s" % (len(SMUGGLED), SMUGGLED)
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX: y\r\n\r\n" % (
        len(SMUGGLED),
        SMUGGLED,
    )
    before = len(front.target.asked)
    answer = front.say(b"\r\n" + first + chunked + get("/last"))
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    paths = [head.split(b" ")[1] for head in front.target.asked[before:]]
    assert paths == [b"/", b"/", b"/last"]


def test_a_body_is_asked_for_when_it_is_wanted(front: Front) -> None:
    with connect(front.address) as connection:
        connection.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
        head, rest = head_of(connection)
        assert head == b"HTTP/1.1 100 Continue"
        connection.sendall(b"ok")
        assert shown(everything(connection, rest)).endswith(b"\r\n\r\nok")


@pytest.mark.parametrize(
    "path", ["/fold", "/no-colon", "/two-lengths", "/bad-length", "/huge-head", "/nonsense"]
)
def test_a_malformed_answer_is_a_502(front: Front, path: str) -> None:
    assert status(front.say(get(path))) == 502


def test_a_switch_that_nobody_asked_for_is_a_502(front: Front) -> None:
    assert status(front.say(get("/unasked"))) == 502


def test_an_answer_is_framed_once(front: Front) -> None:
    answer = front.say(get("/both"))
    assert b"Content-Length" not in answer
    assert answer.endswith(b"2\r\nok\r\n0\r\n\r\n")
    assert front.say(get("/early")).endswith(b"\r\n\r\nok")


def test_attributes_decide_which_headers_reach_the_target(front: Front) -> None:
    asked = get("/", "snake_case: 1", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2")
    told = shown(front.say(asked))
    assert b"snake_case: 1" in told
    assert b"X-Forwarded-For: 192.0.2.1, 192.0.2.2, 127.0.0.1\r\n" in told
    try:
        front.set(
            routing__http__drop_invalid_header_fields__enabled="true",
            routing__http__xff_header_processing__mode="preserve",
        )
        told = shown(front.say(asked))
        assert b"snake_case" not in told
        assert b"X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n" in told
        front.set(routing__http__xff_header_processing__mode="remove")
        assert b"X-Forwarded-For" not in shown(front.say(asked))
        front.set(
            routing__http__xff_header_processing__mode="append",
            routing__http__xff_client_port__enabled="true",
        )
        assert b"X-Forwarded-For: 192.0.2.1, 192.0.2.2, 127.0.0.1:" in shown(front.say(asked))
    finally:
        front.set(
            routing__http__drop_invalid_header_fields__enabled="false",
            routing__http__xff_client_port__enabled="false",
        )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("idle_timeout__timeout_seconds", "soon"),
        ("idle_timeout__timeout_seconds", "0"),
        ("client_keep_alive__seconds", "59"),
        ("routing__http__drop_invalid_header_fields__enabled", "yes"),
        ("routing__http__xff_header_processing__mode", "forget"),
    ],
)
def test_an_attribute_takes_only_values_that_it_has(front: Front, key: str, value: str) -> None:
    with pytest.raises(ClientError) as caught:
        front.set(**{key: value})
    assert caught.value.response["Error"]["Code"] == "ValidationError"


def test_a_websocket_goes_through_both_ways(front: Front) -> None:
    with connect(front.address) as connection:
        connection.sendall(UPGRADE + b"early ")  # a client that does not wait for the answer
        head, rest = head_of(connection)
        assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
        assert b"\r\nUpgrade: websocket" in head
        assert b"\r\nConnection: Upgrade" in head
        assert b"\r\nSec-WebSocket-Accept: " in head
        assert rest + read(connection, 12 - len(rest)) == b"hello,EARLY "
        many = b"x" * 1_000_000
        connection.sendall(many)
        assert read(connection, len(many)) == many.upper()
        connection.shutdown(socket.SHUT_WR)
        assert everything(connection) == b""
    assert b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" in front.target.asked[-1]


def test_an_idle_websocket_is_closed_and_a_busy_one_is_not(front: Front) -> None:
    front.set(idle_timeout__timeout_seconds="1")
    try:
        with connect(front.address) as connection:
            connection.sendall(UPGRADE)
            head, rest = head_of(connection)
            assert head.startswith(b"HTTP/1.1 101 ")
            read(connection, 6 - len(rest))
            connection.settimeout(0.5)  # seconds between two words: twice as many as the silence that ends it
            for _ in range(4):
                connection.sendall(b"word")
                assert read(connection, 4) == b"WORD"
                with pytest.raises(TimeoutError):
                    connection.recv(1)
            connection.settimeout(20)
            assert everything(connection) == b"", (
                "it is closed, and was not while there was something to carry"
            )
    finally:
        front.set(idle_timeout__timeout_seconds="60")


def test_a_target_that_does_not_switch_answers_as_usual(front: Front) -> None:
    refused = UPGRADE.replace(b"keep-alive, Upgrade", b"close")
    assert status(front.say(refused)) == 426


def test_slow_and_half_open_connections_shut_nobody_out(front: Front) -> None:
    with ExitStack() as slow:
        for number in range(300):
            connection = slow.enter_context(connect(front.address))
            connection.sendall((b"GET / HT", b"", POST + b"Content-Length: 9\r\n\r\nx")[number % 3])
        for _ in range(5):
            assert status(front.say(get("/"))) == 200
    until(lambda: status(front.say(get("/"))) == 200)
