"""Whatever is written on a page can be read in every theme: WCAG 2.2, 1.4.3, asks for a contrast of 4.5 to 1."""

import string

import pytest
from rich.style import Style
from textual.color import Color

from tests.tui.book import Cloud
from tests.tui.conftest import new_wizard, press, settled
from tests.tui.test_pages import WALK
from tui.widgets.theme import THEMES
from tui.wizard.app import Wizard

LEAST = 4.5
LETTERS = frozenset(string.ascii_letters + string.digits)


def luminance(color: Color) -> float:
    """Relative luminance as WCAG has it, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """WCAG's ratio, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_of(style: Style | None) -> float:
    """Of what has no colours of its own the terminal's are taken, which read well."""
    if style is None or style.color is None or style.bgcolor is None:
        return 21.0
    return contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


def faint(wizard: Wizard) -> dict[str, float]:
    """What is written with too little contrast."""
    strips = wizard.screen._compositor.render_strips()
    if panels := wizard.screen.query(".panel"):  # what is beneath is dimmed, and waits
        seen = panels.first().region
        strips = [strip.crop(seen.x, seen.right) for strip in strips[seen.y : seen.bottom]]
    return {
        segment.text.strip(): round(contrast_of(segment.style), 2)
        for strip in strips
        for segment in strip
        if LETTERS & set(segment.text) and contrast_of(segment.style) < LEAST
    }


@pytest.mark.parametrize("size", [(80, 24)], ids=["80x24"])
async def test_everything_can_be_read_in_every_theme(size: tuple[int, int]) -> None:
    wizard, found = new_wizard(Cloud()), {}
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        for page, keys in WALK:
            await press(pilot, *keys)
            for theme in THEMES:
                wizard.theme = theme.name
                await pilot.pause()
                await pilot.pause()
                if bad := faint(wizard):
                    found[page, theme.name] = bad
    assert found == {}


def test_the_measure_is_the_known_one() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


async def test_what_can_be_typed_into_is_seen_in_every_theme() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        for theme in THEMES:
            wizard.theme = theme.name
            await settled(pilot)
            around, ground = wizard.screen.query_one("#name").background_colors
            assert contrast(around, ground) > 1.1, theme.name
