"""Somebody else works on the deployment: who and for how long is said, and it is waited for, taken over, or left at that."""

import io
import sys

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from steps.engine.troubles import Exit
from tests.tui.book import WHOLE, Cloud
from tests.tui.conftest import press, settled, until
from tui.lines.plain_run import build, take_down
from tui.screens.holder_menu import HolderMenu
from tui.screens.teardown import Teardown
from tui.sight import Sight
from tui.wizard.app import Wizard

HE = "bob on desk is building practice, for 3 min 20 s now."


async def asked(pilot: Pilot[int], wizard: Wizard, *keys: str) -> None:
    """Press these, until there is a menu that was not there before."""
    before = wizard.screen
    await pilot.press(*keys)
    await until(
        pilot,
        lambda: (
            isinstance(wizard.screen, HolderMenu) and wizard.screen is not before and not wizard.room.busy
        ),
    )


async def test_the_screen_names_him_and_builds_only_when_told_to(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter")
        cloud.logs.put_his("practice")
        await asked(pilot, wizard, "b")
        assert HE in str(wizard.screen.query_one(".prose", Static).render())
        await press(pilot, "escape")
        assert not cloud.objects
        wizard.build(None)
        await asked(pilot, wizard)
        await asked(pilot, wizard, "t")
        assert not cloud.objects, "he is still there"
        await press(pilot, "o")
        assert set(cloud.objects) == WHOLE
        assert not cloud.logs.groups


async def test_the_screen_goes_on_by_itself_once_he_has_ended(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n")
        cloud.logs.put_his("practice")
        await asked(pilot, wizard, "enter", "enter")
        cloud.logs.groups.clear()
        await press(pilot, "t")
        assert set(cloud.objects) == {"network", "subnet.a", "subnet.b"}


async def test_a_teardown_on_the_screen_asks_as_well(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b")
        assert set(cloud.objects) == WHOLE
        cloud.logs.put_his("practice")
        wizard.pages.show_teardown()
        await settled(pilot)
        await asked(pilot, wizard, "enter")
        await press(pilot, "escape")
        assert isinstance(wizard.screen, Teardown)
        assert set(cloud.objects) == WHOLE
        assert "Nothing is being deleted" in str(wizard.screen.query_one("#promise", Static).render())
        await asked(pilot, wizard, "enter")
        await press(pilot, "o")
        assert not cloud.objects
        assert not cloud.logs.groups


def test_the_lines_name_him_and_go_on_only_when_told_to(
    sight: Sight, cloud: Cloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))

    cloud.logs.put_his("practice")
    answer("1\n\n")
    assert build(sight) is Exit.FAILED
    assert capsys.readouterr().out.count(f"  {HE}\n") == 2
    assert not cloud.objects
    answer("2\n1\n")
    assert build(sight) is Exit.DONE
    assert set(cloud.objects) == WHOLE
    cloud.logs.put_his("practice")
    answer("practice\n3\n")
    assert take_down(sight) is Exit.FAILED
    assert set(cloud.objects) == WHOLE
    answer("practice\n2\n")
    assert take_down(sight) is Exit.DONE
    assert not cloud.objects
    assert not cloud.logs.groups
