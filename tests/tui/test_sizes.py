"""Four pages on terminals that are smaller and larger than most, and in high contrast; what folds and what comes beside."""

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Static
from textual.widgets._footer import FooterKey

from tests.marks import long
from tests.tui.book import Cloud
from tests.tui.conftest import NOON, new_wizard, press, settled
from tests.tui.pictures import Picture
from tests.tui.test_pages import WALK
from tests.tui.test_tasks import screen_of
from tui.screens.frame import Masthead
from tui.widgets.beside import Beside
from tui.widgets.folded import Folded
from tui.widgets.output import Output
from tui.widgets.prose import Prose
from tui.widgets.rail import Rail
from tui.widgets.theme import CONTRAST, DARK

pytestmark = pytest.mark.usefixtures("at_noon")
KEPT = ("network", "everything", "finish", "teardown")


@pytest.mark.parametrize(
    ("size", "theme"),
    [((60, 20), DARK.name), long((80, 24), CONTRAST.name)],
    ids=["60x20", "80x24-contrast"],
)
async def test_four_pages_as_they_look(
    snapshot: SnapshotAssertion, size: tuple[int, int], theme: str
) -> None:
    wizard, different = new_wizard(Cloud(), theme=theme), []
    wizard.now = lambda: NOON + 3600
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        for page, keys in WALK:
            await press(pilot, *keys)
            if page in KEPT:
                picture = snapshot(name=page, extension_class=Picture)
                different += [] if wizard.export_screenshot() == picture else [page]
    assert different == []


async def test_below_80_columns_the_contents_fold_into_one_line() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n")
        assert not wizard.screen.query_one(Rail).display
        assert str(wizard.screen.query_one(Folded).render()).startswith("2/5 A network")
        assert "2/5 A network" in screen_of(wizard)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert wizard.screen.query_one(Rail).display
        assert not wizard.screen.query_one(Folded).display


async def test_from_160_columns_on_picture_and_output_are_beside_the_page() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n", "enter")
        beside = wizard.screen.query_one(Beside)
        assert not beside.display
        await pilot.resize_terminal(200, 60)
        await settled(pilot)
        assert beside.display
        assert any("network says hello" in line for line in beside.query_one(Output).lines), (
            "what was before, too"
        )
        assert "It is explained before it is made." in screen_of(wizard)
        assert "the Internet" in screen_of(wizard)


async def test_an_address_is_read_in_full_however_narrow_it_is() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b", "enter")
        assert "http://front.example/" in screen_of(wizard)
        assert str(wizard.screen.query_one("#headline", Static).render()).count("$") == 4


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_no_key_is_cut_and_what_fits_nowhere_is_left_to_the_help(size: tuple[int, int]) -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b", "enter")
        keys = [each for each in wizard.screen.query(FooterKey) if each.region]
        assert all(each.region.right <= size[0] for each in keys)
        seen = {each.description for each in keys}
        assert {"Open", "Copy", "Back", "Take down", "Help", "Quit"} <= seen
        assert ("Logs" in seen) == (size[0] > 60), "the last of the page's own goes first"


async def test_the_line_on_top_is_whole_at_60_columns() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter")
        assert str(wizard.screen.query_one(Masthead).render()).endswith(" · nothing billed")
        assert "…" not in screen_of(wizard).splitlines()[0]
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        wizard.redraw_now()
        assert " · at rest · " in screen_of(wizard).splitlines()[0]


async def test_a_small_page_has_room_to_read_above_its_questions_and_tabs_begin_in_one_column() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter")
        assert wizard.screen.query("#questions Field")
        assert wizard.screen.query_one(Prose).size.height >= 5
        await press(pilot, "b", "enter")
        assert "\n  Requests come here" in screen_of(wizard)


async def test_what_a_menu_says_of_a_line_is_folded_below_it_at_any_size() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b", "enter", "q")
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        rows = screen_of(wizard).splitlines()
        first, second = (
            next(row.index(words) for row in rows if words in row)
            for words in ("All of it stays", "back any time.")
        )
        assert first == second
