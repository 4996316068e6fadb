"""The code with another table of contents, as a later version may have it, in a folder of its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.whole.conftest import ROOT, Told, Wizard

COMMAND = "import sys; from tui.__main__ import main; sys.exit(main())"


def rebind(folder: Path, words: Iterable[str]) -> None:
    """Copy the code there, with the pages that these words name."""
    for package in ("tui", "steps", "apps"):
        shutil.copytree(ROOT / package, folder / package)
    contents = folder / "steps/__init__.py"
    text, times = re.subn(r'(?s)(CONTENTS = """).*?(""")', rf"\1{' '.join(words)}\2", contents.read_text())
    assert times == 1
    contents.write_text(text)


def run(folder: Path, wizard: Wizard, *words: str) -> Told:
    """Run a command of the code in this folder, for the deployments of this wizard."""
    ended = subprocess.run(
        [sys.executable, "-c", COMMAND, *words], env={**wizard.environ, "PYTHONPATH": os.fspath(folder)},
        cwd=folder, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return Told(ended.returncode, ended.stdout, ended.stderr)
