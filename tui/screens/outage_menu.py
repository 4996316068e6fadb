"""Before an app's last task goes: what that means."""

from textual.content import Content

from tui.screens.menu import Menu
from tui.ways import Way


class OutageMenu(Menu):
    """Keep the last task, or run none."""

    def __init__(self, app: str) -> None:
        super().__init__(
            f"No task of {app}?",
            Content(
                f"It is the last one that is wanted. Without it nobody is answered by {app}, until you press + again."
            ),
            [
                Way("keep", "k", "Keep it", "Nothing changes."),
                Way("none", "n", "Run none", "All of its tasks are stopped."),
            ],
        )
