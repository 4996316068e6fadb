"""The mouse and the clipboard do what the keys do."""

from textual import events
from textual.widgets import Input, TabbedContent

from tests.tui.conftest import press, settled, until
from tui.screens.quit_menu import QuitMenu
from tui.screens.step_page import StepPage
from tui.screens.target_page import TargetPage
from tui.widgets.rail import Rail
from tui.wizard.app import Wizard


async def test_a_click_on_the_contents_turns_to_that_page(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter")
        await pilot.click(Rail, offset=(8, 4))  # below the first three
        await settled(pilot)
        assert isinstance(wizard.screen, StepPage)
        assert wizard.screen.current.key == "front"


async def test_a_click_shows_a_tab_and_one_on_the_keys_presses_them(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter")
        await pilot.click("#--content-tab-Output")
        await settled(pilot)
        assert wizard.screen.query_one(TabbedContent).active == "Output"
        keys = [key for key in wizard.screen.query("FooterKey") if getattr(key, "key", "") == "q"]
        await pilot.click(keys[0])
        await until(pilot, lambda: isinstance(wizard.screen, QuitMenu))


async def test_a_name_can_be_pasted(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        assert isinstance(wizard.screen, TargetPage)
        entry = wizard.screen.query_one("#name", Input)
        entry.value = ""
        entry.focus()
        await pilot.pause()
        entry.post_message(events.Paste("pasted-name\nand more"))
        await until(pilot, lambda: entry.value == "pasted-name")
        await press(pilot, "enter")
        assert wizard.sight
        assert wizard.sight.plan.deployment == "pasted-name"
