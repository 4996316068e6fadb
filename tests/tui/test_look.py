"""The look follows the environment, and the themes can be read."""

import pytest
from textual.app import App
from textual.color import Color
from textual.theme import Theme

from tui.widgets.scrollback import MARKS
from tui.widgets.theme import ASCII, DARK, LIGHT, UNICODE, dress, other_theme, read_appearance


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
    ],
)
def test_the_theme_follows_the_wish_then_the_terminal(environ: dict[str, str], theme: str) -> None:
    assert read_appearance(environ).theme == theme


def test_each_theme_has_another() -> None:
    assert (other_theme(DARK.name), other_theme(LIGHT.name)) == (LIGHT.name, DARK.name)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_colour_of_text_has_contrast(theme: Theme) -> None:
    background = Color.parse(theme.background or "")
    tasks = [theme.variables[mark] for mark in MARKS]
    for text in (theme.foreground, theme.accent, theme.success, theme.warning, theme.error, *tasks):
        assert _contrast(Color.parse(text or ""), background) >= 4.5, text
    muted = background.blend(Color.parse(theme.foreground or ""), 0.65)
    assert _contrast(muted, background) >= 4.5


def _contrast(one: Color, other: Color) -> float:
    """WCAG 2.1's contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


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
