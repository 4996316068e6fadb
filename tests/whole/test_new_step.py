"""Adding a step costs one file and one word, wherever in the book the word is put."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from steps import CONTENTS
from tests.whole.conftest import ROOT, Wizard

PLACES = {"first": 0, "middle": len(CONTENTS) // 2, "last": len(CONTENTS)}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_step_of_the_contributors_page_is_built_and_removed(
    wizard: Wizard, tmp_path: Path, place: int
) -> None:
    for package in ("tui", "steps", "apps"):
        shutil.copytree(ROOT / package, tmp_path / package)
    page = (ROOT / "CONTRIBUTING.md").read_text()
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert example
    (tmp_path / "steps/book/note.py").write_text(example[1])
    contents = tmp_path / "steps/__init__.py"
    words = " ".join([*CONTENTS[:place], "note", *CONTENTS[place:]])
    text, times = re.subn(r'(?s)(CONTENTS = """).*?(""")', rf"\1{words}\2", contents.read_text())
    assert times == 1
    contents.write_text(text)

    def run(*words: str) -> str:
        told = subprocess.run(
            [sys.executable, "-c", "import sys; from tui.__main__ import main; sys.exit(main())", *words],
            cwd=tmp_path, env={**wizard.environ, "PYTHONPATH": os.fspath(tmp_path)}, check=False,
            capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert told.returncode == 0, told.stdout[-2000:] + told.stderr
        return told.stdout

    assert "notebook: ready" in run("up", "noted", "--target", "sandbox", "--yes")
    assert "A note to self" in run("status", "noted")
    assert "notebook: gone" in run("down", "noted", "--yes")
