"""Whatever the reader has to see or press is in sight on the smallest terminal."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button, Input

from tests.tui.book import Cloud
from tests.tui.conftest import press, settled, until
from tui.screens.quit_menu import QuitMenu
from tui.widgets.choices import ChoiceList
from tui.widgets.questions import Field
from tui.wizard.app import Wizard

SMALL = (80, 24)


def is_whole(wizard: Wizard, widget: Widget) -> bool:
    """Whether all of it is on the screen and nothing lies over it."""
    region = widget.region
    shown = wizard.screen._compositor.visible_widgets.get(widget)
    return bool(shown and region.area and region.intersection(shown[1]) == region)


async def test_the_way_onward_from_the_target(wizard: Wizard) -> None:
    async with wizard.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        button = wizard.screen.query_one("#onward", Button)
        assert button.has_focus
        assert is_whole(wizard, button)


async def test_the_regions_and_what_is_typed_to_narrow_them(
    wizard: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile work]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/builder\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    async with wizard.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "down", "enter")
        regions = wizard.screen.query_one("#regions")
        narrow, listed = regions.query_one(Input), regions.query_one(ChoiceList)
        assert is_whole(wizard, listed)
        narrow.focus()
        await press(pilot, *"frankfurt")
        assert is_whole(wizard, narrow)
        assert [str(option.prompt).split()[1] for option in listed.options] == ["eu-central-1"]


async def test_the_answer_of_a_question_beside_its_page(wizard: Wizard) -> None:
    async with wizard.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n")
        entry = wizard.screen.query_one(Field).query_one(Input)
        assert is_whole(wizard, entry)
        entry.focus()
        await settled(pilot)
        assert is_whole(wizard, entry), "also while the reason for the question is shown"


async def test_skipping_is_offered_on_the_optional_page_alone(wizard: Wizard) -> None:
    async with wizard.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n", "n")
        assert offered(wizard, "s")
        await press(pilot, "n")
        assert not offered(wizard, "s")


def offered(wizard: Wizard, key: str) -> bool:
    """Whether the footer of the page shows this key."""
    keys = wizard.screen.query("FooterKey")
    return any(getattr(each, "key", "") == key for each in keys)


@pytest.mark.parametrize("walk", [(), ("enter",), ("enter", "enter"), ("enter", "enter", "enter")])
async def test_ctrl_c_is_a_menu_on_every_page(wizard: Wizard, walk: tuple[str, ...]) -> None:
    async with wizard.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, *walk)
        await menu_opens_and_closes(wizard, pilot)


async def test_ctrl_c_is_a_menu_while_building_at_the_end_and_before_taking_down(
    wizard: Wizard, cloud: Cloud
) -> None:
    async with wizard.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b")
        for key in ("", "enter", "d"):
            await press(pilot, *([key] if key else []))
            await menu_opens_and_closes(wizard, pilot)
        assert cloud.objects


async def menu_opens_and_closes(wizard: Wizard, pilot: Pilot[int]) -> None:
    page = wizard.screen
    await pilot.press("ctrl+c")
    await until(pilot, lambda: isinstance(wizard.screen, QuitMenu))
    await press(pilot, "escape")
    assert wizard.screen is page
