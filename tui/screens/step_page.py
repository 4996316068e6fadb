"""A step's page: one screen for all of them, which turns its pages."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Markdown, Static, TabPane

from steps.aws.page_prices import priced
from steps.engine.model.durations import lasting
from steps.engine.model.resource import Node
from steps.engine.model.step import Step
from steps.engine.troubles import Trouble
from tui.happened import what_happened
from tui.outlook import outlook_of
from tui.screens.answering import answer, field_for
from tui.screens.frame import WAYS_OUT
from tui.screens.live import Live, LivePage, logs_key, tab_keys
from tui.screens.searching import SEARCH
from tui.screens.trouble_menu import told
from tui.sight import is_done, is_under_way
from tui.widgets.folded import Folded
from tui.widgets.marked_words import LINK, marked
from tui.widgets.prose import Prose
from tui.widgets.questions import Field
from tui.widgets.rail import Rail
from tui.widgets.resources import Resources
from tui.widgets.say import say

PAGES = Binding.Group("Pages ", compact=True)


class StepPage(LivePage, inherit_bindings=False):
    """The contents at the side, the page to read, what it makes, and what is heard while it is made."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "build", "Build", tooltip="Make what this page is about, and all before it."),
        Binding("enter", "forward", "Next", tooltip="Turn the page; what is being made goes on."),
        Binding("b", "everything", "Build all", tooltip="Build all that is left, side by side, on one page."),
        Binding("p,left", "turn(-1)", "Previous page", key_display="←", group=PAGES, tooltip="Turn back one page."),
        Binding("n,right", "turn(1)", "Page after", key_display="→", group=PAGES, tooltip="Turn the page without building."),
        Binding("s", "skip", "Skip", tooltip="Leave this optional step out."),
        Binding("c", "copy", "Copy", tooltip="Copy what the tab in front shows."),
        Binding("r", "review", "Review", show=False, tooltip="See the plan and change an answer."),
        logs_key(),
        *tab_keys("Read"),
        *SEARCH,
        *WAYS_OUT,
    ]  # fmt: skip
    AUTO_FOCUS = "Prose"

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.current = step

    def page(self) -> ComposeResult:
        """Lay out the rail, the tabs, the resources and the line that says what Enter does."""
        with Horizontal():
            yield Rail(self.sight.book)
            with Vertical(id="main"):
                yield Folded()
                with Live(self.sight), TabPane("Read", id="Read"):
                    yield Prose(self._prose())
                    yield Vertical(id="questions")
                yield Resources(self.current)
                yield Static(id="next")
            yield self.beside()

    @property
    def reading(self) -> Step:
        """The step whose page this is."""
        return self.current

    def on_mount(self) -> None:
        """Ask the questions of the first page."""
        self._ask()

    def things(self) -> Sequence[Node]:
        """What this step makes and checks."""
        return self.current.nodes(self.sight.plan)

    def turn_to(self, step: Step) -> None:
        """Show this step."""
        if step is not self.current and self.is_mounted:
            self.current = step
            self.live.active = "Read"
            self.query_one(Resources).turn(step)
            self._turn(self._prose())
            self._ask()
            self.query_one(Prose).focus()
            self.redraw()

    def redraw(self) -> None:
        """Draw how everything stands now."""
        progress, plan = self.sight.progress, self.sight.plan
        self.query_one(Rail).show(progress, plan, self.current.key)
        super().redraw()
        self.query_one(Resources).show(progress, plan, self.sight.usual, self.wizard.now())
        say(self.query_one("#next", Static), self._next_line())
        self.set_class(self._state() == "new", "-planned")
        done = self._state() == "done"
        self.query_one(Prose).tell(what_happened(self.current, plan, progress) if done else ())
        self.offer(self.current.key, self._state(), bool(progress.recorded))

    def _prose(self) -> str:
        """The page with its prices filled in and the words of the glossary marked."""
        return marked(priced(self.current.prose, self.sight.plan.region))

    def _state(self) -> str:
        """Tell where this page's step is: done, failed, moving, queued or new."""
        sight, step = self.sight, self.current
        if is_done(step, sight.plan, sight.progress):
            return "done"
        if self.wizard.room.busy and is_under_way(step, sight.plan, sight.progress):
            return "moving"
        if self.wizard.room.busy and step in self.wizard.queued:
            return "queued"
        return "failed" if sight.failed(step) else "new"

    def _next_line(self) -> Content:
        step, last = self.current, self.sight.neighbour(self.current, 1) is None
        far = outlook_of(self.sight, self.wizard.now(), step)
        onward = "shows what you have built" if last else "turns the page"
        match self._state():
            case "done":
                return Content.assemble(("Done. ", "$success"), ("Enter", "bold"), f" {onward}.")
            case "moving":
                style = "bold $warning" if far.overdue else "$accent"
                left = far.late or far.words
                return Content.assemble(
                    (f"Being made, {left}. ", style), ("Enter", "bold"), f" {onward}; it goes on."
                )
            case "queued":
                return Content.assemble(
                    ("In the queue. ", "$accent"), ("Enter", "bold"), f" {onward}; it goes on."
                )
            case "failed":
                return Content.assemble(
                    ("It failed. ", "$error"),
                    ("Enter", "bold"),
                    " tries again; ",
                    ("i", "bold"),
                    " says why in full.",
                )
            case _:
                time = f", usually in {lasting(far.left)}" if far.left >= 10 else ""
                optional: tuple[tuple[str, str] | str, ...] = ("; ", ("s", "bold"), " skips")
                skips = optional if step.optional else ()
                return Content.assemble(("Enter", "bold"), f" builds it{time}", *skips, ".")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense on this page as it stands."""
        sight = self.wizard.sight
        match action:
            case "build":
                return sight is not None and self._state() in ("new", "failed")
            case "forward":
                return sight is not None and self._state() not in ("new", "failed")
            case "skip":
                return self.current.optional
            case "turn":
                return not self.is_searching  # its keys lead from place to place
            case _:
                return super().check_action(action, parameters)

    def action_build(self) -> None:
        """Build up to this step."""
        self.wizard.build(self.current)

    def action_forward(self) -> None:
        """Turn the page; after the last one comes the end."""
        if following := self.sight.neighbour(self.current, 1):
            self.turn_to(following)
        else:
            self.wizard.pages.show_finish()

    def action_turn(self, distance: int) -> None:
        """Turn pages without building."""
        if other := self.sight.neighbour(self.current, distance):
            self.turn_to(other)

    def action_skip(self) -> None:
        """Turn the page of an optional step."""
        self.action_forward()

    def action_everything(self) -> None:
        """Build all that is left on the overview."""
        self.wizard.pages.show_everything()

    def action_review(self) -> None:
        """Show the plan."""
        self.wizard.pages.show_review()

    @work(group="page", exclusive=True)
    async def _turn(self, prose: str) -> None:
        await self.query_one(Prose).turn(prose)

    @work(group="ask", exclusive=True)
    async def _ask(self) -> None:
        """Put the fields of this page's questions in place; without its choices a question cannot be asked."""
        form = self.query_one("#questions")
        await form.remove_children()
        try:
            fields = [await field_for(self.sight, question) for question in self.current.questions]
        except Trouble as trouble:
            fields = []
            await form.mount(Static(told(trouble)))
        await form.mount_all(fields)

    @on(Field.AnswerGiven)
    @work(group="answer")
    async def _answered(self, message: Field.AnswerGiven) -> None:
        await answer(self.sight, self, message)
        self.redraw()

    @on(Markdown.LinkClicked)
    def _follow(self, message: Markdown.LinkClicked) -> None:
        """Say what a word means, or open a page of AWS's."""
        if message.href.startswith(LINK):
            self.wizard.menus.show_glossary(message.href.removeprefix(LINK))
        else:
            self.app.open_url(message.href)

    @on(Rail.StepChosen)
    def _chosen(self, message: Rail.StepChosen) -> None:
        self.turn_to(self.sight.step(message.key))
