"""More tasks and fewer: keys are gathered for a moment, a number can be typed, and before an outage there is a question."""

from textual.timer import Timer

from steps.appfile.apps import App
from tui.screens.count_page import CountPage
from tui.screens.live import LivePage
from tui.screens.outage_menu import OutageMenu

GATHER = 1.0  # seconds without another key, after which what was gathered is asked for


class ScalingPage(LivePage, inherit_bindings=False):
    """A page with an app under its cursor, whose number of tasks its keys change."""

    def __init__(self) -> None:
        super().__init__()
        self._gathered: dict[str, int] = {}  # the number of tasks that each app is to have, by its name
        self._gathering: Timer | None = None

    def chosen(self) -> App:
        """The app under the cursor."""
        raise NotImplementedError

    def gathered(self, app: App) -> int:
        """How many tasks it is to have, as far as keys were pressed."""
        return self._gathered.get(app.name, app.count)

    def action_scale(self, change: int) -> None:
        """More or fewer, once no other key has come for a moment."""
        app = self.chosen()
        count = self.gathered(app) + change
        if count < 0:
            self.notify(f"{app.name} is to have no task already.", severity="warning")
            return
        self._gathered[app.name] = count
        if self._gathering:
            self._gathering.stop()
        self._gathering = self.set_timer(GATHER, self._ask) if GATHER else None
        if GATHER:
            self.redraw()
        else:
            self._ask()

    def action_type_count(self) -> None:
        """Type how many."""
        app = self.chosen()

        def take(count: int | None) -> None:
            if count is not None:
                self._gathered[app.name] = count
                self._ask()

        self.app.push_screen(CountPage(app.name, app.count), take)

    def _ask(self) -> None:
        """Ask for what was gathered; the last task of an app goes only after a question."""
        gathered, self._gathered, self._gathering = self._gathered, {}, None
        for app in self.sight.plan.apps:
            count = gathered.get(app.name, app.count)
            if count == 0 < app.count:
                self.wizard.push_screen(
                    OutageMenu(app.name), lambda way, name=app.name: self._take_off(name, way)
                )
            elif count != app.count:
                self.wizard.scale(app.name, count)
        self.redraw()

    def _take_off(self, name: str, way: str | None) -> None:
        if way == "none":
            self.wizard.scale(name, 0)
