"""What was pushed, on disk: blobs by their digest, and uploads that are still under way."""

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
UPLOAD = re.compile(r"[0-9a-f]{32}")
PIECE = 1 << 20  # bytes


class Store:
    """The layers, configurations and manifests of a practice registry: as short-lived as the cloud that it is part of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.remove()
        self._folder.mkdir(mode=0o700)

    def remove(self) -> None:
        """Leave nothing on the disk."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def find(self, digest: str) -> Path | None:
        """Find the file of a blob; None when it was never pushed."""
        path = self._folder / digest.removeprefix("sha256:")
        return path if DIGEST.fullmatch(digest) and path.is_file() else None

    def keep(self, content: bytes) -> str:
        """Keep something small, and give its digest."""
        digest = hashlib.sha256(content).hexdigest()
        (self._folder / digest).write_bytes(content)
        return f"sha256:{digest}"

    def begin(self) -> str:
        """Begin an upload, and give its id."""
        upload = secrets.token_hex(16)
        self._unfinished(upload).touch()
        return upload

    def append(self, upload: str, pieces: Iterable[bytes]) -> int:
        """Add to an upload, and give its bytes so far. Raises FileNotFoundError when there is no such upload."""
        with self._unfinished(upload).open("r+b") as file:
            file.seek(0, 2)
            for piece in pieces:
                file.write(piece)
            return file.tell()

    def finish(self, upload: str, digest: str) -> bool:
        """Make a blob of an upload; False, and the upload is gone, when its content has another digest."""
        unfinished = self._unfinished(upload)
        with unfinished.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != f"sha256:{found}":
            unfinished.unlink()
            return False
        unfinished.replace(self._folder / found)
        return True

    def _unfinished(self, upload: str) -> Path:
        if not UPLOAD.fullmatch(upload):
            raise FileNotFoundError(upload)
        return self._folder / f"upload-{upload}"
