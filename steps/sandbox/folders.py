"""The folders that may run as processes: those that a wizard of this home has registered, and nobody else's.

An image without layers names one by a digest, never by its path. What the digest stands for is a file in the home, which
only its user can write; so neither a manifest nor a task definition decides what runs on this machine.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

ANNOTATION = "fargate-wizard.folder"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
REGISTER = "folders"


def register(home: Path, folder: Path, content: str) -> str:
    """Let an app's folder run in the practice cloud of `home`; give the digest by which a manifest names it.

    `content` is the tag that is made of what is in the folder: with other content it is another image.
    """
    entry = json.dumps({"folder": str(folder.resolve()), "content": content}, sort_keys=True).encode()
    digest = f"sha256:{hashlib.sha256(entry).hexdigest()}"
    kept = home / REGISTER
    kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=kept, delete=False) as fresh:  # for its user only, as all of the home is
        fresh.write(entry)
    Path(fresh.name).replace(kept / digest)
    return digest


def registered(home: Path, digest: str) -> Path | None:
    """Find the folder behind a digest; None when no wizard of this home has registered it."""
    if not DIGEST.fullmatch(digest):
        return None
    try:
        entry = (home / REGISTER / digest).read_bytes()
    except OSError:
        return None
    if digest != f"sha256:{hashlib.sha256(entry).hexdigest()}":
        return None
    return Path(json.loads(entry)["folder"])


def forget(home: Path) -> None:
    """Drop what was registered with an earlier practice cloud of this home: its images are gone too."""
    shutil.rmtree(home / REGISTER, ignore_errors=True)
