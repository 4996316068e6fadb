"""What is asked over a page, and what becomes of the answer. Loaded once the first page is on the screen."""

from collections.abc import Mapping

from textual.screen import ModalScreen

from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.events import Ended, Outcome, Verb
from steps.engine.model.holder import Held
from steps.engine.model.step import Step
from steps.engine.troubles import Trouble
from tui.drift_choices import DriftChoice
from tui.holder_ways import HolderChoice
from tui.plan_rows import price
from tui.screens.drift_menu import DriftMenu
from tui.screens.frame import Frame
from tui.screens.glossary_page import GlossaryPage
from tui.screens.help import Help
from tui.screens.holder_menu import HolderMenu
from tui.screens.host import Host, Menus
from tui.screens.quit_menu import QuitMenu
from tui.screens.trouble_menu import TroubleMenu
from tui.sight import Sight, trouble_of


class MenusOverPages(Menus):
    """The App's menus; each kind is there once."""

    def __init__(self, app: Host) -> None:
        self._app = app
        self._told: Ended | None = None  # the end whose trouble was shown already

    def ask_about_leaving(self) -> None:
        """Show the ways to leave, each with what stays and what it costs."""
        app, sight = self._app, self._app.sight
        if isinstance(app.screen, QuitMenu):
            return
        standing = len(sight.progress.recorded) if sight else 0
        name = sight.plan.deployment if sight else ""
        menu = QuitMenu(
            name=name, standing=standing, cost=price(sight), busy=app.room.busy, staying=app.staying
        )
        app.push_screen(menu, self._after_leaving)

    def _after_leaving(self, choice: str | None) -> None:
        match choice:
            case "quit":
                self._app.leave_now()
            case "tear_down":
                self._app.pages.show_teardown()

    def show_help(self) -> None:
        """List the keys of the page."""
        if isinstance(self._app.screen, Frame):
            self._app.push_screen(Help(self._app.screen))

    def show_glossary(self, word: str = "") -> None:
        """Say what words mean, this one first."""
        if not isinstance(self._app.screen, ModalScreen):
            self._app.push_screen(GlossaryPage(word))

    async def ask_about_drift(self, drift: Mapping[str, str]) -> DriftChoice:
        """What shall become of what others deleted or changed; call it from a worker."""
        choice = await self._app.push_screen_wait(DriftMenu(drift))
        return DriftChoice(choice or DriftChoice.LEAVE)

    async def ask_about_holder(self, held: Held) -> HolderChoice:
        """What to do when somebody else works on the deployment; call it from a worker."""
        choice = await self._app.push_screen_wait(HolderMenu(held))
        return HolderChoice(choice or HolderChoice.LEAVE)

    def tell(self, trouble: Trouble, step: Step | None, diagnosis: Diagnosed | None = None) -> None:
        """Show what went wrong, what was looked at, and the ways to go on."""
        menu = TroubleMenu(trouble, step, rows=self._app.size.height, diagnosis=diagnosis)
        self._app.push_screen(menu, self._after_trouble)

    def tell_of_the_end(self) -> None:
        """Show what went wrong in the run that has ended, once everything that was asked for has ended and was heard of."""
        app, sight = self._app, self._app.sight
        ended = sight.progress.ended if sight else None
        if (
            sight is None
            or app.room.busy
            or ended is None
            or ended is self._told
            or ended is sight.ended_before
        ):
            return
        self._told = ended
        failed = ended.verb is Verb.BUILD and ended.outcome is Outcome.FAILED
        first = first_trouble(sight) if failed and not isinstance(app.screen, TroubleMenu) else None
        if first:
            app.redraw_now()  # the page beneath stays in sight, and is not drawn again while the menu is on it
            self.tell(*first)

    def _after_trouble(self, choice: str | None) -> None:
        """Do what the user chose: a step's key to go to, or a verb."""
        app, sight = self._app, self._app.sight
        reading = app.screen.reading if isinstance(app.screen, Frame) else None
        match choice:
            case "again":
                app.build(reading)  # all of it, or up to the page that is open
            case "tear_down":
                app.pages.show_teardown()
            case "quit":
                app.leave_now()
            case "logs":
                app.pages.show_logs()
            case "review":
                app.pages.show_review()
            case "skip" if reading and sight:
                app.pages.show_step(sight.neighbour(reading, 1) or reading)
            case str() as key if sight and any(step.key == key for step in sight.book):
                app.pages.show_step(sight.step(key))


def first_trouble(sight: Sight) -> tuple[Trouble, Step, Diagnosed | None] | None:
    """The first trouble of the book that still stands, its step, and what was looked at."""
    for step in sight.book:
        if failed := sight.failed(step):
            return trouble_of(failed), step, sight.progress.node(failed.resource).diagnosis
    return None
