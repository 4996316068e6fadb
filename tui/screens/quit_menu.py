"""Leaving: what stays, and what it costs."""

from collections.abc import Sequence

from textual.content import Content

from tui.screens.menu import Menu
from tui.ways import Way


class QuitMenu(Menu):
    """Go on, keep and quit, or take down; says what stays and what it costs an hour."""

    def __init__(
        self, *, name: str, standing: int, cost: str, busy: bool, staying: Sequence[str] = ()
    ) -> None:
        if not name:
            stands = Content("\n".join(staying) or "Nothing stands.")
            super().__init__("Leave?", stands, [*_GO_ON, Way("quit", "k", "Quit")])
            return
        stays = f"{standing} resources of {name} stand" if standing else f"Nothing of {name} stands"
        prose = f"{stays}, {cost}." + (
            " What is being made right now is found again when you come back." if busy else ""
        )
        lines = [
            *_GO_ON,
            Way("quit", "k", "Keep and quit", f"All of it stays: {cost}. Come back any time.")
            if standing
            else Way("quit", "k", "Quit", "Come back any time."),
        ]
        if standing or busy:
            lines.append(
                Way(
                    "tear_down",
                    "d",
                    "Take down",
                    "You see what goes before anything is deleted.",
                )
            )
        super().__init__("Leave?", Content(prose), lines)


_GO_ON = (Way("stay", "g", "Go on", "Nothing changes."),)
