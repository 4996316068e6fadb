"""The tab of commands: read, copied one or all, saved, on every page that has it."""

from pathlib import Path

import pytest

from tests.tui.conftest import press, settled
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.teardown import Teardown
from tui.widgets.cli_calls import Calls, Commands
from tui.wizard.app import Wizard

TO_EVERYTHING = ("enter", "enter", "b")
FIRST = "aws pretend create --name network"


def shown(wizard: Wizard) -> list[str]:
    commands = wizard.screen.query_one(Commands)
    return [str(commands.get_option_at_index(place).prompt) for place in range(commands.option_count)]


async def test_one_is_copied_all_are_copied_and_saved(
    wizard: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_EVERYTHING)
        assert isinstance(wizard.screen, Everything)
        await press(pilot, "4", "home", "y")
        assert wizard.clipboard == f"{FIRST}\n"
        await press(pilot, "c", "w", "w")
        assert f"\n{FIRST}\n" in wizard.clipboard
        assert wizard.clipboard.startswith("export AWS_DEFAULT_REGION=eu-central-1\n")
        for name in ("practice-commands.sh", "practice-commands-2.sh"):
            assert (tmp_path / name).read_text() == wizard.clipboard


async def test_they_are_on_the_last_pages_too(
    wizard: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_EVERYTHING, "enter")
        for page, key in ((Finish, "d"), (Teardown, "4")):
            assert isinstance(wizard.screen, page)
            await press(pilot, "4", "home", "y")
            assert wizard.clipboard == f"{FIRST}\n"
            await press(pilot, "c", "w")
            assert wizard.clipboard.startswith("export AWS_DEFAULT_REGION=eu-central-1\n")
            assert f"\n{FIRST}\n" in wizard.clipboard
            await press(pilot, key)
        for name in ("practice-commands.sh", "practice-commands-2.sh"):
            assert (tmp_path / name).read_text() == wizard.clipboard


async def test_enter_and_the_digits_are_the_pages_own_among_commands(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_EVERYTHING, "4", "5", "4", "enter")
        assert isinstance(wizard.screen, Finish)


async def test_a_key_shows_every_call_and_the_next_only_what_changes_things(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_EVERYTHING, "4")
        calls = wizard.screen.query_one(Calls)
        look = "aws pretend list-things"
        from steps.engine.model.events import Called

        calls.take(Called(resource="network", line=look, seconds=0.1, error="AccessDenied"))
        calls.show()
        assert look not in calls.text_for_copy()
        await press(pilot, "a")
        assert any(line.startswith(look) and "refused: AccessDenied" in line for line in shown(wizard))
        await press(pilot, "a")
        assert look not in "".join(shown(wizard))
