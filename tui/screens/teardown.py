"""Taking down: what goes, what stays and why, the name as a signature, and a receipt."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static, TabPane

from steps.engine.model.durations import lasting
from steps.engine.model.events import AnyEvent, Ended, Outcome, Verb
from steps.engine.model.obstacle import Obstacle
from steps.engine.model.resource import Node
from steps.receipt.receipt import Receipt
from tui.outlook import outlook_of
from tui.plan_rows import practises, price
from tui.screens.frame import WAYS_OUT
from tui.screens.live import Live, LivePage, logs_key, tab_keys
from tui.screens.searching import SEARCH
from tui.takedown import counted, going, staying
from tui.widgets.far_line import FarLine
from tui.widgets.in_the_way import InTheWay
from tui.widgets.leaving import Leaving
from tui.widgets.left_over import LeftOver
from tui.widgets.text import MUTED, dotted
from tui.widgets.text_input import TextInput


class Teardown(LivePage, inherit_bindings=False):
    """Nothing of an account's is deleted before the deployment's name was typed; in the practice cloud Enter is enough."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "again", "Go on", tooltip="Go on taking down what is left."),
        Binding("enter", "begin", "Delete it all", tooltip="Delete all of this practice deployment."),
        Binding("enter", "finish", "First page", tooltip="Go back to the first page: all of it is gone."),
        Binding(
            "x", "stop", "Stop", tooltip="Stop deleting; what is left stays, and costs, until you go on."
        ),
        Binding("c", "copy", "Copy", tooltip="Copy what the tab in front shows."),
        logs_key(),
        *tab_keys("Leaving"),
        *SEARCH,
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
            yield FarLine(id="far")
            yield InTheWay()
            yield LeftOver()
            with Live(self.sight), TabPane("What is deleted", id="Leaving"):
                yield Leaving()
            yield Static(self._sign(), id="sign")
            name = TextInput(id="name", compact=True, placeholder="type the name here")
            name.display = not practises(self.sight)  # before anything is focused
            yield name

    def on_mount(self) -> None:
        """Where there is nothing to sign, the keys go to the list."""
        if practises(self.sight):
            self.query_one(Leaving).focus()

    def things(self) -> Sequence[Node]:
        """What goes."""
        return going(self.sight, begun=self._begun)

    def heard(self, event: AnyEvent) -> None:
        """Pass it on; the end of it is kept for the receipt."""
        super().heard(event)
        if isinstance(event, Ended) and event.verb is Verb.TEARDOWN:
            self._ended = event

    def redraw(self) -> None:
        """Draw what is left."""
        super().redraw()
        sight = self.sight
        self.query_one(Leaving).show(
            going(sight, begun=self._begun), staying(sight), sight.progress, self.wizard.now()
        )
        self.query_one("#promise", Static).update(self._receipt() if self._ended else self._promise())
        self._say_how_far()
        self.query_one(InTheWay).show(self._obstacles, self.wizard.now())
        self.query_one(LeftOver).show(self._paper)
        self.query_one("#sign").display = not self._begun
        self.query_one("#name").display = not self._begun and not practises(sight)
        self.offer(self._begun, self.wizard.room.busy, bool(sight.progress.recorded), self._is_over)

    def _say_how_far(self) -> None:
        """While it is being taken down: how much of it has gone, and how long it will still take."""
        line, progress = self.query_one(FarLine), self.sight.progress
        began = progress.began
        on = self._begun and not self._ended and self.wizard.room.busy
        line.display = bool(on and began and began.verb is Verb.TEARDOWN)
        self.query_one("#promise").display = not line.display
        if line.display:
            doing = "Stopping" if self.wizard.room.stopping else "Taking down"
            line.show(doing, outlook_of(self.sight, self.wizard.now()))

    def _promise(self) -> Content:
        sight = self.sight
        left, stays = len(sight.progress.recorded), staying(sight)
        if self._begun:
            deleting = "Deleting" if self.wizard.room.busy else "Nothing is being deleted"
            what = "Stopping …" if self.wizard.room.stopping else deleting
            return dotted((what, "bold $accent"), f"{left} resources are left")
        kept = "everything of it goes"
        if stays:
            named = stays[0] if len(stays) == 1 else f"{len(stays)} resources"
            kept = f"{named} {'stays' if len(stays) == 1 else 'stay'}: not this deployment's"
        sums = dotted(f"now {price(sight)}", "then $0.00 an hour")
        return Content("\n").join(
            [
                dotted((f"{left} resources go, dependents first", "bold"), kept),
                Content.styled(sums.plain, MUTED),
            ]
        )

    @property
    def _obstacles(self) -> Collection[Obstacle]:
        """What holds on to something now; once the run is over the receipt tells of it."""
        return self.sight.progress.obstacles.values() if self.wizard.room.busy else ()

    @property
    def _paper(self) -> Receipt | None:
        """The receipt, once the run that it is of is over."""
        return self.sight.receipt if self._ended else None

    def _receipt(self) -> Content:
        ended, paper = self._ended, self._paper
        assert ended is not None
        if self.wizard.room.busy:
            return Content.assemble(("Asking AWS what is left …", "bold $accent"))
        numbers = paper.words if paper else counted(self.sight.progress)
        if self._is_over:
            return Content.assemble(
                (f"{numbers}. ", "bold $success"),
                (f"After {lasting(ended.seconds)}.\n", MUTED),
                ("Enter", "bold"),
                " goes back to the first page.",
            )
        how = "Stopped" if ended.outcome is Outcome.STOPPED else "Not all of it could be deleted"
        return Content.assemble((f"{how}: {numbers}. ", "bold $warning"), ("Enter", "bold"), " goes on.")

    @property
    def _is_over(self) -> bool:
        """Whether it was taken down, all of it."""
        ended = self._ended
        clean = self._paper is None or self._paper.is_clean
        return bool(ended and ended.outcome is Outcome.DONE and not self.sight.progress.recorded and clean)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense now."""
        match action:
            case "finish":
                return self._is_over
            case "begin":
                return not self._begun and practises(self.sight)
            case "again":
                return self._begun and not self.wizard.room.busy and not self._is_over
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
            self.query_one("#sign", Static).update(
                f"That is not its name, and nothing was deleted. {self._sign()}"
            )
            event.input.clear()

    def _sign(self) -> str:
        name = self.sight.plan.deployment
        if practises(self.sight):
            return f"It is a practice deployment: Enter deletes all of {name}. Esc goes back."
        return f"Type {name} to delete all of this; Esc goes back."

    def action_begin(self) -> None:
        """Delete all of it, of which nothing is anybody's loss."""
        self.action_again()

    def action_again(self) -> None:
        """Delete what is left."""
        self._begun, self._ended, self.sight.receipt = True, None, None
        self.query_one(Leaving).focus()
        self.wizard.tear_down()
        self.redraw()

    def action_finish(self) -> None:
        """Go back to the first page."""
        self.wizard.pages.show_start()

    def action_stop(self) -> None:
        """Stop deleting."""
        self.wizard.room.stop()
        self.redraw()

    def action_back(self) -> None:
        """Go back; after a teardown the first page is the one before."""
        if self._ended and not self.sight.progress.recorded:
            self.wizard.pages.show_start()
        else:
            super().action_back()
