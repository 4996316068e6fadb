"""Writing what is exported: always a new file, never over one that is there."""

import os
from pathlib import Path

from steps.engine.troubles import BadInput, Trouble

SCRIPT, TEXT, PRIVATE = 0o755, 0o644, 0o600


def check_new(*paths: Path) -> None:
    """Nothing is there under these names. Raises BadInput."""
    if there := [str(path) for path in paths if path.exists()]:
        raise BadInput(
            f"{' and '.join(there)} {'is' if len(there) == 1 else 'are'} there already.",
            why="What is exported is written over nothing.",
            cure="Move it away, or give another place: `-o`.",
        )


def write_new(path: Path, text: str, mode: int = TEXT) -> None:
    """Write a new file with this mode. Raises Trouble when that cannot be."""
    write_new_bytes(path, text.encode(), mode)


def write_new_bytes(path: Path, data: bytes, mode: int = TEXT) -> None:
    """The same of what is no text."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise Trouble(
            f"{path} cannot be written: {error.strerror or error}.",
            cure="Give another place: `-o`.",
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
