"""A live answer ends in one of three ways: at its end, on the user's wish, or broken off, and each is told apart."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest

from steps.docker import DockerTrouble, Engine
from steps.docker.live_answers import apart, conversation
from steps.engine.troubles import Stopped

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
ITEM = b'11\r\n{"stream":"one"}\n\r\n'


def take_request(connection: socket.socket) -> None:
    with connection.makefile("rb") as request:
        headers = dict(line.split(b":", 1) for line in iter(request.readline, b"\r\n") if b":" in line)
        request.read(int(headers[b"Content-Length"]))


@contextmanager
def engine_that(behaves: Callable[[socket.socket], None]) -> Iterator[Engine]:
    """An engine in name only: takes one connection, reads the request, and then does as it is told."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            take_request(connection)
            behaves(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        yield Engine(url, "Docker Engine", "0", "1.41", "classic", "amd64", "the test")
        thread.join(10)
        assert not thread.is_alive()


def ask(client: Any, _: object) -> Any:
    yield from client.push("a/b:1", stream=True, decode=True, auth_config={})


def read(engine: Engine, stop: threading.Event) -> list[dict[str, Any]]:
    with conversation(engine.connect(30), ask, stop) as items:
        return [item for item in items if item]


def test_an_answer_is_read_to_its_end() -> None:
    with engine_that(lambda connection: connection.sendall(HEAD + ITEM + ITEM + b"0\r\n\r\n")) as engine:
        assert read(engine, threading.Event()) == [{"stream": "one"}] * 2


def test_silence_is_told_too() -> None:
    leave = threading.Event()

    def hesitate(connection: socket.socket) -> None:
        connection.sendall(HEAD + ITEM)
        leave.wait(10)
        connection.sendall(b"0\r\n\r\n")

    with (
        engine_that(hesitate) as engine,
        conversation(engine.connect(30), ask, threading.Event()) as items,
    ):
        heard = []
        for item in items:
            heard.append(item)
            if item == {} and {"stream": "one"} in heard:
                leave.set()
    assert heard[-1] == {}


def test_an_engine_that_goes_away_in_the_middle_is_not_taken_for_the_end() -> None:
    with engine_that(lambda connection: connection.sendall(HEAD + ITEM)) as engine:
        with pytest.raises(DockerTrouble) as caught:
            read(engine, threading.Event())
        assert "stopped answering" in caught.value.what
        assert "docker info" in caught.value.cure


def test_a_stop_is_heard_while_the_engine_is_silent_and_the_engine_notices() -> None:
    stop, noticed = threading.Event(), threading.Event()

    def fall_silent(connection: socket.socket) -> None:
        connection.sendall(HEAD + ITEM)
        threading.Timer(0.2, stop.set).start()
        if connection.recv(1) == b"":
            noticed.set()

    with engine_that(fall_silent) as engine:
        with pytest.raises(Stopped):
            read(engine, stop)
        assert noticed.wait(5)


def test_what_came_before_a_stop_is_told_before_it() -> None:
    stop, leave = threading.Event(), threading.Event()
    heard: list[dict[str, Any]] = []

    def say_one_thing(connection: socket.socket) -> None:
        connection.sendall(HEAD + ITEM)
        leave.wait(10)

    def ask_and_stop(client: Any, tell: object) -> Any:
        for item in ask(client, tell):
            yield item
            stop.set()

    with engine_that(say_one_thing) as engine:
        with pytest.raises(Stopped), conversation(engine.connect(30), ask_and_stop, stop) as items:
            heard.extend(items)
        leave.set()
    assert {"stream": "one"} in heard


def test_a_stop_is_heard_before_the_engine_has_said_anything() -> None:
    stop, leave = threading.Event(), threading.Event()

    def say_nothing(connection: socket.socket) -> None:
        stop.set()
        leave.wait(10)

    with engine_that(say_nothing) as engine:
        began = monotonic()
        with pytest.raises(Stopped):
            read(engine, stop)
        assert monotonic() - began < 3
        leave.set()


def test_a_question_apart_is_left_when_the_user_wants_to() -> None:
    stop, leave = threading.Event(), threading.Event()
    assert apart(lambda: 7, stop) == 7
    stop.set()
    with pytest.raises(Stopped):
        apart(lambda: leave.wait(10), stop)
    leave.set()
