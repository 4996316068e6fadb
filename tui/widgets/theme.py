"""How it looks: three themes, each with one accent, glyphs for the terminal at hand, and whether anything moves."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.theme import Theme


def _theme(
    name: str, *, dark: bool, accent: str, page: str, panel: str, tasks: Sequence[str], **other: str
) -> Theme:
    """A theme of one accent: the page has one ground, all that stands out from it another, and tasks have a colour each.

    `field` is the ground of what is typed into, on the page and on what stands out from it.
    """
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        foreground=other["ink"],
        background=page,
        surface=page,
        panel=panel,
        success=other["success"],
        warning=other["warning"],
        error=other["error"],
        variables={
            "field": other["field"],
            "footer-background": panel,
            "footer-key-foreground": accent,
            "block-cursor-background": other["cursor"],
            "block-cursor-foreground": other["cursor_ink"],
            "block-cursor-blurred-background": other["cursor_blurred"],
            "input-selection-background": f"{accent} {other['selection']}",
            "scrollbar": other["scrollbar"],
            "scrollbar-background": page,
            **{f"task-{number}": colour for number, colour in enumerate(tasks)},
        },
    )


DARK = _theme(
    "wizard-dark", dark=True, accent="#9db2ff", page="#12151c", panel="#1b202b", field="#252c3b", ink="#d9dee8",
    success="#86d494", warning="#ecc06a", error="#ff8a80", selection="30%", scrollbar="#39435a",
    cursor="#2a3350", cursor_ink="#ffffff", cursor_blurred="#1f2534",
    tasks=("#7fd1e0", "#e0a96d", "#c9a6ff", "#a3d39c", "#f29bb4", "#8fb4ff"),
)  # fmt: skip
LIGHT = _theme(
    "wizard-light", dark=False, accent="#3a4cc0", page="#fbfaf8", panel="#efedea", field="#e3e0dc", ink="#1f2430",
    success="#17713a", warning="#875800", error="#c0202b", selection="25%", scrollbar="#c4c3bf",
    cursor="#d9deff", cursor_ink="#101420", cursor_blurred="#eceefb",
    tasks=("#0b6478", "#8a5300", "#6b3fb0", "#2c6e1f", "#a8284f", "#2f56c0"),
)  # fmt: skip
CONTRAST = _theme(
    "wizard-contrast", dark=True, accent="#8ab4ff", page="#000000", panel="#000000", field="#3d3d3d", ink="#ffffff",
    success="#5dff7f", warning="#ffd84d", error="#ff9c94", selection="60%", scrollbar="#ffffff",
    cursor="#003a94", cursor_ink="#ffffff", cursor_blurred="#3d3d3d",
    tasks=("#6fe9ff", "#ffbe6b", "#d9bcff", "#a8ff9c", "#ffa8c4", "#a9c6ff"),
)  # fmt: skip
"""For whoever sees little, and for poor projectors: black and white, and bright colours."""
THEMES = (DARK, LIGHT, CONTRAST)
BY_WISH = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
"""What FARGATE_WIZARD_THEME may say."""


@dataclass(frozen=True)
class Glyphs:
    """Every sign that the widgets draw with, each one cell wide."""

    planned: str = "○"
    waiting: str = "◐"
    ready: str = "●"
    done: str = "✓"
    failed: str = "✗"
    overdue: str = "!"
    skipped: str = "-"
    kept: str = "◇"
    gone: str = "∅"
    now: str = "▸"
    here: str = "▌"
    cut: str = "…"
    dot: str = "·"
    off: str = "□"
    on: str = "■"
    lit: str = "▣"
    bar: str = "━"
    rest: str = "─"
    tick: str = "│"
    across: str = "─"
    down: str = "│"
    top_left: str = "╭"
    top_right: str = "╮"
    bottom_left: str = "╰"
    bottom_right: str = "╯"
    tee_down: str = "┬"
    tee_up: str = "┴"


UNICODE = Glyphs()
ASCII = Glyphs(
    planned=".", waiting="~", ready="*", done="+", failed="x", skipped="-", kept="=", gone="0", now=">", here="|",
    cut="~", dot="-", off=".", on="#", lit="@", bar="=", rest="-", tick=":", across="-", down="|", top_left="+",
    top_right="+", bottom_left="+", bottom_right="+", tee_down="+", tee_up="+",
)  # fmt: skip

POOR_TERMINALS = ("dumb", "linux", "vt100", "vt220", "ansi")
"""Terminals whose fonts have no more than a few hundred signs."""


@dataclass(frozen=True)
class Appearance:
    """What suits this terminal and this user: the theme's name, the glyphs, and whether nothing should move."""

    theme: str = DARK.name
    glyphs: Glyphs = UNICODE
    still: bool = False


def read_appearance(environ: Mapping[str, str] = os.environ) -> Appearance:
    """Choose by FARGATE_WIZARD_THEME, FARGATE_WIZARD_ASCII, FARGATE_WIZARD_STILL, the locale and the terminal."""
    still = (
        bool(environ.get("FARGATE_WIZARD_STILL")) or environ.get("TEXTUAL_ANIMATIONS", "").lower() == "none"
    )
    return Appearance(
        theme=_theme_of(environ).name,
        glyphs=UNICODE if _has_unicode(environ) else ASCII,
        still=still,
    )


def dress(app: App[Any], appearance: Appearance) -> None:
    """Give the app all themes and this appearance; the style class `-ascii` is for borders that must do without Unicode."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = appearance.theme
    app.set_class(appearance.glyphs == ASCII, "-ascii")
    if appearance.still:
        app.animation_level = "none"


def other_theme(name: str) -> str:
    """The name of the theme after this one."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else DARK.name


def _theme_of(environ: Mapping[str, str]) -> Theme:
    """Many terminals tell their colours as COLORFGBG=foreground;background, where 7 and 15 are white."""
    if wish := environ.get("FARGATE_WIZARD_THEME", "").lower():
        return BY_WISH.get(wish, DARK)
    return LIGHT if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else DARK


def _has_unicode(environ: Mapping[str, str]) -> bool:
    """POSIX: LC_ALL wins over LC_CTYPE, that over LANG; where none is set the terminal is taken to be modern."""
    if environ.get("FARGATE_WIZARD_ASCII") or environ.get("TERM") in POOR_TERMINALS:
        return False
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "UTF-8")
    return "utf8" in locale.lower().replace("-", "")
