"""A request's head: its first line and its headers, read within an Application Load Balancer's limits.

The limits: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
"""

import io
import re
from dataclasses import dataclass
from http.client import HTTPMessage

LONGEST_LINE = 16 * 1024
LONGEST_HEAD = 64 * 1024
MOST_HEADERS = 500  # AWS says no number; ours keeps what is looked through for each request small

TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
REQUEST_LINE = re.compile(rb"(%s) ([\x21-\x7e\x80-\xff]+) HTTP/([0-9])\.([0-9])" % TOKEN)
HEADER = re.compile(rb"(%s):[ \t]*([\t\x20-\x7e\x80-\xff]*)" % TOKEN)
AUTHORITY = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=%:\[\]-]*")


class BadRequest(Exception):
    """The client's request cannot be served; `status` is the answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Head:
    """What a request begins with; `version` is HTTP/1.0 or HTTP/1.1."""

    method: str
    target: str
    version: str
    headers: HTTPMessage

    @property
    def connection(self) -> list[str]:
        """The options of the Connection header, in small letters."""
        return options(self.headers, "Connection")

    @property
    def stays(self) -> bool:
        """Whether the connection goes on after the answer."""
        if "close" in self.connection:
            return False
        return self.version == "HTTP/1.1" or "keep-alive" in self.connection


def options(headers: HTTPMessage, name: str) -> list[str]:
    """The items of a header that is a list, in small letters, from all its lines."""
    listed = ",".join(headers.get_all(name, []))
    return [item.strip().lower() for item in listed.split(",") if item.strip()]


def read_head(reader: io.BufferedReader) -> Head:
    """Read a request's head; raises BadRequest for what is malformed or too large."""
    first = _line(reader, 414) or _line(reader, 414)  # an empty line may come before a request
    found = REQUEST_LINE.fullmatch(first)
    if found is None:
        raise BadRequest(400, "The request's first line is malformed.")
    if found[3] != b"1":
        raise BadRequest(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
    version = "HTTP/1.0" if found[4] == b"0" else "HTTP/1.1"
    head = Head(found[1].decode(), found[2].decode("latin-1"), version, _headers(reader, len(first)))
    _check_host(head)
    return head


def _headers(reader: io.BufferedReader, size: int) -> HTTPMessage:
    headers = HTTPMessage()
    for _ in range(MOST_HEADERS + 1):
        line = _line(reader, 400)
        if not line:
            return headers
        size += len(line)
        if size > LONGEST_HEAD:
            raise BadRequest(400, "The headers are too large.")
        found = HEADER.fullmatch(line)
        if found is None:
            raise BadRequest(400, "A header is malformed, or goes on over a second line.")
        headers[found[1].decode()] = found[2].decode("latin-1").rstrip(" \t")
    raise BadRequest(400, "There are too many headers.")


def _line(reader: io.BufferedReader, status_if_long: int) -> bytes:
    line = reader.readline(LONGEST_LINE + 2)
    if line.endswith(b"\n"):
        return line.removesuffix(b"\n").removesuffix(b"\r")
    if len(line) > LONGEST_LINE:
        raise BadRequest(status_if_long, "A line of the request is too long.")
    raise BadRequest(400, "The request ended early.")


def _check_host(head: Head) -> None:
    hosts = head.headers.get_all("Host", [])
    if len(hosts) > 1 or (not hosts and head.version == "HTTP/1.1"):
        raise BadRequest(400, "A request names one Host.")
    if hosts and not AUTHORITY.fullmatch(hosts[0]):
        raise BadRequest(400, "The Host is malformed.")
