"""Adding a step costs one file and one word, wherever in the book the word is put."""

import re
from pathlib import Path

import pytest

from steps import CONTENTS
from tests.marks import long
from tests.whole.conftest import ROOT, Wizard
from tests.whole.rebound import rebind, run

PLACES = {"first": 0, "middle": len(CONTENTS) // 2, "last": len(CONTENTS)}


@pytest.mark.parametrize(
    "place", [PLACES["middle"], long(PLACES["first"]), long(PLACES["last"])], ids=["middle", "first", "last"]
)
def test_the_step_of_the_contributors_page_is_built_and_removed(
    wizard: Wizard, tmp_path: Path, place: int
) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert example
    rebind(tmp_path, [*CONTENTS[:place], "note", *CONTENTS[place:]])
    (tmp_path / "steps/book/note.py").write_text(example[1])
    for words, said in (
        (("up", "noted", "--target", "sandbox", "--yes"), "notebook: ready"),
        (("status", "noted"), "A note to self"),
        (("down", "noted", "--yes"), "notebook: gone"),
    ):
        told = run(tmp_path, wizard, *words)
        assert told.code == 0, told.out[-2000:] + told.err
        assert said in told.out
