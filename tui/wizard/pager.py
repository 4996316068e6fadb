"""Turning pages: which are open, one upon the other, and how to get to each."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter
from textual.screen import ModalScreen
from textual.worker import Worker

from tui.engine_room import EngineRoom
from tui.screens.frame import Frame
from tui.widgets.ascii import Ascii
from tui.widgets.theme import UNICODE, Look

if TYPE_CHECKING:
    from steps.engine.model.step import Step
    from tui.sight import Sight

KEYS = {"⏎": "enter", "←": "left", "→": "right", "↑": "up", "↓": "down"}
"""What keys are called where their signs cannot be drawn."""

S = TypeVar("S", bound=Frame)


class Pager(App[int]):
    """The pages on a stack; what they show and what is done belongs to whoever turns them."""

    sight: "Sight | None" = None
    room: EngineRoom
    look: Look

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Draw with what the terminal has."""
        filters = super().get_line_filters()
        return filters if self.look.glyphs is UNICODE else [*filters, Ascii()]

    def get_key_display(self, binding: Binding) -> str:
        """Name the keys that have no sign in ASCII."""
        sign = super().get_key_display(binding)
        return sign if self.look.glyphs is UNICODE else KEYS.get(sign, sign)

    def build(self, until: "Step | None") -> Worker[None]:
        """Build up to this step; None is all."""
        raise NotImplementedError

    def action_leave(self) -> None:
        """Show the ways to leave."""
        raise NotImplementedError

    def show_review(self) -> None:
        """Show everything that is about to be made."""
        from tui.wizard import pages

        self._show(pages.Review)

    def show_step(self, step: "Step") -> None:
        """Show this step's page: there is one screen, which turns its pages."""
        from tui.wizard import pages

        self._show(pages.StepPage, lambda: pages.StepPage(step)).turn_to(step)

    def show_next(self) -> None:
        """Show the first step that has something left to do, or the end."""
        from tui.wizard import pages

        sight = self.sight
        if not sight:
            return
        step = pages.to_read(sight.book, sight.plan, sight.progress)
        if step is None:
            self.show_finish()
        else:
            self.show_step(step)

    def come_back(self, *, check: bool = False) -> Worker[None]:
        """Let the user decide about what others did in AWS meanwhile; then go where the work is, or check all of it."""
        raise NotImplementedError

    def show_everything(self) -> None:
        """Build all that is left, on one page."""
        from tui.wizard import pages

        self._show(pages.Everything)
        if not self.room.busy:
            self.build(None)

    def show_finish(self) -> None:
        """Show what stands and how to reach it."""
        from tui.wizard import pages

        self._show(pages.Finish)

    def show_teardown(self) -> None:
        """Show what would be deleted."""
        from tui.wizard import pages

        if self.sight:
            self._show(pages.Teardown)

    def show_start(self) -> None:
        """Close the deployment and show the first page."""
        self.sight = None
        self.run_worker(self.room.close(), group="close")
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def _show(self, kind: type[S], make: Callable[[], S] | None = None) -> S:
        """Go back to the page of this kind if it is open, else put one on top."""
        while isinstance(self.screen, ModalScreen):
            self.pop_screen()
        open_already = [each for each in self.screen_stack if isinstance(each, kind)]
        for page in open_already:
            while self.screen is not page:
                self.pop_screen()
            return cast("S", page)
        new = make() if make else kind()
        self.push_screen(new)
        return new

    def go_back(self) -> None:
        """Show the page before; on the first page, ask about leaving."""
        if len(self.screen_stack) <= 1:
            self.action_leave()
            return
        self.pop_screen()
        if len(self.screen_stack) == 1 and not self.room.busy:
            self.show_start()
