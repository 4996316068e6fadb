"""The ways to leave: by its keys, by its menu and by signals, always with an end that waits for nobody."""

import asyncio
import contextlib
import os
import signal
import threading

from textual import work

from steps.engine.troubles import Exit
from tui.screens.host import Host

GRACE = 0.2  # seconds that a run gets to say that it stopped, before the program ends
LONGEST_GOODBYE = 3.0  # seconds after which nothing is waited for any more once the terminal is gone


class Leaver(Host):
    """Ends the program."""

    def leave_when_told(self) -> None:
        """SIGTERM and a terminal that goes away end the program as its own keys do; Windows has neither."""
        with contextlib.suppress(NotImplementedError, RuntimeError, AttributeError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.leave_now)
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hang_up)

    def _hang_up(self) -> None:
        """The terminal is gone, and drawing on it may wait for ever: leave, at the latest after a while."""
        end = threading.Timer(LONGEST_GOODBYE, os._exit, [int(Exit.STOPPED)])
        end.daemon = True
        end.start()
        self.leave_now()

    def action_interrupt(self) -> None:
        """Copy what is selected, else ask about leaving."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
            self.screen.clear_selection()
            self.notify("Copied.")
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Show the ways to leave."""
        self.menus.ask_about_leaving()

    @work(group="leave", exclusive=True)
    async def leave_now(self) -> None:
        """End the program; what is under way gets a moment to say that it stopped."""
        was_busy = self.room.busy
        self.room.stop()
        for page in self.screen_stack:  # what a page waits for must not find it half closed
            self.workers.cancel_node(page)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.room.close(), GRACE)
        code = self.sight.exit_code if self.sight else Exit.DONE
        self.exit(Exit.STOPPED if was_busy else code)
