"""A look into a built image: its files, and everything that is kept of it."""

import gzip
import tarfile
from io import BytesIO

from steps.docker import Engine


def files_in(engine: Engine, reference: str) -> dict[str, bytes]:
    """Every file of an image, of all its layers together, by path."""
    with _opened(engine, reference) as archive:
        return {each.name: _content(archive, each) for each in archive if each.isfile()}


def mode_in(engine: Engine, reference: str, path: str) -> int:
    """Who may do what with one file of an image."""
    with _opened(engine, reference) as archive:
        return archive.getmember(path).mode


def _opened(engine: Engine, reference: str) -> tarfile.TarFile:
    """All layers of an image together, as a container has them."""
    client = engine.connect()
    container = client.create_container(reference, ["none"])["Id"]
    try:
        packed = BytesIO(b"".join(client.export(container)))
    finally:
        client.remove_container(container)
        client.close()
    return tarfile.open(fileobj=packed)


def all_of(engine: Engine, reference: str) -> bytes:
    """All that is kept of an image: its layers, unpacked, and its configuration and history."""
    client = engine.connect()
    packed = BytesIO(b"".join(client.get_image(reference)))
    client.close()
    with tarfile.open(fileobj=packed) as archive:
        parts = [_content(archive, each) for each in archive if each.isfile()]
    return b"".join(gzip.decompress(part) if part[:2] == b"\x1f\x8b" else part for part in parts)


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(entry)
    return file.read() if file else b""
