"""What a run writes down: calls without values, states with times, refusals; a line of JSON each, and nothing secret."""

import os
import time
from pathlib import Path

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="entry", tag=str.lower):
    """Something that was seen in a stage of the run (up, status, questions, down), `at` epoch seconds."""

    stage: str
    at: float = msgspec.field(default_factory=time.time)


class Head(Entry, frozen=True):
    """Where it was: `pace` is how much faster than AWS the clock ran there, 0 for a cloud without delays."""

    place: str
    region: str
    pace: float
    botocore: str


class Call(Entry, frozen=True):
    """One answer of AWS's: the operation, the names of its parameters and of all that was answered, and the refusal.

    `question` is which of the kit's own questions it was; an unanswered call has the status 0.
    """

    operation: str
    parameters: tuple[str, ...]
    seconds: float
    status: int
    error: str = ""
    message: str = ""
    answered: tuple[str, ...] = ()
    question: str = ""


class State(Entry, frozen=True):
    """A resource was in this state."""

    resource: str
    state: str


class Reached(Entry, frozen=True):
    """A resource was ready, deleted or failed, so many seconds after it was asked for."""

    resource: str
    what: str
    seconds: float = 0.0
    words: str = ""


class Found(Entry, frozen=True):
    """What `status` said: of the whole (no resource), or how a resource differs from what was left."""

    words: str
    resource: str = ""


class Closed(Entry, frozen=True):
    """A stage ended with this exit code."""

    code: int
    seconds: float


AnyEntry = Head | Call | State | Reached | Found | Closed


class Transcript:
    """A file that several processes add lines to; what cannot be written is dropped, because taking down comes first."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, entry: AnyEntry) -> None:
        """One more line, whole or not at all."""
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, msgspec.json.encode(entry) + b"\n")
            finally:
                os.close(file)
        except OSError:
            return

    def read(self) -> list[AnyEntry]:
        """Every entry in the order of time. Raises OSError, and msgspec's errors for what is no transcript."""
        decoder = msgspec.json.Decoder(AnyEntry)
        entries: list[AnyEntry] = decoder.decode_lines(self.path.read_bytes())
        return sorted(entries, key=lambda entry: entry.at)
