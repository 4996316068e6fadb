"""Starts the bundled apps as the practice cloud does: as processes, by the command in their app.toml."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from steps.appfile.apps import BUNDLED, App, load
from steps.docker.listeners import TABLES, parse


@dataclass(frozen=True)
class RunningApp:
    """An app that answers its health path, on `port`."""

    app: App
    port: int
    process: subprocess.Popen[str]
    log: Path

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Make one request past any proxy: its status, media type and text."""
        with self.connection() as connection:
            connection.request("GET", path, headers=headers)
            reply = connection.getresponse()
            return reply.status, reply.headers.get_content_type(), reply.read().decode()

    @contextmanager
    def connection(self) -> Iterator[http.client.HTTPConnection]:
        """Open a connection that several requests can share."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            yield connection
        finally:
            connection.close()

    @property
    def open_to_others(self) -> bool:
        """Whether other machines can reach it, as the kernel tells; on Linux only, elsewhere the test is skipped."""
        if not Path(TABLES[0]).is_file():
            pytest.skip("only Linux tells")
        told = [each for table in TABLES if Path(table).is_file() for each in parse(Path(table).read_text())]
        mine = [each for each in told if each.port == self.port]
        assert mine
        return not all(each.loopback for each in mine)

    def stop(self) -> float:
        """Ask it to stop and give the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        return time.monotonic() - began


Start = Callable[..., RunningApp]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start an app by its name with these additions to the environment; all are stopped after the test."""
    with ExitStack() as started:

        def start_app(name: str, **environment: str) -> RunningApp:
            (app,) = (each for each in load(BUNDLED) if each.name == name)
            log = tmp_path / f"{name}.log"
            port = free_port()
            command = [
                word.replace("{python}", sys.executable)
                .replace("{port}", str(port))
                .replace("{host}", "127.0.0.1")
                for word in app.practice.command
            ]
            process = subprocess.Popen(
                command,
                cwd=app.folder,
                env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1", **environment},
                stdout=started.enter_context(log.open("w")),
                stderr=subprocess.STDOUT,
                text=True,
            )
            started.callback(process.wait, 10)
            started.callback(process.kill)
            return wait_until_well(RunningApp(app, port, process, log))

        yield start_app


def wait_until_well(running: RunningApp) -> RunningApp:
    """Look at the health path until it answers, as the load balancer does."""
    deadline = time.monotonic() + 20
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            with direct.open(f"http://127.0.0.1:{running.port}{running.app.health.path}", timeout=5):
                return running
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                running.process.wait(0.02)  # returns at once when it has ended, and then nobody will answer
                raise
            if time.monotonic() > deadline:
                raise


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
