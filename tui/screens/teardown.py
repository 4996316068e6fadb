"""Taking down: what goes, what stays and why, the name as a signature, and a receipt."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static, TabPane

from steps.engine.events import AnyEvent, Ended
from steps.engine.prices import cost
from steps.engine.progress import State
from steps.engine.work import Outcome
from steps.target import Kind
from tui.screens.frame import WAYS_OUT, Frame, line
from tui.screens.leaving import Leaving, going, staying
from tui.screens.live import Live
from tui.widgets.text import MUTED
from tui.words import lasting


class Teardown(Frame, inherit_bindings=False):
    """Nothing is deleted before the deployment's name was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "again", "Go on", tooltip="Go on taking down what is left."),
        Binding(
            "x", "stop", "Stop", tooltip="Stop deleting; what is left stays, and costs, until you go on."
        ),
        Binding("c", "copy", "Copy", tooltip="Copy every AWS CLI line so far to the clipboard."),
        *WAYS_OUT,
    ]
    AUTO_FOCUS = "#name"

    def __init__(self) -> None:
        super().__init__()
        self._begun = False
        self._ended: Ended | None = None

    def page(self) -> ComposeResult:
        """Lay out the promise, the list, and the line to sign."""
        with Vertical(id="main"):
            yield Static("Take it down", classes="title", id="headline")
            yield Static(id="promise")
            with Live(self.sight), TabPane("What goes", id="Leaving"):
                yield Leaving()
            yield Static(
                f"Type {self.sight.plan.deployment} to delete all of this; Esc goes back.", id="sign"
            )
            yield Input(id="name", compact=True, placeholder=self.sight.plan.deployment)

    def heard(self, event: AnyEvent) -> None:
        """Pass it on; the end of it is kept for the receipt."""
        self.query_one(Live).take(event)
        if isinstance(event, Ended) and event.verb == "teardown":
            self._ended = event

    def redraw(self) -> None:
        """Draw what is left."""
        super().redraw()
        sight = self.sight
        self.query_one(Leaving).show(
            going(sight, begun=self._begun), staying(sight), sight.progress, self.wizard.now()
        )
        self.query_one(Live).show(sight.progress, sight.plan)
        self.query_one("#promise", Static).update(self._receipt() if self._ended else self._promise())
        for name in ("#sign", "#name"):
            self.query_one(name).display = not self._begun
        self.refresh_bindings()

    def _promise(self) -> Content:
        sight = self.sight
        left, stays = len(sight.progress.recorded), len(staying(sight))
        if self._begun:
            what = "Stopping …" if self.wizard.room.stopping else "Deleting"
            return line((what, "bold $accent"), f"{left} things are left")
        price = cost(sight.plan, sight.progress.recorded)
        now = "nothing is billed" if sight.plan.target == Kind.SANDBOX else price.words
        kept = "everything of it goes"
        if stays:
            kept = f"{stays} {'stays' if stays == 1 else 'stay'}, because this deployment did not make it"
        return line((f"{left} things go, dependents first", "bold"), kept, f"now {now}, then $0.00/h")

    def _receipt(self) -> Content:
        ended, progress = self._ended, self.sight.progress
        assert ended is not None
        gone = sum(node.state is State.DELETED for node in progress.nodes.values())
        left = len(progress.recorded)
        made = gone + left
        if left == 0 and ended.outcome == Outcome.DONE:
            words = f"{made} made, {gone} gone, running cost now $0.00/h"
            took = f" After {lasting(ended.seconds)}. Esc goes back to the first page."
            return Content.assemble((words + ".", "bold $success"), (took, MUTED))
        how = "Stopped" if ended.outcome == Outcome.STOPPED else "Not all of it could be deleted"
        return Content.assemble(
            (f"{how}: {made} made, {gone} gone, {left} left. ", "bold $warning"),
            ("Enter", "bold"),
            " goes on.",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense now."""
        match action:
            case "again":
                return self._begun and not self.wizard.room.busy and bool(self.sight.progress.recorded)
            case "stop":
                return self._begun and self.wizard.room.busy
            case "tear_down":
                return False
            case _:
                return super().check_action(action, parameters)

    @on(Input.Submitted, "#name")
    def _signed(self, event: Input.Submitted) -> None:
        if event.value.strip() == self.sight.plan.deployment:
            self.action_again()
        else:
            self.notify(
                f"That is not its name. Nothing was deleted; type {self.sight.plan.deployment}.",
                severity="warning",
            )

    def action_again(self) -> None:
        """Delete what is left."""
        self._begun, self._ended = True, None
        self.query_one(Leaving).focus()
        self.wizard.tear_down()
        self.redraw()

    def action_stop(self) -> None:
        """Stop deleting."""
        self.wizard.room.stop()
        self.redraw()

    def action_back(self) -> None:
        """Go back; after a teardown the first page is the one before."""
        if self._ended and not self.sight.progress.recorded:
            self.wizard.show_start()
        else:
            super().action_back()

    def action_copy(self) -> None:
        """Copy the AWS CLI lines."""
        self.query_one(Live).copy()
