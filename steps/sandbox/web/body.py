"""A request's body: how it is delimited, in one way only, and its pieces as they come."""

import io
import re
from collections.abc import Callable, Iterator

from steps.sandbox.web.head import BadRequest, Head, options

PIECE = 64 * 1024
LARGEST_BODY = 100 * 1024 * 1024
"""Bytes: a practice cloud shares this machine's memory with its user."""

NUMBER = re.compile(r"[0-9]+")
CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(;[\t\x20-\x7e\x80-\xff]*)?\r\n")
LONGEST_CHUNK_LINE = 1024
MOST_TRAILERS = 100


class Body:
    """One request's body. `chunked` or `length` delimits it; BadRequest is raised when that is not clear."""

    def __init__(
        self, head: Head, reader: io.BufferedReader, go_on: Callable[[], None], largest: int = LARGEST_BODY
    ) -> None:
        self.chunked, self.length = _framing(head, largest)
        self._largest = largest
        self.done = not self.chunked and not self.length
        self._reader = reader
        self._go_on = go_on

    def pieces(self) -> Iterator[bytes]:
        """Read it; raises BadRequest when it is malformed, too large, too slow (408) or ends early."""
        if self.done:
            return
        self._go_on()
        try:
            yield from self._chunks() if self.chunked else self._counted(self.length)
        except TimeoutError as error:
            raise BadRequest(408, "The request's body did not come in time.") from error
        except OSError as error:
            raise BadRequest(400, "The request's body ended early.") from error
        self.done = True

    def _counted(self, left: int) -> Iterator[bytes]:
        while left:
            piece = self._reader.read1(min(PIECE, left))
            if not piece:
                raise BadRequest(400, "The request's body ended early.")
            left -= len(piece)
            yield piece

    def _chunks(self) -> Iterator[bytes]:
        total = 0
        while size := self._chunk_size():
            total += size
            if total > self._largest:
                raise BadRequest(413, "The request's body is too large.")
            yield from self._counted(size)
            if self._reader.read(2) != b"\r\n":
                raise BadRequest(400, "A chunk is longer or shorter than it says.")
        for _ in range(MOST_TRAILERS):  # trailers are for the next hop only, and end here
            line = self._reader.readline(LONGEST_CHUNK_LINE)
            if line == b"\r\n":
                return
            if not line.endswith(b"\n"):
                break
        raise BadRequest(400, "The request's trailers are malformed.")

    def _chunk_size(self) -> int:
        found = CHUNK.fullmatch(self._reader.readline(LONGEST_CHUNK_LINE))
        if found is None:
            raise BadRequest(400, "A chunk's size is malformed.")
        return int(found[1], 16)


def _framing(head: Head, largest: int) -> tuple[bool, int]:
    """How the body is delimited: (chunked, length)."""
    codings, lengths = (
        options(head.headers, "Transfer-Encoding"),
        set(options(head.headers, "Content-Length")),
    )
    if "Transfer-Encoding" in head.headers:
        if "Content-Length" in head.headers or head.version == "HTTP/1.0":
            raise BadRequest(400, "A body is either chunked or has a Content-Length.")
        if codings != ["chunked"]:
            raise BadRequest(501, "The only Transfer-Encoding is chunked.")
        return True, 0
    if "Content-Length" not in head.headers:
        return False, 0
    if len(lengths) != 1 or not NUMBER.fullmatch(length := lengths.pop()):
        raise BadRequest(400, "Content-Length is not one number.")
    if len(length) > 18 or int(length) > largest:
        raise BadRequest(413, "The request's body is too large.")
    return False, int(length)
