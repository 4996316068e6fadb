"""Writes a report: one zip file, new, for nobody but its user to read."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from steps.export.files import PRIVATE, check_new, write_new_bytes


def write_bundle(path: Path, files: Mapping[str, str]) -> None:
    """All of these texts under their names. Raises BadInput where something is there, Trouble when it cannot be written."""
    check_new(path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    write_new_bytes(path, packed.getvalue(), PRIVATE)
