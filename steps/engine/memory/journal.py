"""A deployment's memory: lasting events in one file, on disk before the call that they announce; output in another."""

import contextlib
import errno
import os
import threading
from pathlib import Path

import msgspec

from steps.engine.memory.upgrade import upgraded
from steps.engine.model.events import INTENTS, PASSING, UNRECORDED, AnyEvent, Lasting, Passing
from steps.engine.troubles import Trouble

FORMAT = 2  # 1: what `upgrade` tells of


class Header(msgspec.Struct, frozen=True):
    """The journal's first line."""

    format: int


class Journal:
    """`journal.jsonl` (what lasts) and `output.jsonl` (calls, output and task events) in a deployment's folder.

    One event a line, newest last; files are 0600. Safe to use from several threads.
    """

    def __init__(self, folder: Path) -> None:
        self.path, self.output = folder / "journal.jsonl", folder / "output.jsonl"
        self._lock = threading.Lock()
        self._encoder = msgspec.json.Encoder()

    def append(self, event: AnyEvent) -> None:
        """Write one event; when this returns, an intent is on the disk. Raises Trouble when it cannot be written."""
        if isinstance(event, UNRECORDED):
            return
        path = self.output if isinstance(event, PASSING) else self.path
        line = self._encoder.encode(event) + b"\n"
        try:
            with self._lock:
                self._write(path, line, durable=isinstance(event, INTENTS))
        except OSError as error:
            raise Trouble(
                f"The journal cannot be written: {error.strerror or error}.",
                why="Without it an interrupted run could not be carried on, so nothing more is asked of AWS.",
                cure=f"Make room or give write access in {path.parent}, then run the same command again.",
            ) from error

    def read(self) -> list[AnyEvent]:
        """Every lasting event, oldest first; a torn last line is dropped. Raises Trouble when it cannot be understood."""
        if not self.path.exists():
            return []
        header, *lines = self._whole_lines()
        self._check_header(header)
        decoder = msgspec.json.Decoder(Lasting)
        return [self._decode(decoder, number, line) for number, line in enumerate(lines, start=2)]

    def read_output(self, last: int = 1000) -> list[AnyEvent]:
        """The last lines of output, oldest first; one that cannot be read is left out, for nothing depends on it."""
        if not self.output.exists():
            return []
        decoder = msgspec.json.Decoder(Passing)
        found: list[AnyEvent] = []
        for line in self.output.read_bytes().split(b"\n")[:-1][-last:]:
            with contextlib.suppress(msgspec.MsgspecError):
                found.append(decoder.decode(line))
        return found

    def _write(self, path: Path, line: bytes, *, durable: bool) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._heal(descriptor)
            new = os.fstat(descriptor).st_size == 0
            if new and path == self.path:
                line = self._encoder.encode(Header(FORMAT)) + b"\n" + line
            if os.write(descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if durable or new:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @staticmethod
    def _heal(descriptor: int) -> None:
        """Cut a last line that a crash tore, so that the next event starts on a line of its own."""
        size = os.fstat(descriptor).st_size
        if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
            return
        tail = os.pread(descriptor, size, 0)
        os.ftruncate(descriptor, tail.rfind(b"\n") + 1)

    def _whole_lines(self) -> list[bytes]:
        lines = self.path.read_bytes().split(b"\n")[:-1]
        return lines or [self._encoder.encode(Header(FORMAT))]

    def _check_header(self, line: bytes) -> None:
        try:
            version = msgspec.json.decode(line, type=Header).format
        except msgspec.MsgspecError as error:
            raise Trouble(
                f"{self.path} is not a journal of this program.",
                cure="Move it away; `fargate-wizard up` then looks in AWS for what is there and carries on.",
            ) from error
        if version > FORMAT:
            raise Trouble(
                f"{self.path} was written by a newer fargate-wizard (format {version}; this one reads {FORMAT}).",
                cure="Update fargate-wizard and try again. Nothing was changed.",
            )

    def _decode(self, decoder: msgspec.json.Decoder[AnyEvent], number: int, line: bytes) -> AnyEvent:
        try:
            return upgraded(decoder.decode(line))
        except msgspec.MsgspecError as error:
            raise Trouble(
                f"Line {number} of {self.path} cannot be understood: {error}.",
                why="It was changed by hand, damaged, or written by another version.",
                cure="Move the file away; `fargate-wizard up` then looks in AWS for what is there and carries on.",
            ) from error
