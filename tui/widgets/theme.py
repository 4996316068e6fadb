"""How it looks: two themes with one accent, glyphs for the terminal at hand, and whether anything moves."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.theme import Theme

DARK = Theme(
    name="wizard-dark",
    dark=True,
    primary="#9db2ff",
    secondary="#9db2ff",
    accent="#9db2ff",
    foreground="#d9dee8",
    background="#12151c",
    surface="#12151c",
    panel="#1b202b",
    success="#86d494",
    warning="#ecc06a",
    error="#ff8a80",
    variables={
        "footer-background": "#1b202b",
        "footer-key-foreground": "#9db2ff",
        "block-cursor-background": "#2a3350",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#1f2534",
        "input-selection-background": "#9db2ff 30%",
        "scrollbar": "#39435a",
        "scrollbar-background": "#12151c",
        "task-0": "#7fd1e0",
        "task-1": "#e0a96d",
        "task-2": "#c9a6ff",
        "task-3": "#a3d39c",
        "task-4": "#f29bb4",
        "task-5": "#8fb4ff",
    },
)
LIGHT = Theme(
    name="wizard-light",
    dark=False,
    primary="#3a4cc0",
    secondary="#3a4cc0",
    accent="#3a4cc0",
    foreground="#1f2430",
    background="#fbfaf8",
    surface="#fbfaf8",
    panel="#efedea",
    success="#17713a",
    warning="#875800",
    error="#c0202b",
    variables={
        "footer-background": "#efedea",
        "footer-key-foreground": "#3a4cc0",
        "block-cursor-background": "#d9deff",
        "block-cursor-foreground": "#101420",
        "block-cursor-blurred-background": "#eceefb",
        "input-selection-background": "#3a4cc0 25%",
        "scrollbar": "#c4c3bf",
        "scrollbar-background": "#fbfaf8",
        "task-0": "#0b6478",
        "task-1": "#8a5300",
        "task-2": "#6b3fb0",
        "task-3": "#2c6e1f",
        "task-4": "#a8284f",
        "task-5": "#2f56c0",
    },
)


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
    bar: str = "━"
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
    cut="~", dot="-", off=".", on="#", bar="=", tick=":", across="-", down="|", top_left="+",
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
        theme=LIGHT.name if _is_light(environ) else DARK.name,
        glyphs=UNICODE if _has_unicode(environ) else ASCII,
        still=still,
    )


def dress(app: App[Any], appearance: Appearance) -> None:
    """Give the app both themes and this appearance; the style class `-ascii` is for borders that must do without Unicode."""
    for theme in (DARK, LIGHT):
        app.register_theme(theme)
    app.theme = appearance.theme
    app.set_class(appearance.glyphs == ASCII, "-ascii")
    if appearance.still:
        app.animation_level = "none"


def other_theme(name: str) -> str:
    """The name of the other of the two themes."""
    return DARK.name if name == LIGHT.name else LIGHT.name


def _is_light(environ: Mapping[str, str]) -> bool:
    """Many terminals tell their colours as COLORFGBG=foreground;background, where 7 and 15 are white."""
    wish = environ.get("FARGATE_WIZARD_THEME", "").lower()
    return wish == "light" if wish else environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def _has_unicode(environ: Mapping[str, str]) -> bool:
    """POSIX: LC_ALL wins over LC_CTYPE, that over LANG; where none is set the terminal is taken to be modern."""
    if environ.get("FARGATE_WIZARD_ASCII") or environ.get("TERM") in POOR_TERMINALS:
        return False
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "UTF-8")
    return "utf8" in locale.lower().replace("-", "")
