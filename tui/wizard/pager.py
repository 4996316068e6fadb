"""Turning pages: which are open, one upon the other, and how to get to each. Loaded once the first page is on the screen."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar, cast

from textual.screen import ModalScreen

from steps.engine.model.step import Step
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.frame import Frame
from tui.screens.host import Host, PageTurner
from tui.screens.logs_page import LogsPage
from tui.screens.review import Review
from tui.screens.step_page import StepPage
from tui.screens.target_page import TargetPage
from tui.screens.teardown import Teardown
from tui.sight import to_read
from tui.targets import TargetRequest

S = TypeVar("S", bound=Frame)


class Pager(PageTurner):
    """The pages on the App's stack; each kind is there once."""

    def __init__(self, app: Host) -> None:
        self._app = app

    def show_start(self) -> None:
        """Close the deployment and show the first page."""
        app = self._app
        app.sight = None
        app.run_worker(app.room.close(), group="close")
        while len(app.screen_stack) > 1:
            app.pop_screen()

    def show_target(self, request: TargetRequest) -> None:
        """Ask where to build, or show where a deployment stands."""
        self._app.push_screen(TargetPage(request))

    def show_review(self) -> None:
        """Show everything that is about to be made."""
        self._show(Review, Review)

    def show_step(self, step: Step) -> None:
        """Show this step's page: there is one screen, which turns its pages."""
        self._show(StepPage, lambda: StepPage(step)).turn_to(step)

    def show_next(self) -> None:
        """Show the first step that has something left to do, or the end."""
        if sight := self._app.sight:
            step = to_read(sight.book, sight.plan, sight.progress)
            if step is None:
                self.show_finish()
            else:
                self.show_step(step)

    def show_everything(self) -> None:
        """Build all that is left, on one page."""
        self._show(Everything, Everything)
        if not self._app.room.busy:
            self._app.build(None)

    def show_finish(self) -> None:
        """Show what stands and how to reach it."""
        self._show(Finish, Finish)

    def show_teardown(self) -> None:
        """Show what would be deleted."""
        if self._app.sight:
            self._show(Teardown, Teardown)

    def show_logs(self) -> None:
        """Show what the tasks write."""
        if self._app.sight:
            self._show(LogsPage, LogsPage)

    def by_name(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Every page of the deployment that is open, optional ones too: its name, what it shows, and the way to it."""
        sight = self._app.sight
        assert sight is not None
        for number, step in enumerate(sight.book, 1):
            means = "An optional page of the book" if step.optional else "A page of the book"
            yield f"{number} {step.title}", means, partial(self.show_step, step)
        yield "The plan", "What is to stand, what it costs, and each answer", self.show_review
        yield "What stands", "The apps and their addresses, who answers, what it has cost", self.show_finish
        yield "What the tasks write", "The logs of all apps", self.show_logs

    def go_back(self) -> None:
        """Show the page before; on the first page, ask about leaving."""
        app = self._app
        if len(app.screen_stack) <= 1:
            app.menus.ask_about_leaving()
            return
        app.pop_screen()
        if len(app.screen_stack) == 1 and not app.room.busy:
            self.show_start()

    def _show(self, page_class: type[S], make: Callable[[], S]) -> S:
        """Go back to the page of this class if it is open, else put one on top."""
        app = self._app
        while isinstance(app.screen, ModalScreen):
            app.pop_screen()
        for page in app.screen_stack:
            if isinstance(page, page_class):
                while app.screen is not page:
                    app.pop_screen()
                return cast("S", page)
        new = make()
        app.push_screen(new)
        return new
