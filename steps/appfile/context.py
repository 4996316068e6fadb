"""What of an app's folder goes into its image: the docker build context, and the tag that is made of it."""

import hashlib
import stat
from pathlib import Path
from typing import NamedTuple


class ContextFile(NamedTuple):
    """A file of the context: its path in the folder, with slashes, and its bytes."""

    path: str
    bytes: int


class Context(NamedTuple):
    """The build context: a tag that changes when it does, its size, its files with the biggest first."""

    tag: str
    bytes: int
    files: tuple[ContextFile, ...]


def read_context(folder: Path) -> Context:
    """Read the context in `folder` as `docker build` would send it, .dockerignore honoured.

    The tag is 12 hexadecimal digits of names, contents and executable bits, so that an unchanged app keeps
    its image whoever builds it, wherever and whenever.
    """
    import docker  # noqa: F401  (before its parts: two threads that import different parts first trip each other up)
    from docker.utils.build import exclude_paths

    total = hashlib.sha256()
    files = []
    for name in sorted(exclude_paths(str(folder), ignored(folder))):
        path = folder / name
        if path.is_symlink():
            kind, digest = "link", hashlib.sha256(str(path.readlink()).encode())
        elif path.is_file():
            kind, digest = _kind(path), _digest(path)
            files.append(ContextFile(Path(name).as_posix(), path.stat().st_size))
        else:
            continue  # a folder is known by its files; sockets and the like are not sent
        total.update(f"{kind} {digest.hexdigest()} {Path(name).as_posix()}\0".encode())
    files.sort(key=lambda file: (-file.bytes, file.path))
    return Context(total.hexdigest()[:12], sum(file.bytes for file in files), tuple(files))


def ignored(folder: Path) -> list[str]:
    """Give the patterns of the folder's .dockerignore, none when it has none."""
    try:
        lines = (folder / ".dockerignore").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _kind(path: Path) -> str:
    return "program" if path.stat().st_mode & stat.S_IXUSR else "file"


def _digest(path: Path) -> "hashlib._Hash":
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256")
