"""Ten wrong keys on every page: each is answered by something that helps, and changes nothing."""

from textual.widgets import Input

from tests.tui.book import Cloud
from tests.tui.conftest import new_wizard, press, settled, until
from tests.tui.test_pages import WALK

KEYS = ("z", "Z", "7", "8", "9", "f5", "x", "at", "semicolon", "delete", "w", "u")


async def test_ten_wrong_keys_on_every_page() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for page, keys in WALK:
            await press(pilot, *keys)
            screen, wrong = wizard.screen, []
            active = screen.active_bindings
            if isinstance(wizard.focused, Input):
                continue  # what is typed there is text
            for key in [each for each in KEYS if each not in active][:10]:
                wizard.clear_notifications()
                await pilot.press(key)
                await until(pilot, lambda: len(wizard._notifications) > 0)
                told = [each.message for each in wizard._notifications]
                helps = len(told) == 1 and any(
                    each in told[0] for each in ("? lists", "nothing to do now:", " is ", "Esc closes this")
                )
                if not helps:
                    wrong.append((key, told))
            assert wrong == [], page
            assert wizard.screen is screen, page
            wizard.clear_notifications()


async def test_a_key_of_another_time_says_what_it_is_for() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b", "x")
        (told,) = [each.message for each in wizard._notifications]
        assert told.startswith("x (Stop) has nothing to do now: Stop building")
