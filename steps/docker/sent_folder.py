"""An app's folder on its way to the engine: said when it is huge, sent with its progress, stopped at once."""

import io
import tarfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic

from steps.appfile.building import DOCKERFILE, Build
from steps.appfile.context import FROM_OUTSIDE, Context, dockerfile_inside, ignore_file, sent
from steps.appfile.private_files import private_files
from steps.docker.build_order import BuildOrder
from steps.docker.live_answers import Item
from steps.engine.troubles import Stopped

MOST_NAMED = 8  # files in one warning
HUGE = 100_000_000  # bytes
OFTEN = 0.1  # seconds between two reports


def warn_if_huge(folder: Path, build: Build, context: Context, say: Callable[[str], None]) -> None:
    """Say before it is sent that a folder is huge, what in it is, and how to leave that out."""
    if context.bytes < HUGE:
        return
    sizes: Counter[str] = Counter()
    for file in context.files:
        top, slash, _ = file.path.partition("/")
        sizes[top + slash] += file.bytes
    largest = ", ".join(f"{name} ({megabytes(size)})" for name, size in sizes.most_common(3))
    say(
        f"{folder.name} is {megabytes(context.bytes)} in {len(context.files)} files, and all of it goes to "
        f"the engine: {largest}. What the image does not need belongs in {ignore_file(folder, build)}."
    )


def warn_of_secrets(folder: Path, build: Build, context: Context, say: Callable[[str], None]) -> None:
    """Say before it is sent what looks like a secret, by name, and which lines of .dockerignore keep it out."""
    found = private_files(context)
    if not found:
        return
    paths = [path for each in found.values() for path in each]
    named = ", ".join(paths[:MOST_NAMED]) + (
        f" and {len(paths) - MOST_NAMED} more" if paths[MOST_NAMED:] else ""
    )
    say(
        f"WARNING: {named} of {folder.name} may be secret, and goes to the engine and perhaps into the image. "
        f"To keep it out, write into {ignore_file(folder, build)}, a line each: {' '.join(found)}"
    )


def pack(order: BuildOrder, into: Path) -> str:
    """Write what is sent to a tar file; give the Dockerfile's name in it."""
    # buildx takes no other format for an archive: it looks at the first block alone
    with tarfile.open(into, "w", format=tarfile.GNU_FORMAT) as archive:
        return _pack_image(order.image, archive) if order.image else _pack_folder(order, archive)


def _pack_folder(order: BuildOrder, archive: tarfile.TarFile) -> str:
    """Add the context, owners left out."""
    folder, build = order.folder, order.build
    root, dockerfile = build.root(folder), dockerfile_inside(folder, build)

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        if order.stop.is_set():
            raise Stopped
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        return entry

    for name in sent(folder, build):
        archive.add(root / name, arcname=name, recursive=False, filter=plain)
    if dockerfile is None and order.dockerfile.is_file():
        archive.add(order.dockerfile.resolve(), arcname=FROM_OUTSIDE, recursive=False, filter=plain)
    return dockerfile or FROM_OUTSIDE


def _pack_image(image: str, archive: tarfile.TarFile) -> str:
    """Add what fetches an image as it is: a Dockerfile of one line."""
    line = f"FROM {image}\n".encode()
    entry = tarfile.TarInfo(DOCKERFILE)
    entry.size = len(line)
    archive.addfile(entry, io.BytesIO(line))
    return DOCKERFILE


class Parcel(io.FileIO):
    """A packed folder on its way to the engine: tells how far it is, and ends the upload on `stop`."""

    def __init__(self, path: Path, tell: Callable[[Item], None], stop: Event) -> None:
        super().__init__(str(path))
        self._size = path.stat().st_size
        self._tell = tell
        self._stop = stop
        self._told = 0.0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read the next bytes; Stopped when the user no longer wants to."""
        if self._stop.is_set():
            raise Stopped
        data = super().read(-1 if size is None else size) or b""
        if monotonic() - self._told >= OFTEN or (data and self.tell() == self._size):
            self._told = monotonic()
            self._tell({"sent": self.tell(), "of": self._size})
        return data


def megabytes(size: int) -> str:
    """Write a number of bytes as megabytes."""
    return f"{size / 1e6:,.0f} MB"
