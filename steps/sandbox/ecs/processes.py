"""Containers as plain processes of this machine: the app's own practice command, in the app's own folder."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from steps.sandbox.clock import Clock
from steps.sandbox.ecs.command import (
    ADDRESS,
    NOT_CHECKED,
    OPEN_TO_ALL,
    OWN_COMMAND,
    declared,
    in_place,
    open_to_all,
    practice_command,
    read_app,
)
from steps.sandbox.ecs.environment import inherited, part, private, together, told
from steps.sandbox.ecs.runner import Callbacks, CannotStart, Order, RunningContainer

LISTEN_WITHIN = (
    5.0  # real seconds that a process may take until it answers on its port and still starts like others
)
LOOK_AGAIN = 0.01
LAST_WORDS = 0.5  # real seconds that output may go on after the process's end
LARGEST_LINE = 256 * 1024  # characters: CloudWatch Logs' largest event
PR_SET_PDEATHSIG = 1


class Processes:
    """Starts the practice command of an app for each container of its image; what they write goes into `place`."""

    def __init__(self, clock: Clock, place: Path) -> None:
        self._clock, self._place = clock, place
        self._running: set[AppProcess] = set()
        shutil.rmtree(place, ignore_errors=True)  # what a practice cloud of this home left when it was killed

    def start(self, order: Order, callbacks: Callbacks) -> RunningContainer:
        """Start one; CannotStart when the image is not an app that has a practice command."""
        table, port = read_app(order), self._unused_port()
        given, withheld = part(together(order.environment, order.wished), order.environment, declared(table))
        self._place.mkdir(parents=True, exist_ok=True, mode=0o700)
        home = Path(mkdtemp(dir=self._place))
        settings = inherited() | given | private(home) | {"PORT": str(port), "HOST": ADDRESS}
        words = [in_place(word, port) for word in practice_command(order, table)]
        try:
            started = AppProcess(
                words, order.source, settings, port, self._clock, callbacks, serves=order.port is not None
            )
        except OSError as problem:
            shutil.rmtree(home, ignore_errors=True)
            raise CannotStart(
                f"CannotStartContainerError: {words[0]} cannot be started: {problem}"
            ) from problem
        started.tell(told(withheld))
        if order.entrypoint or order.command:
            started.tell([OWN_COMMAND])
        if order.check:
            started.tell([NOT_CHECKED])
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

    checked = False  # a check is written for the inside of a container, with that container's programs

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
        self.address = (ADDRESS, port) if serves else None
        self._home = Path(settings["HOME"])
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
            if self.address and open_to_all(self.port):
                self.tell([OPEN_TO_ALL])
            self._clock.after(0.0, self._callbacks.ready)
        code = self._process.wait()
        reader.join(LAST_WORDS)
        shutil.rmtree(self._home, ignore_errors=True)
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
            self.tell(map(readable, lines))
        self.tell([readable(rest)] if rest else [])
        output.close()

    def tell(self, lines: Iterable[str]) -> None:
        """Put lines into the task's log."""
        if said := list(lines):
            self._clock.after(0.0, lambda: self._callbacks.lines(said))


def readable(line: bytes) -> str:
    """Read a line of output."""
    return line.decode(errors="replace").rstrip("\r")


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
