"""The App: one engine room, one handler for what happens in it, and the way from page to page."""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen

from steps.engine.troubles import Exit, Trouble
from tui.engine_room import EngineRoom, beside
from tui.harmless import harmless
from tui.screens.frame import Frame
from tui.screens.start import Start
from tui.widgets.safe import Safe
from tui.widgets.theme import Look, dress, other_theme, read_look
from tui.wizard.leaver import Leaver
from tui.wizard.messages import Happened
from tui.wizard.outbox import Outbox

if TYPE_CHECKING:
    from steps.engine.cloud.clients import Aws
    from steps.engine.model.events import Ended
    from steps.engine.model.step import Step
    from steps.target.target import Target
    from tui.sight import Sight

REDRAW = 0.1  # seconds between two drawings while much happens


class Wizard(Leaver):
    """The wizard: pages on a stack over one deployment at a time."""

    TITLE = "fargate-wizard"
    CSS_PATH = "wizard.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True, system=True),
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True, system=True),
        Binding(
            "ctrl+t", "other_theme", "Light / dark", show=False, tooltip="Change between dark and light."
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
        look: Look | None = None,
    ) -> None:
        super().__init__()
        self.look = look or read_look()
        dress(self, self.look)
        self.start_with, self._book, self.apps_folder, self.now = start, book, apps, now
        self.practice = practice  # when the practice cloud of this machine was started; None: as it is
        self.outbox = Outbox(lambda: self.post_message(Happened()))
        self.room = EngineRoom(lambda: self.book, reach or _reach, self.outbox.put, practice)
        self.sight: Sight | None = None
        self.queued: list[Step] = []  # asked for, and waiting for what was asked for before
        self._redrawing = False
        self._safe = Safe()
        self._told: Ended | None = None  # the end whose trouble was shown already

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every drawn line goes through, the last word first."""
        return [self._safe, *super().get_line_filters()]

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

    @property
    def book(self) -> "Sequence[Step]":
        """The steps in written order."""
        from tui.wizard import pages

        return pages.STEPS if self._book is None else self._book

    def get_default_screen(self) -> Screen[None]:
        """Begin with the deployments of this machine."""
        return Start(open_at_once=self.start_with)

    def on_mount(self) -> None:
        """Let the engine room serve, and keep what runs in seconds running on the screen."""
        self.room.start()
        self.leave_when_told()
        self.set_interval(1.0, self._tick)

    def on_unmount(self) -> None:
        """Watch nothing for a screen that is no more."""
        self.room.watch(None)

    # what happens

    def on_happened(self) -> None:
        """Fold the events in, and show them to every page that is open."""
        from steps.engine.model.events import Ended

        if not self.is_running:
            return  # its pages are being closed
        events = self.outbox.fetch()
        frames = [screen for screen in self.screen_stack if isinstance(screen, Frame) and screen.is_mounted]
        for event in events:
            if self.sight:
                self.sight.take(event)
            for page in frames:
                page.heard(event)
            if isinstance(event, Ended):
                self._ended()
        self.redraw_soon()

    def redraw_soon(self) -> None:
        """Draw the page on top, but not more often than is pleasant."""
        if not self._redrawing:
            self._redrawing = True
            self.set_timer(REDRAW, self._redraw)

    def _redraw(self) -> None:
        self._redrawing = False
        if self.is_running and isinstance(self.screen, Frame) and self.screen.is_mounted:
            self.screen.redraw()

    def _tick(self) -> None:
        self.attend()
        if self.room.busy:
            self._redraw()
        elif self.sight and isinstance(self.screen, Frame):
            self.screen.grow_older()

    def attend(self) -> None:
        """Have the tasks watched while the page on top shows them and nothing is being done."""
        shown = self.sight is not None and any(
            isinstance(page, Frame) and page.is_mounted and page.shows_tasks
            for page in self.screen_stack[-1:]
        )
        self.room.watch(self.sight.work if self.sight and shown else None)

    def hurry(self) -> None:
        """Look at once for the new login that everything waits for."""
        if self.sight:
            self.room.hurry(self.sight.work)
            self.notify("Looking for your new login …")

    def _ended(self) -> None:
        self.refresh_bindings()
        self.call_later(self._tell_trouble)

    def _tell_trouble(self) -> None:
        """Show what went wrong, as soon as everything that was asked for has ended and has been heard of."""
        from tui.wizard import pages

        ended = self.sight.progress.ended if self.sight else None
        if self.room.busy or ended is None or ended is self._told:
            return
        self._told = ended
        failed = ended.verb == "build" and ended.outcome == pages.Outcome.FAILED
        if self.sight and failed and not isinstance(self.screen, pages.TroubleMenu):
            menu = pages.trouble_menu(self.sight)
            if menu:
                self._redraw()  # the page beneath stays in sight, and is not drawn again while the menu is on it
                self.push_screen(menu, self._after_trouble)

    def _tell(self, trouble: Trouble, step: "Step | None") -> None:
        from tui.wizard import pages

        self.push_screen(pages.TroubleMenu(trouble, step), self._after_trouble)

    def _after_trouble(self, choice: str | None) -> None:
        """Do what the user chose: a step's key to go to, or a verb."""
        match choice:
            case "again":
                self.build_again()
            case "tear_down":
                self.show_teardown()
            case "quit":
                self.leave_now()
            case "review":
                self.show_review()
            case "skip" if isinstance(self.screen, Frame) and self.screen.reading and self.sight:
                self.show_step(self.sight.neighbour(self.screen.reading, 1) or self.screen.reading)
            case str() as key if self.sight and any(step.key == key for step in self.sight.book):
                self.show_step(self.sight.step(key))

    # doing

    async def open(self, name: str, target: "Target") -> None:
        """Open this deployment: its answers are settled as before, or by default. Raises Trouble."""
        from tui.wizard import pages

        opened = await self.room.open(name, target)
        await beside(lambda: pages.settle(opened, pages.apps_of(opened, self.apps_folder or pages.BUNDLED)))
        self.sight = pages.Sight.of(opened)
        self._told = self.sight.progress.ended
        self.queued.clear()

    @work
    async def build(self, until: "Step | None") -> None:
        """Build up to this step (None: all) behind what is being built already; troubles become a page."""
        if not self.sight or self.room.stopping:
            return
        sight = self.sight
        asked = [until] if until else [step for step in sight.book if not step.optional]
        self.queued += asked
        self.redraw_soon()
        try:
            await self.room.build(sight.work, until)
        except Trouble as trouble:
            self._tell(trouble, until)
        finally:
            self.queued = [step for step in self.queued if step not in asked]
            self.refresh_bindings()
            self.redraw_soon()
            self.call_later(self._tell_trouble)

    @work
    async def tear_down(self) -> None:
        """Stop what is being built and take everything down."""
        if self.sight:
            try:
                await self.room.tear_down(self.sight.work)
            except Trouble as trouble:
                self._tell(trouble, None)
            self.redraw_soon()

    @work(group="drift", exclusive=True)
    async def come_back(self, *, check: bool = False) -> None:
        """Let the user decide about what others did in AWS meanwhile; then go where the work is, or check all of it."""
        from tui.wizard.returning import settle_drift

        if not self.sight:
            return
        try:
            rebuild = await settle_drift(self, self.sight)
        except Trouble as trouble:
            self._tell(trouble, None)
            return
        if check and rebuild is not None:
            self.build(None)
        elif rebuild:
            self.show_everything()
        elif not check:
            self.show_next()

    @work
    async def scale(self, name: str, count: int) -> None:
        """Run so many tasks of an app: its service is changed in place."""
        from tui.wizard import pages

        if sight := self.sight:
            try:
                await beside(
                    lambda: pages.settle(sight.work, pages.scaled(sight.work, sight.plan.apps, name, count))
                )
            except Trouble as trouble:
                self.notify(f"{trouble}", severity="error")
            else:
                self.redraw_soon()
                self.build(None)

    def build_again(self) -> None:
        """Go on where the trouble was: all of it, or up to the page that is open."""
        self.build(self.screen.reading if isinstance(self.screen, Frame) else None)

    def action_help(self) -> None:
        """List the keys of the page."""
        from tui.wizard import pages

        if isinstance(self.screen, Frame):
            self.push_screen(pages.Help(self.screen))

    def action_other_theme(self) -> None:
        """Change between dark and light."""
        self.theme = other_theme(self.theme)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every key of the page by its words, and the theme."""
        from tui.wizard import pages

        for key, name, means in pages.rows(screen):
            yield SystemCommand(f"{name} ({key})", means, partial(self.simulate_key, key))
        yield SystemCommand(
            "Light / dark", "Change between the dark and the light theme", self.action_other_theme
        )

    def status(self) -> Content:
        """The line on top of every page; empty while nothing is open, which loads nothing."""
        if not self.sight:
            return Content()
        from tui.wizard import pages

        return pages.status(self.sight, self.room, self.now())


def _reach(target: "Target") -> "Aws":
    from steps.target.target import open_target

    return open_target(target)


def run(start: str = "") -> int:
    """Run the wizard in this terminal, with the deployment `start` open if it is known; the exit code."""
    return Wizard(start).run() or Exit.DONE
