"""The pages: short before their details, true about money, and nothing in them that the screen cannot show."""

import re

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Markdown

from steps import CONTENTS, STEPS
from steps.aws.page_prices import figures_of, in_words, priced
from steps.aws.prices import PRICES
from steps.book.preflight import Permissions, Room
from steps.doctor.findings import Finding, Verdict
from steps.engine.model.step import Step
from tui.widgets.marked_words import marked
from tui.widgets.prose import Prose

LITERAL = re.compile(
    r"\$\d|\b\d+(\.\d+)? cents?\b|\b(ten|fifty|five|three|two|one and a half|half a) cents?\b|\bdollars?\b"
)
LINES = 24
WIDEST = 40  # cells of a picture
DETAILS = "\n## "

each_page = pytest.mark.parametrize("step", STEPS, ids=CONTENTS)


class Reader(App[None]):
    """A page as wide as it is beside the contents at 80 columns."""

    def compose(self) -> ComposeResult:
        yield Prose()


@pytest.mark.parametrize("region", ["us-east-1", "sa-east-1", "af-south-1"])
@each_page
def test_every_figure_is_filled_in(step: Step, region: str) -> None:
    assert not set("{}") & set(priced(step.prose, region))


@each_page
def test_no_price_is_written_by_hand(step: Step) -> None:
    assert LITERAL.search(step.prose) is None


@each_page
def test_a_page_says_where_aws_says_more(step: Step) -> None:
    links = re.findall(r"https://\S+", step.prose)
    assert links
    assert all(link.startswith("https://docs.aws.amazon.com/") for link in links)


async def test_what_matters_first_fits_a_terminal_of_24_lines() -> None:
    heights = {}
    async with Reader().run_test(size=(56, LINES)) as pilot:
        page = pilot.app.query_one(Prose)
        for step in STEPS:
            await page.turn(marked(priced(step.prose, "eu-central-1")).partition(DETAILS)[0])
            await pilot.pause()
            heights[step.key] = pilot.app.query_one(Markdown).size.height
    assert {key: height for key, height in heights.items() if height > LINES} == {}


@each_page
def test_a_picture_is_no_wider_than_the_page(step: Step) -> None:
    pictures = re.findall(r"```\n(.*?)```", step.prose, re.DOTALL)
    assert all(line.isascii() and len(line) <= WIDEST for each in pictures for line in each.splitlines())


def test_the_figures_are_those_of_the_price_table() -> None:
    figures = figures_of("us-east-1")
    assert figures["load balancer"] == "2.2 cents"
    assert figures["smallest public task"] == "1.7 cents"
    assert figures["endpoint"] == "1 cent"
    assert figures_of("eu-central-1")["endpoints"] == "3.6 cents"
    assert set(figures) == {name for region in PRICES for name in figures_of(region)}


@pytest.mark.parametrize(
    ("dollars", "words"),
    [
        (0.005, "half a cent"),
        (0.01, "1 cent"),
        (0.0373, "3.7 cents"),
        (1.0, "1 dollar"),
        (2.5, "2.50 dollars"),
    ],
)
def test_an_amount_is_said_as_people_say_it(dollars: float, words: str) -> None:
    assert in_words(dollars) == words


def test_what_one_look_saw_is_told_without_its_name() -> None:
    seen = Finding(look="permissions", verdict=Verdict.OK, saw="all is allowed")
    assert Permissions().told([seen]) == "all is allowed"
    assert Room().told([seen, seen]) == "permissions: all is allowed; permissions: all is allowed"
