"""What has not changed is not drawn again."""

from textual.content import Content
from textual.widgets._footer import FooterKey

from tests.tui.conftest import press, settled
from tui.screens.frame import Masthead
from tui.widgets.drawing import Sheet
from tui.widgets.say import say
from tui.wizard.app import Wizard


async def test_keys_that_stay_are_not_laid_out_again_and_those_that_change_are(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter")
        keys = list(wizard.screen.query(FooterKey))
        assert "Next" in [key.description for key in keys]
        wizard.refresh_bindings()
        await settled(pilot)
        assert [id(key) for key in wizard.screen.query(FooterKey)] == [id(key) for key in keys]
        await press(pilot, "enter")
        assert "Build" in [key.description for key in wizard.screen.query(FooterKey)]


async def test_words_that_stay_are_no_update_but_in_another_style_they_are(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter")
        line = wizard.screen.query_one(Masthead)
        before = line.visual
        wizard.redraw_now()
        assert line.visual is before
        words = line.content
        assert isinstance(words, Content)
        say(line, words.stylize("reverse"))
        assert line.visual is not before


async def test_a_sheet_asks_for_room_only_when_its_drawing_changes(wizard: Wizard) -> None:
    words = [Content("one line")]
    sheet = Sheet(lambda width: words[0])
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await wizard.screen.mount(sheet)
        await settled(pilot)
        assert sheet.size.height == 1
        sheet.redraw()
        assert not sheet._repaint_required
        words[0] = Content("two\nlines")
        sheet.redraw()
        await settled(pilot)
        assert sheet.size.height == 2
