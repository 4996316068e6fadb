"""The App: the first page, its own keys, and the parts that it is made of; it loads little, so that it comes at once."""

import contextlib
import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import ModalScreen, Screen

from steps.engine.troubles import Exit
from tui.browser import opened_in_window
from tui.engine_room import EngineRoom
from tui.harmless import harmless, put
from tui.screens.help import explained_keys
from tui.screens.start import Start
from tui.widgets.ascii import Ascii
from tui.widgets.safe import Safe
from tui.widgets.theme import UNICODE, Appearance, dress, other_theme, read_appearance
from tui.wizard.errands import Errands
from tui.wizard.hearing import Hearing
from tui.wizard.leaver import Leaver
from tui.wizard.wrong_keys import WrongKeys

if TYPE_CHECKING:
    from steps.engine.cloud.clients import Aws
    from steps.engine.model.step import Step
    from steps.target.target import Target
    from tui.wizard.menus import MenusOverPages
    from tui.wizard.pager import Pager

KEYS = {"⏎": "enter", "←": "left", "→": "right", "↑": "up", "↓": "down"}
"""What keys are called where their signs cannot be drawn."""


class Wizard(Hearing, Errands, Leaver, WrongKeys):
    """The wizard: pages on a stack over one deployment at a time."""

    TITLE = "fargate-wizard"
    CSS_PATH = "wizard.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (100, "-wide"), (160, "-vast")]  # noqa: RUF012  (Textual's own declaration)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True, system=True),
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True, system=True),
        Binding(
            "ctrl+t",
            "other_theme",
            "Theme",
            show=False,
            tooltip="Dark, light or of high contrast, and so from now on.",
        ),
    ]

    def __init__(
        self,
        start: str = "",
        *,
        book: "Sequence[Step] | None" = None,
        reach: "Callable[[Target], Aws] | None" = None,
        practice: Callable[[], float] | None = None,
        apps: Path | None = None,
        now: Callable[[], float] = time.time,
        appearance: Appearance | None = None,
    ) -> None:
        super().__init__()
        self.appearance = appearance or remembered_appearance()
        dress(self, self.appearance)
        self.start_with, self._book, self.apps_folder, self.now = start, book, apps, now
        self.practice = practice  # when the practice cloud of this machine was started; None: as it is
        self.room = EngineRoom(lambda: self.book, reach or self._reach, self.outbox.put, practice)
        self._safe = Safe()

    # what is loaded when the first page is on the screen

    @cached_property
    def pages(self) -> "Pager":
        """The way to each page."""
        from tui.wizard.pager import Pager

        return Pager(self)

    @cached_property
    def menus(self) -> "MenusOverPages":
        """What is asked over a page."""
        from tui.wizard.menus import MenusOverPages

        return MenusOverPages(self)

    @property
    def book(self) -> "Sequence[Step]":
        """The steps in written order."""
        from steps import STEPS

        return STEPS if self._book is None else self._book

    def _reach(self, target: "Target") -> "Aws":
        from steps.target.target import open_target

        return open_target(target, self.ask_code)

    def load_pages(self) -> None:
        """Load every page but the first; takes a moment, so that it is called beside the screen."""
        import tui.wizard.menus
        import tui.wizard.pager  # noqa: F401  (only loaded here, not used)

    def top_line(self) -> Content:
        """The line on top of every page; empty while nothing is open, which loads nothing."""
        if not self.sight:
            return Content()
        from tui.wizard.top_line import top_line

        return top_line(self.sight, self.room, self.now(), self.size.width - 4)

    @property
    def last_words(self) -> str:
        """What the terminal is to show when the screen is gone; loads nothing where there is nothing to say."""
        if not (self.sight or self.staying):
            return ""
        from tui.farewell import farewell

        return farewell(self.sight, self.staying)

    # the App's life and its own keys

    def get_default_screen(self) -> Screen[None]:
        """Begin with the deployments of this machine."""
        return Start(open_at_once=self.start_with)

    def on_mount(self) -> None:
        """Let the engine room serve, and keep what runs in seconds running on the screen."""
        self.room.start()
        self.leave_when_told()
        self.set_interval(1.0, self.tick)

    def on_unmount(self) -> None:
        """Watch nothing for a screen that is no more."""
        self.room.watch(None)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every drawn line goes through, the last word first: nothing unsafe, and only what the terminal has."""
        filters = [self._safe, *super().get_line_filters()]
        return filters if self.appearance.glyphs is UNICODE else [*filters, Ascii()]

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002  (what AWS or an app says is never markup)
    ) -> None:
        """Show a message for some seconds, as it is."""
        super().notify(harmless(message, ""), title=title, severity=severity, timeout=timeout, markup=False)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:  # noqa: ARG002  (Textual's signature)
        """Open an address in a browser, or copy it where none has a window."""
        if opened_in_window(url):
            self.notify(f"Opened {url}")
        else:
            self.copy_to_clipboard(url)
            self.notify(f"Copied {url}, because there is no browser here with a window of its own.")

    def get_key_display(self, binding: Binding) -> str:
        """Name the keys that have no sign in ASCII."""
        sign = super().get_key_display(binding)
        return sign if self.appearance.glyphs is UNICODE else KEYS.get(sign, sign)

    def action_other_theme(self) -> None:
        """Change between dark, light and high contrast, and begin with that the next time."""
        from steps.engine.memory.deployment import home
        from tui.widgets.chosen_theme import remember_theme

        self.theme = other_theme(self.theme)
        remember_theme(home(), self.theme)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every key of the page by its words, and the theme."""
        if self.sight and not isinstance(screen, ModalScreen):
            for name, means, show in self.pages.by_name():
                yield SystemCommand(name, means, show)
        for key, name, means in explained_keys(screen):
            yield SystemCommand(f"{name} ({key})", means, partial(self.simulate_key, key))
        yield SystemCommand(
            "Theme (Ctrl-T)",
            "Change between the dark, the light and the high-contrast theme",
            self.action_other_theme,
        )


def remembered_appearance() -> Appearance:
    """What suits this terminal, in the theme that was chosen the last time."""
    from steps.engine.memory.deployment import home
    from tui.widgets.chosen_theme import chosen_theme

    appearance = read_appearance()
    return replace(appearance, theme=chosen_theme(home()) or appearance.theme)


def run(start: str = "", apps: Path | None = None) -> int:
    """Run the wizard in this terminal, with the deployment `start` open if it is known; the exit code.

    `apps` is the folder of a new deployment's apps, if not the bundled one.
    """
    from steps.engine.memory.deployment import home
    from tui.wizard_log import logging_to

    # A screen makes many objects that live long: with Python's own numbers a quarter of the time goes into looking at them.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    with logging_to(home()):
        wizard = Wizard(start, apps=apps)
        code = wizard.run() or Exit.DONE
    if last := wizard.last_words:
        with contextlib.suppress(OSError):  # the terminal may be what has gone
            put(last)
    return code
