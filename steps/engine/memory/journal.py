"""A deployment's memory: lasting events in one file, on disk before the call that they announce; output in another."""

import contextlib
import errno
import itertools
import os
import threading
from pathlib import Path

import msgspec

from steps.engine.memory.upgrade import upgraded
from steps.engine.model.events import INTENTS, PASSING, UNRECORDED, AnyEvent, Lasting, Passing
from steps.engine.troubles import Trouble

FORMAT = 2  # 1: what `upgrade` tells of


class Damaged(Trouble):
    """A journal that cannot be understood: what it remembers can no longer be relied on, and AWS has to be asked."""

    def __init__(self, what: str, folder: Path, *, mendable: bool = True) -> None:
        ask = f"Take it down, and AWS is asked what stands: `fargate-wizard down {folder.name}`. Or move"
        super().__init__(
            what,
            why="It was changed by hand, damaged, or written by another version.",
            cure=f"{ask if mendable else 'Move'} {folder} away and bring it back from AWS by its tags: "
            f"`fargate-wizard attach {folder.name} --region R`.",
        )


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
        """Every lasting event, oldest first; a torn last line is dropped.

        Raises Damaged when it cannot be understood, and Trouble when it is a newer version's.
        """
        if not self.path.exists():
            return []
        header, *lines = self._whole_lines()
        self._check_header(header)
        decoder = msgspec.json.Decoder(Lasting)
        return [self._decode(decoder, number, line) for number, line in enumerate(lines, start=2)]

    def salvage(self) -> list[AnyEvent]:
        """Every lasting event that can still be understood, oldest first, of a journal that is damaged."""
        decoder = msgspec.json.Decoder(Lasting)
        found: list[AnyEvent] = []
        for line in self.path.read_bytes().split(b"\n"):
            with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                found.append(upgraded(decoder.decode(line)))
        return found

    def mend(self) -> Path | None:
        """Go on with what can be understood of a damaged journal; where the damaged one is now, None where it is whole.

        Raises Trouble for one of a newer version, which is not damaged.
        """
        try:
            self.read()
        except Damaged:
            events = self.salvage()
        else:
            return None
        number = next(number for number in itertools.count(1) if not self._damaged(number).exists())
        self.path.rename(self._damaged(number))
        for event in events:
            self.append(event)
        return self._damaged(number)

    def lay_aside(self) -> Path:
        """Keep what it remembers under another name, so that this machine knows the deployment no more; where it is now."""
        names = (self.path.with_name(f"forgotten-{number}.jsonl") for number in itertools.count(1))
        aside = next(path for path in names if not path.exists())
        return self.path.rename(aside)

    def _damaged(self, number: int) -> Path:
        return self.path.with_name(f"damaged-{number}.jsonl")

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
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Damaged(f"{self.path} is not a journal of this program.", self.path.parent) from error
        if version > FORMAT:
            raise Trouble(
                f"{self.path} was written by a newer fargate-wizard (format {version}; this one reads {FORMAT}).",
                why="Nothing was changed.",
                cure=f"Update fargate-wizard and try again. Or move {self.path.parent} away and bring it back from AWS: "
                f"`fargate-wizard attach {self.path.parent.name} --region R`.",
            )

    def _decode(self, decoder: msgspec.json.Decoder[AnyEvent], number: int, line: bytes) -> AnyEvent:
        try:
            return upgraded(decoder.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Damaged(
                f"Line {number} of {self.path} cannot be understood: {error}.", self.path.parent
            ) from error
