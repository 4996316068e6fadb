"""A real terminal for a program: a pseudo-terminal of 120 by 40 whose output is read as it comes."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class Terminal:
    """Runs Python with these words in it; `environ` is added to this process's own."""

    def __init__(self, words: Sequence[str], environ: dict[str, str]) -> None:
        self._leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, *words], stdin=follower, stdout=follower, stderr=follower,
            env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environ}, start_new_session=True,
        )  # fmt: skip
        os.close(follower)
        self.seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._leader)

    def press(self, keys: str) -> None:
        """Type these."""
        os.write(self._leader, keys.encode())

    def read_for(self, seconds: float) -> None:
        """Let it draw for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._read(left)

    def read_until(self, text: str, seconds: float = 60.0) -> None:
        """Let it draw until this is among what it has drawn since the last time. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while text.encode() not in self.seen:
            if (left := until - time.monotonic()) <= 0 or not self._read(left):
                raise TimeoutError(f"“{text}” did not come; the end of what did: {self.seen[-500:]!r}")
        self.seen = b""

    def read_to_end(self) -> float:
        """Let it end; the seconds that it took."""
        started = time.monotonic()
        while self.process.poll() is None and time.monotonic() - started < 60:
            self._read(0.01)
        return time.monotonic() - started

    def cpu(self) -> float:
        """Seconds of processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _read(self, seconds: float) -> bool:
        """Read what there is, waiting for it at most so long; False at the end."""
        ready, _, _ = select.select([self._leader], [], [], max(seconds, 0))
        if not ready:
            return True
        try:
            self.seen += os.read(self._leader, 65536)
        except OSError:  # Linux's way of saying that nobody has the other end open
            return False
        return True
