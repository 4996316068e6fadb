"""The ports a container listens on, seen from inside: an engine may be far away, and an image may have no tools."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docker import APIClient

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
LISTENING = "0A"
HEADER = "local_address"
READERS = (
    ("cat", *TABLES),
    ("busybox", "cat", *TABLES),
    ("sh", "-c", f'while read -r line; do echo "$line"; done < {TABLES[0]}'),
    ("python3", "-c", "".join(f"print(open('{table}').read());" for table in TABLES)),
    ("node", "-e", "".join(f"console.log(''+fs.readFileSync('{table}'));" for table in TABLES)),
)
"""Programs that can show a file; an image usually has one of them."""


@dataclass(frozen=True)
class ListeningSocket:
    """A port that is listened on, and whether only the container itself can reach it."""

    port: int
    loopback: bool


def listeners(client: "APIClient", container: str) -> frozenset[ListeningSocket] | None:
    """Give what the container listens on; None when it has no program that could say."""
    from docker.errors import APIError

    for reader in READERS:
        try:
            asked = client.exec_create(container, list(reader), stderr=False)
            said = client.exec_start(asked["Id"])
        except APIError:
            continue
        text = said.decode("ascii", errors="replace")
        if HEADER in text:
            return frozenset(parse(text))
    return None


def parse(table: str) -> Iterator[ListeningSocket]:
    """Read the kernel's table of TCP sockets; an address is in hexadecimal, each word with its last byte first."""
    for line in table.splitlines():
        match line.split():
            case [_, local, _, state, *_] if state == LISTENING and ":" in local:
                address, _, port = local.rpartition(":")
                yield ListeningSocket(int(port, 16), _is_loopback(address))


def _is_loopback(address: str) -> bool:
    """127.0.0.0/8, ::1, and the first inside the second."""
    if len(address) == 8:
        return address.endswith("7F")
    return address == "0" * 24 + "01000000" or (
        address.startswith("0" * 16 + "FFFF0000") and address.endswith("7F")
    )
