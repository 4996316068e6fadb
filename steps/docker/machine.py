"""For which processor the programs in an image really are, whatever the image says of itself.

BuildKit takes a base image that exists for one processor only, and names what it makes of it after the one that was asked for.
"""

import io
import posixpath
import tarfile
from typing import TYPE_CHECKING

from steps.docker.engine import Engine
from steps.docker.leftover_containers import clear_away

if TYPE_CHECKING:
    from docker import APIClient

MACHINES = {0x3E: "amd64", 0xB7: "arm64"}  # e_machine of an ELF header, in Docker's words
MACHINE_AT = 18  # bytes into that header
ANYWHERE = ("/bin/sh", "/bin/busybox")
LINKS = 8  # that are followed from one name


def machine_of(engine: Engine, reference: str, platform: str) -> str:
    """Read the header of a program of the image: amd64, arm64, or nothing where it has none that can be read."""
    client = engine.connect()
    config = client.inspect_image(reference)["Config"]  # type: ignore[no-untyped-call]  # stub has no types
    command = (*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ()))
    container = client.create_container(reference, ["true"], platform=platform)["Id"]
    try:
        own = [word for word in command[:1] if word.startswith("/")]
        return next(filter(None, (_machine(client, container, path) for path in (*own, *ANYWHERE))), "")
    finally:
        clear_away(engine, container)
        client.close()


def _machine(client: "APIClient", container: str, path: str) -> str:
    from docker.errors import APIError

    for _ in range(LINKS):
        try:
            chunks, _ = client.get_archive(container, path)
        except APIError:
            return ""
        with tarfile.open(fileobj=io.BytesIO(b"".join(chunks))) as archive:
            entry = archive.next()
            if entry is not None and entry.issym():
                path = posixpath.normpath(posixpath.join(posixpath.dirname(path), entry.linkname))
                continue
            program = archive.extractfile(entry) if entry is not None else None
            head = program.read(MACHINE_AT + 2) if program else b""
        return MACHINES.get(int.from_bytes(head[MACHINE_AT:], "little"), "") if head[:4] == b"\x7fELF" else ""
    return ""
