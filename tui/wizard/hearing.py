"""What happens in the engine, on the screen: events are folded in and shown, and tasks watched while they are seen."""

from tui.screens.frame import Frame
from tui.screens.host import Host
from tui.wizard.messages import CodeWanted, EventsCame
from tui.wizard.outbox import Outbox

REDRAW = 0.1  # seconds between two drawings while much happens


class Hearing(Host):
    """Takes from the outbox what the engine's threads put in, and draws the page on top."""

    def __init__(self) -> None:
        super().__init__()
        self.outbox = Outbox(lambda: self.post_message(EventsCame()))
        self._redrawing = False

    def on_events_came(self) -> None:
        """Fold the events in, and show them to every page that is open."""
        if not self.is_running:
            return  # its pages are being closed
        events, sight = self.outbox.fetch(), self.sight
        ended_before = sight.progress.ended if sight else None
        pages = [screen for screen in self.screen_stack if isinstance(screen, Frame) and screen.is_mounted]
        for event in events:
            if sight:
                sight.take(event)
            for page in pages:
                page.heard(event)
        if sight and sight.progress.ended is not ended_before:
            self.refresh_bindings()
            self.call_later(self.menus.tell_of_the_end)
        self.redraw_soon()

    def ask_code(self, device: str) -> str:
        """A code of an MFA device, from any thread but the screen's. Raises Trouble when none is given."""
        wanted = CodeWanted(device)
        self.post_message(wanted)
        if code := wanted.given.result():
            return code
        from steps.target.mfa import no_code

        raise no_code(device, "No code was given.")

    def on_code_wanted(self, wanted: CodeWanted) -> None:
        """Ask for it over the page."""
        from tui.screens.code_page import CodePage

        self.push_screen(CodePage(wanted.device), wanted.given.set_result)

    def redraw_soon(self) -> None:
        """Draw the page on top, but not more often than is pleasant."""
        if not self._redrawing:
            self._redrawing = True
            self.set_timer(REDRAW, self.redraw_now)

    def redraw_now(self) -> None:
        """Draw the page on top."""
        self._redrawing = False
        if self.is_running and isinstance(self.screen, Frame) and self.screen.is_mounted:
            self.screen.redraw()

    def tick(self) -> None:
        """A second has passed: what runs in seconds runs on the screen."""
        self.attend()
        if self.room.busy:
            self.redraw_now()
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
        """Look at once for what everything waits for."""
        if self.sight:
            self.room.hurry(self.sight.work)
            self.notify("Looking whether it is there …")
