"""Which folder of deployments this is: a name by which AWS shows it to other machines."""

import contextlib
import os
import re
import uuid
from pathlib import Path

from steps.engine.troubles import Trouble

SHAPE = re.compile(r"[0-9a-f]{12}")


def known_home_id(home: Path) -> str:
    """What is kept there; empty where nothing is."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if SHAPE.fullmatch(known := (home / "home-id").read_text().strip()):
            return known
    return ""


def home_id(home: Path) -> str:
    """Twelve hexadecimal digits, made by chance the first time and kept in `home-id`. Raises Trouble when they cannot be kept."""
    if known := known_home_id(home):
        return known
    path = home / "home-id"
    new = uuid.uuid4().hex[:12]
    draft = path.with_name(f"home-id.{new}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{new}\n")
        draft.replace(path)
    except OSError as error:
        raise Trouble(
            f"{path} cannot be written: {error.strerror or error}.",
            why="By what stands there AWS tells this machine from others, so that two do not build the same at once.",
            cure=f"Make room or give write access in {home}, then run the same command again.",
        ) from error
    return new
