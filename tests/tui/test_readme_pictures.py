"""The README's pictures show the wizard as it is, and its map the pages that there are; `make screenshots` draws them anew."""

import html
import re
from pathlib import Path

import pytest

from steps import STEPS
from steps.aws.page_prices import priced
from steps.target.target import PRACTICE_REGION
from tui.lines.page_text import plain_words, summary_and_details
from tui.welcome import ways_to_begin

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = re.findall(r"\]\((tui/screenshots/\S+\.svg)\)", README)
OLD = "run `make screenshots`"


def words(name: str) -> str:
    """All that can be read in this picture, line by line, without the space between words."""
    drawn = (ROOT / "tui" / "screenshots" / f"{name}.svg").read_text("utf-8")
    return re.sub(
        r"\s", "", html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))).replace("\xa0", "")
    )


def test_the_first_shows_what_stands_the_second_when_it_was_built() -> None:
    assert [Path(each).stem for each in SHOWN][:3] == ["finish", "timeline", "journey"]
    assert all((ROOT / each).is_file() for each in SHOWN)


def test_the_first_page_is_as_it_was_drawn() -> None:
    for _, label, _ in ways_to_begin("one key"):
        assert re.sub(r"\s", "", label) in words("start"), OLD


@pytest.mark.parametrize("name", ["step", "timeline"])
def test_the_pages_in_the_rail_are_those_of_the_book(name: str) -> None:
    for step in STEPS:
        assert re.sub(r"\s", "", step.title)[:12] in words(name), OLD


def test_the_page_that_is_shown_says_what_it_said() -> None:
    page = priced(next(step for step in STEPS if step.key == "network").prose, PRACTICE_REGION)
    first = plain_words(summary_and_details(page)[0].split("\n\n")[0]).split()
    threes = ["".join(first[place : place + 3]) for place in range(len(first) - 2)]
    there = sum(three in words("step") for three in threes)
    assert there >= len(threes) * 2 / 3, OLD  # where a line ends, another part of the page comes between


def test_the_map_has_each_page_in_its_order() -> None:
    assert re.findall(r"^\| (.+?) \| .+ \|$", README.partition("| page |")[2], re.MULTILINE)[
        : len(STEPS)
    ] == [step.title for step in STEPS]
