"""The look follows the environment, and the themes can be read."""

from pathlib import Path

import pytest
from textual.app import App
from textual.color import Color
from textual.theme import Theme

from tests.tui.test_contrast import contrast
from tui.widgets.chosen_theme import chosen_theme, remember_theme
from tui.widgets.scrollback import MARKS
from tui.widgets.theme import (
    ASCII,
    CONTRAST,
    DARK,
    LIGHT,
    THEMES,
    UNICODE,
    dress,
    other_theme,
    read_appearance,
)


@pytest.mark.parametrize(
    "environ",
    [
        {"FARGATE_WIZARD_ASCII": "1", "LANG": "en_GB.UTF-8"},
        {"TERM": "linux", "LANG": "en_GB.UTF-8"},
        {"LC_ALL": "C", "LANG": "en_GB.UTF-8"},
        {"LANG": "de_DE.ISO-8859-1"},
    ],
)
def test_ascii_where_the_terminal_or_the_user_wants_it(environ: dict[str, str]) -> None:
    assert read_appearance(environ).glyphs is ASCII


@pytest.mark.parametrize(
    "environ", [{}, {"LC_ALL": "en_GB.utf8"}, {"LC_CTYPE": "C.UTF-8", "TERM": "xterm-256color"}]
)
def test_unicode_everywhere_else(environ: dict[str, str]) -> None:
    assert read_appearance(environ).glyphs is UNICODE


def test_every_glyph_is_one_cell_and_ascii_ones_are_ascii() -> None:
    assert all(len(glyph) == 1 for glyph in vars(UNICODE).values())
    assert all(len(glyph) == 1 and glyph.isascii() for glyph in vars(ASCII).values())


def test_states_have_different_signs_even_in_ascii() -> None:
    for glyphs in (UNICODE, ASCII):
        signs = [
            glyphs.planned,
            glyphs.waiting,
            glyphs.ready,
            glyphs.done,
            glyphs.failed,
            glyphs.overdue,
            glyphs.now,
        ]
        assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({}, DARK.name),
        ({"COLORFGBG": "15;0"}, DARK.name),
        ({"COLORFGBG": "0;15"}, LIGHT.name),
        ({"COLORFGBG": "0;15", "FARGATE_WIZARD_THEME": "dark"}, DARK.name),
        ({"FARGATE_WIZARD_THEME": "light"}, LIGHT.name),
        ({"COLORFGBG": "0;15", "FARGATE_WIZARD_THEME": "contrast"}, CONTRAST.name),
    ],
)
def test_the_theme_follows_the_wish_then_the_terminal(environ: dict[str, str], theme: str) -> None:
    assert read_appearance(environ).theme == theme


def test_one_theme_follows_the_other() -> None:
    assert [other_theme(theme.name) for theme in THEMES] == [LIGHT.name, CONTRAST.name, DARK.name]


def test_the_theme_that_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    assert chosen_theme(tmp_path, {}) == ""
    remember_theme(tmp_path, CONTRAST.name)
    assert chosen_theme(tmp_path, {}) == CONTRAST.name
    assert chosen_theme(tmp_path, {"FARGATE_WIZARD_THEME": "light"}) == "", (
        "the environment has the last word"
    )
    (tmp_path / "theme").write_bytes(b"\xff")
    assert chosen_theme(tmp_path, {}) == ""


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_of_text_hascontrast(theme: Theme) -> None:
    background = Color.parse(theme.background or "")
    tasks = [theme.variables[mark] for mark in MARKS]
    for text in (theme.foreground, theme.accent, theme.success, theme.warning, theme.error, *tasks):
        assert contrast(Color.parse(text or ""), background) >= 4.5, text
    muted = background.blend(Color.parse(theme.foreground or ""), 0.72)
    assert contrast(muted, background) >= 4.5


async def test_an_app_is_dressed_in_the_look() -> None:
    app = App[None]()
    async with app.run_test():
        dress(
            app,
            read_appearance(
                {"FARGATE_WIZARD_THEME": "light", "FARGATE_WIZARD_ASCII": "1", "FARGATE_WIZARD_STILL": "1"}
            ),
        )
        assert app.theme == LIGHT.name
        assert app.has_class("-ascii")
        assert app.animation_level == "none"
