"""`g` opens the glossary over any page; an underlined word opens it at that word, an address opens a browser."""

import webbrowser

import pytest
from textual.widgets import Markdown, Static

from tests.tui.browser import Browser
from tests.tui.conftest import press, settled
from tui.lines.help_command import GLOSSARY
from tui.screens.glossary_page import GlossaryPage
from tui.widgets.prose import Prose
from tui.wizard.app import Wizard


def meanings(wizard: Wizard) -> str:
    return str(wizard.screen.query_one("#meanings", Static).render())


async def test_g_opens_it_typing_narrows_it_and_escape_closes_it(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        await settled(pilot)
        beneath = wizard.screen
        await press(pilot, "g")
        assert isinstance(wizard.screen, GlossaryPage)
        assert meanings(wizard).startswith("account\n")
        await press(pilot, *"prefix")
        assert meanings(wizard).startswith("prefix list\nA named list")
        assert "Fargate" not in meanings(wizard)
        await press(pilot, "escape")
        assert wizard.screen is beneath


async def test_the_words_scroll_while_the_line_has_the_cursor(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "g", "pagedown", "down")
        assert wizard.screen.query_one("#words").scroll_y == 11


async def test_a_word_of_a_page_leads_to_its_meaning(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter")
        prose = wizard.screen.query_one(Prose).query_one(Markdown)
        prose.post_message(Markdown.LinkClicked(prose, "glossary:availability-zone"))
        await settled(pilot)
        assert meanings(wizard).startswith("availability zone\n")


async def test_an_address_opens_a_browser(wizard: Wizard, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser("firefox")
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    async with wizard.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter")
        prose = wizard.screen.query_one(Prose).query_one(Markdown)
        prose.post_message(Markdown.LinkClicked(prose, "https://docs.aws.amazon.com/x"))
        await settled(pilot)
    assert browser.opened == ["https://docs.aws.amazon.com/x"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([GLOSSARY, "prefix", "lists"], 0, "prefix list\n  A named list"),
        ([GLOSSARY], 0, "execution role\n"),
        (["network"], 0, "A private network\n\nYour apps get a network of their own"),
        (["front_door"], 0, "It costs 2.7 cents an hour"),
        (["netwrk"], 2, "There is no topic “netwrk”"),
        ([GLOSSARY, "xyzzy"], 2, "is not in the glossary"),
    ],
)
def test_help_says_the_same_in_lines(
    words: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tui.__main__ import main

    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    assert main(["help", *words]) == code
    told = capsys.readouterr()
    assert said in told.out + told.err
