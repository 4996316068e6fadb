"""What a standing deployment cannot change is refused, and changes nothing; once it is gone, it can."""

from collections.abc import Iterator

import pytest

from tests.marks import long
from tests.whole.conftest import Wizard

NAME = "settled"
UP = ("up", NAME, "--target", "sandbox", "--yes", "--json")
OTHERS = ("--az", "eu-central-1b", "--az", "eu-central-1c")


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard) -> Iterator[None]:
    yield
    assert wizard("down", NAME, "--yes").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (OTHERS, "its zones cannot be changed"),
        long(("--set", "namespace=other.internal"), "find each other under settled.internal"),
    ],
)
def test_it_is_refused_while_it_stands_and_taken_once_it_is_gone(
    wizard: Wizard, words: tuple[str, ...], said: str
) -> None:
    assert wizard(*UP).code == 0
    before = wizard.journal(NAME)
    told = wizard(*UP, *words)
    assert told.code == 2
    assert said in told.err
    assert "take " in told.err
    assert wizard.journal(NAME) == before
    assert wizard(*UP).code == 0
    assert wizard("down", NAME, "--yes").code == 0
    assert wizard(*UP, *words).code == 0
