"""The theme that somebody chose, for the next time: one word in the folder of deployments."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from tui.widgets.theme import BY_WISH


def chosen_theme(home: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The name of the theme that was chosen the last time; empty where none was, or FARGATE_WIZARD_THEME says another."""
    if environ.get("FARGATE_WIZARD_THEME"):
        return ""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        theme = BY_WISH.get((home / "theme").read_text().strip())
        return theme.name if theme else ""
    return ""


def remember_theme(home: Path, name: str) -> None:
    """Keep the choice; where it cannot be written, it holds until the end."""
    word = next((word for word, theme in BY_WISH.items() if theme.name == name), "")
    with contextlib.suppress(OSError):
        (home / "theme").write_text(f"{word}\n")
