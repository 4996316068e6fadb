"""A program in a terminal of its own: what it draws is kept with its time, and it is typed to."""

import fcntl
import json
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

SIZE = (120, 40)
WITHIN = float(os.environ.get("WITHIN", "300"))  # seconds for anything
CODES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_=>]|\([AB0])")


class Terminal:
    """Use it as a context: at its end the program has ended. `after` is an earlier one whose recording goes on."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], after: "Terminal | None" = None
    ) -> None:
        self._events: list[tuple[float, str]] = after._events if after else []
        self._began = time.monotonic() - (after.seconds if after else 0.0)
        self._seen, self.keys, self.code = b"", 0, 0
        self._pid, self._screen = pty.fork()
        if self._pid == 0:
            os.execvpe(command[0], list(command), environ)
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._read(lambda: False, "the end")
        else:
            os.kill(self._pid, 9)
        self.code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        os.close(self._screen)

    @property
    def seconds(self) -> float:
        """How long the recording is."""
        return self._events[-1][0] if self._events else 0.0

    def wait(self, words: str) -> None:
        """Until something of this pattern was drawn since the last key."""
        pattern = re.compile(words.encode())
        self._read(lambda: bool(pattern.search(CODES.sub(b"", self._seen))), words)

    def pause(self, seconds: float) -> None:
        """Look at it for a while."""
        until = time.monotonic() + seconds
        self._read(lambda: time.monotonic() >= until, "")

    def press(self, keys: str) -> None:
        """Type."""
        self._seen, self.keys = b"", self.keys + len(keys)
        os.write(self._screen, keys.encode())

    def write(self, path: Path) -> None:
        """Keep the recording, as asciinema's format of version 2 has it."""
        head = {"version": 2, "width": SIZE[0], "height": SIZE[1]}
        lines = [json.dumps(head), *(json.dumps([round(at, 3), "o", text]) for at, text in self._events)]
        path.write_text("\n".join(lines) + "\n")

    def _read(self, enough: Callable[[], bool], wanted: str) -> None:
        deadline = time.monotonic() + WITHIN
        while not enough():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{wanted!r} did not come; there is {CODES.sub(b'', self._seen)[-600:]!r}")
            ready, _, _ = select.select([self._screen], [], [], 0.1)
            if ready:
                try:
                    drawn = os.read(self._screen, 65536)
                except OSError:  # how a pseudo-terminal of Linux ends
                    drawn = b""
                if not drawn:
                    if wanted not in ("", "the end"):
                        raise EOFError(f"it ended before {wanted!r}: {CODES.sub(b'', self._seen)[-600:]!r}")
                    return
                self._seen += drawn
                self._events.append((time.monotonic() - self._began, drawn.decode(errors="replace")))
