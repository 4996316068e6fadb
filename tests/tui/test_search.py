"""Letters are looked for in what a tab shows, and what it shows is copied; things are read in full at 80 by 24."""

import pytest
from textual.widgets import Input, Static

from tests.tui.book import Cloud
from tests.tui.conftest import new_wizard, press, settled
from tests.tui.test_tasks import screen_of
from tui.screens.details import Details
from tui.screens.finish import Finish
from tui.screens.step_page import StepPage
from tui.widgets.find_bar import FindBar
from tui.widgets.prose import Prose
from tui.wizard.app import Wizard

TO_FINISH = ("enter", "enter", "b", "enter")


def place(wizard: Wizard) -> str:
    return str(wizard.screen.query_one("#place", Static).render())


@pytest.mark.parametrize(
    ("tab", "wanted", "places"),
    [("2", "says hello", 5), ("4", "pretend create", 5), ("3", "service hello", 2)],
)
async def test_letters_are_found_in_a_tab_and_one_place_follows_the_other(
    wizard: Wizard, tab: str, wanted: str, places: int
) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH, tab, "slash")
        wizard.screen.query_one("#sought", Input).value = wanted.upper()
        await press(pilot, "enter")
        assert place(wizard) == f"1 of {places}"
        await press(pilot, "n")
        assert place(wizard) == f"2 of {places}"
        await press(pilot, "N", "N")
        assert place(wizard) == f"{places} of {places}", "before the first comes the last"
        await press(pilot, "escape")
        assert isinstance(wizard.screen, Finish), "the search ends, and the page stays"
        assert not wizard.screen.query_one(FindBar).display
        await press(pilot, "escape")
        assert not isinstance(wizard.screen, Finish)


async def test_letters_are_found_in_prose_and_n_turns_the_page_again_afterwards(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "slash")
        page = wizard.screen
        assert isinstance(page, StepPage)
        page.query_one("#sought", Input).value = "explained"
        await press(pilot, "enter")
        assert place(wizard) == "1 of 1"
        assert len(page.query_one(Prose).query(".-found")) == 1
        await press(pilot, "slash")
        page.query_one("#sought", Input).value = "nowhere to be found"
        await press(pilot, "enter", "n")
        assert place(wizard) == "not found"
        assert page.current.key == "preflight"
        await press(pilot, "escape", "n")
        assert page.current.key == "network"


@pytest.mark.parametrize(
    ("tab", "has"),
    [
        ("1", "It is **explained**"),
        ("2", "network says hello"),
        ("4", "aws pretend create --name network"),
        ("5", "the Internet"),
    ],
)
async def test_c_copies_what_is_in_front(wizard: Wizard, tab: str, has: str) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n", "enter", tab, "c")
        assert has in wizard.clipboard


async def test_an_id_and_a_reason_can_be_read_in_full() -> None:
    cloud = Cloud(broken={"load-balancer"})
    wizard = new_wizard(cloud)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b", "escape", "i")
        assert isinstance(wizard.screen, Details)
        shown = " ".join(str(each.render()) for each in wizard.screen.query(Static))
        assert "id: id-network" in shown
        assert "why: The cloud is full." in shown
        await press(pilot, "c")
        assert "what to do: Make room, then try again." in wizard.clipboard
        assert wizard.clipboard.startswith("✗ load-balancer"), "what is in trouble is what is looked for"
        await press(pilot, "escape")
        assert not isinstance(wizard.screen, Details)


async def test_every_page_of_the_deployment_is_in_the_command_palette_by_its_name(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH)
        commands = {each.title: each.callback for each in wizard.get_system_commands(wizard.screen)}
        assert {"1 Before we start", "3 A bonus", "The plan", "What stands", "What the tasks write"} <= set(
            commands
        )
        commands["3 A bonus"]()
        await settled(pilot)
        assert isinstance(wizard.screen, StepPage)
        assert "A bonus" in screen_of(wizard)
        commands["What stands"]()
        await settled(pilot)
        assert isinstance(wizard.screen, Finish)


async def test_the_plan_is_searched_and_copied_too(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "slash")
        wizard.screen.query_one("#sought", Input).value = "REGION"
        await press(pilot, "enter")
        assert place(wizard) == "1 of 1"
        await press(pilot, "escape", "c")
        assert "Region: eu-central-1 (default)" in wizard.clipboard


async def test_end_and_home_lead_to_the_end_and_the_beginning_wherever_the_cursor_is(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH, "5")
        wizard.screen.query_one("#apps").focus()
        await press(pilot, "end")
        picture = wizard.screen.query_one("#Picture Picture")
        wizard.screen.set_focus(None)
        await press(pilot, "end")
        assert picture.scroll_y == picture.max_scroll_y > 0
        await press(pilot, "home")
        assert picture.scroll_y == 0
