"""The map in CONTRIBUTING leads to what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAP = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PLACES = sorted(set(re.findall(r"`((?:tui|steps|tests|apps)/[a-z0-9_/.-]+)`", MAP)))


@pytest.mark.parametrize("place", PLACES)
def test_what_it_names_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_it_names_every_place_that_must_say_what_it_does_with_a_new_event() -> None:
    asked = [
        str(path.relative_to(ROOT))
        for room in ("tui", "steps")
        for path in (ROOT / room).rglob("*.py")
        if "assert_never(event)" in path.read_text("utf-8")
    ]
    assert len(asked) > 3
    assert [place for place in asked if place not in PLACES] == []
