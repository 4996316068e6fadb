"""Containers as plain processes of this machine: the app's own practice command, in the app's own folder."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from steps.sandbox.clock import Clock
from steps.sandbox.ecs.runner import Callbacks, CannotStart, Order, Running

INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
LISTEN_WITHIN = (
    5.0  # real seconds that a process may take until it answers on its port and still starts like others
)
LOOK_AGAIN = 0.01
LAST_WORDS = 0.5  # real seconds that output may go on after the process's end
LARGEST_LINE = 256 * 1024  # characters: CloudWatch Logs' largest event
PR_SET_PDEATHSIG = 1


class Processes:
    """Starts the practice command of an app for each container of its image."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: set[AppProcess] = set()

    def start(self, order: Order, callbacks: Callbacks) -> Running:
        """Start one; CannotStart when the image is not an app that has a practice command."""
        command, folder, port = practice_command(order), order.source, self._unused_port()
        settings = inherited() | dict(order.environment) | {"PORT": str(port)}
        words = [word.replace("{python}", sys.executable).replace("{port}", str(port)) for word in command]
        try:
            started = AppProcess(
                words, folder, settings, port, self._clock, callbacks, serves=order.port is not None
            )
        except OSError as problem:
            raise CannotStart(
                f"CannotStartContainerError: {words[0]} cannot be started: {problem}"
            ) from problem
        self._running = {process for process in self._running if not process.over} | {started}
        return started

    def _unused_port(self) -> int:
        """Give a free port that no other process was given: one that has just been started may not listen on it yet."""
        given = {process.port for process in self._running}
        return next(port for port in iter(free_port, None) if port not in given)

    def kill_all(self) -> None:
        """End every process that still runs."""
        for process in self._running:
            process.kill()


class AppProcess:
    """One process with its children; tells its output, its readiness and its end on the clock's thread."""

    def __init__(
        self,
        words: list[str],
        folder: Path | None,
        settings: Mapping[str, str],
        port: int,
        clock: Clock,
        callbacks: Callbacks,
        *,
        serves: bool,
    ) -> None:
        self.port = port
        self.address = ("127.0.0.1", port) if serves else None
        self._clock = clock
        self._callbacks = callbacks
        self._process = subprocess.Popen(
            words,
            cwd=folder,
            env=dict(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent(),  # noqa: PLW1509 - one system call: the child must not outlive a killed parent
        )
        threading.Thread(target=self._watch, name=f"practice-task-{self._process.pid}", daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether the process has ended."""
        return self._process.returncode is not None

    def stop(self, timeout: float) -> None:
        """Send SIGTERM now, and SIGKILL after `timeout` real seconds if that was not enough."""
        self._signal(signal.SIGTERM)
        killer = threading.Timer(timeout, self.kill)
        killer.daemon = True
        killer.start()

    def kill(self) -> None:
        """End it and its children now."""
        if not self.over:
            self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    def _signal(self, number: int) -> None:
        try:
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)
        except ProcessLookupError:
            return

    def _watch(self) -> None:
        assert self._process.stdout
        reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        reader.start()
        self._await_port()
        if self._process.poll() is None:
            self._clock.after(0.0, self._callbacks.ready)
        code = self._process.wait()
        reader.join(LAST_WORDS)
        self._clock.after(0.0, lambda: self._callbacks.ended(code if code >= 0 else 128 - code))

    def _await_port(self) -> None:
        deadline, tick = time.monotonic() + LISTEN_WITHIN, threading.Event()
        while self.address and self._process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(self.address) == 0:
                    return
            tick.wait(LOOK_AGAIN)

    def _read(self, output: IO[bytes]) -> None:
        """Pass lines on as they come, those that come together together."""
        rest = b""
        while piece := os.read(output.fileno(), LARGEST_LINE):
            *lines, rest = (rest + piece).split(b"\n")
            if len(rest) >= LARGEST_LINE:
                lines, rest = [*lines, rest], b""
            self._tell(lines)
        self._tell([rest] if rest else [])
        output.close()

    def _tell(self, lines: list[bytes]) -> None:
        said = [line.decode(errors="replace").rstrip("\r") for line in lines]
        if said:
            self._clock.after(0.0, lambda: self._callbacks.lines(said))


def practice_command(order: Order) -> tuple[str, ...]:
    """Find the practice command of an image's app; CannotStart says why there is none."""
    if order.source is None:
        raise CannotStart(
            f"CannotPullContainerError: the practice cloud has no Docker engine to run {order.image}, "
            "and it is not an app that it could run as a process."
        )
    try:
        table = tomllib.loads((order.source / "app.toml").read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise CannotStart(
            f"CannotStartContainerError: {order.source} has no readable app.toml: {problem}"
        ) from problem
    match table.get("practice"):
        case {"command": [str(), *_] as words}:
            return tuple(map(str, words))
    raise CannotStart(f"CannotStartContainerError: the app.toml of {order.source} has no [practice] command.")


def inherited() -> dict[str, str]:
    """Give what a process needs of this one's environment, and nothing else."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}


def free_port() -> int:
    """Give a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_with_parent() -> Callable[[], object] | None:
    """Give what a child calls before it becomes the app, so that it ends with this process; only Linux knows how."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
