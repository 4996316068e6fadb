"""Without Unicode every page is drawn in ASCII, and nothing moves by a cell."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tests.tui.book import BOOK, Cloud
from tests.tui.conftest import NOON, press, settled
from tui.widgets.ascii import SIGNS, Ascii, in_ascii
from tui.widgets.theme import ASCII, DARK, Appearance
from tui.wizard.app import Wizard


def test_every_likeness_is_one_cell_of_ascii() -> None:
    assert all(cell_len(sign) == 1 and len(like) == 1 and like.isascii() for sign, like in SIGNS.items())


def test_a_line_keeps_its_width() -> None:
    line = "│ “Größe” … 名前 ✓"
    assert in_ascii(line) == '| "Gr??e" ~ ???? +'
    assert cell_len(in_ascii(line)) == cell_len(line)


def test_the_filter_leaves_styles_alone() -> None:
    filters: LineFilter = Ascii()
    assert filters.apply([Segment("✓ done", None)], Color(0, 0, 0)) == [Segment("+ done", None)]


async def test_no_page_of_a_life_has_anything_else(cloud: Cloud) -> None:
    appearance = Appearance(theme=DARK.name, glyphs=ASCII, still=True)
    wizard = Wizard(book=BOOK, reach=cloud.reach, now=lambda: NOON, appearance=appearance)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for keys in (
            "",
            "enter",
            "enter",
            "v",
            "v",
            "enter",
            "n",
            "question_mark",
            "escape",
            "b",
            "5",
            "enter",
            "d",
        ):
            await press(pilot, *([keys] if keys else []))
            drawn = [segment.text for strip in wizard.screen._compositor.render_strips() for segment in strip]
            assert "".join(drawn).isascii(), f"after {keys!r} on {type(wizard.screen).__name__}"
