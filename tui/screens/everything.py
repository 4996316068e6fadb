"""All at once: what runs side by side, on one page."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import TabPane

from steps.engine.model.durations import lasting
from steps.engine.model.events import AnyEvent, Ended, Outcome, Verb
from tui.outlook import outlook_of
from tui.screens.frame import WAYS_OUT, Frame
from tui.screens.live import Live, LivePage, logs_key, tab_keys
from tui.screens.searching import SEARCH
from tui.sight import reached
from tui.widgets.far_line import FarLine
from tui.widgets.folded import Folded
from tui.widgets.rail import Rail
from tui.widgets.timeline import Timeline


class Everything(LivePage, inherit_bindings=False):
    """The contents at the side, a timeline of what runs, and the tabs that listen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "onward", "What stands", tooltip="See what was built and how to reach it."),
        Binding("t", "again", "Try again", tooltip="Build what is left; what stands is kept."),
        Binding("x", "stop", "Stop", tooltip="Stop building; what stands is kept, and you can go on later."),
        Binding("c", "copy", "Copy", tooltip="Copy what the tab in front shows."),
        logs_key(),
        *tab_keys("Timeline"),
        *SEARCH,
        *WAYS_OUT,
    ]
    AUTO_FOCUS = "Timeline"

    def page(self) -> ComposeResult:
        """Lay out the rail, the line that says how far it is, and the tabs."""
        with Horizontal():
            yield Rail(self.sight.book)
            with Vertical(id="main"):
                yield Folded()
                yield FarLine(id="far")
                with Live(self.sight), TabPane("Timeline", id="Timeline"):
                    yield Timeline()
            yield self.beside()

    def heard(self, event: AnyEvent) -> None:
        """Pass it on; whoever reads another page meanwhile is told when all is done."""
        super().heard(event)
        page = self.app.screen
        elsewhere = isinstance(page, Frame) and page.reading is not None
        if (
            elsewhere
            and isinstance(event, Ended)
            and (event.verb, event.outcome) == (Verb.BUILD, Outcome.DONE)
        ):
            self.notify(f"Everything stands, after {lasting(event.seconds)}.")

    def redraw(self) -> None:
        """Draw how everything stands now."""
        progress, plan = self.sight.progress, self.sight.plan
        self.query_one(Rail).show(progress, plan, "")
        super().redraw()
        self.query_one(Timeline).show(plan, progress, self.wizard.now())
        self._say_how_far()

    def _say_how_far(self) -> None:
        sight, room, line = self.sight, self.wizard.room, self.query_one(FarLine)
        far = outlook_of(sight, self.wizard.now())
        paused = sight.progress.paused is not None
        self.offer(room.busy, room.stopping, paused, far.done == far.whole)
        if far.done == far.whole:
            line.update(
                Content.assemble(("Everything stands. ", "bold $success"), ("Enter", "bold"), " shows it.")
            )
        elif room.stopping:
            line.update("Stopping: calls under way may finish …")
        elif room.busy and not paused:
            line.show("Building", far)
        elif room.busy:
            line.update(Content.styled(f"Paused at {far.done} of {far.whole}.", "bold $warning"))
        else:
            stopped = f"Stopped at {far.done} of {far.whole}. "
            failed = any(sight.failed(step) for step in sight.book)
            why = ("; ", ("i", "bold"), " says why") if failed else ()
            line.update(Content.assemble((stopped, "bold $warning"), ("t", "bold"), " goes on", *why, "."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense now."""
        sight = self.wizard.sight
        done = sight is not None and reached(sight.book, sight.plan, sight.progress) is None
        match action:
            case "onward":
                return done
            case "again":
                return not done and not self.wizard.room.busy
            case "stop":
                return self.wizard.room.busy
            case _:
                return super().check_action(action, parameters)

    def action_onward(self) -> None:
        """Show what stands."""
        self.wizard.pages.show_finish()

    def action_again(self) -> None:
        """Build what is left."""
        self.wizard.build(None)

    def action_stop(self) -> None:
        """Stop."""
        self.wizard.room.stop()
        self.redraw()

    def on_rail_step_chosen(self, message: Rail.StepChosen) -> None:
        """Read that step's page."""
        self.wizard.pages.show_step(self.sight.step(message.key))
