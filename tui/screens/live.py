"""The tabs that listen: live output, tasks, the calls as AWS CLI, the picture; and what every page that has them shares."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import TabbedContent, TabPane

from steps.engine.memory.progress import Progress
from steps.engine.model.events import AnyEvent, Called
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Node
from tui.screens.details import Details
from tui.screens.searching import SearchPage
from tui.sight import Sight, nodes_of
from tui.widgets.beside import Beside
from tui.widgets.cli_calls import Calls
from tui.widgets.folded import Folded
from tui.widgets.output import Output
from tui.widgets.picture import Picture
from tui.widgets.rail import Rail
from tui.widgets.tasks_tab import Tasks

TITLES = {"CLI": "As AWS CLI", "Leaving": "What is deleted"}
"""What tabs are called whose ids are other words; one word for one tab, on the tab and in the list of keys."""


def tab_keys(first: str, *more: str) -> tuple[Binding, ...]:
    """One digit a tab, the same on every page; `first` is the page's own, and so is what comes `more`."""
    names = enumerate((first, "Output", "Tasks", "CLI", "Picture", *more), 1)
    return tuple(
        Binding(str(number), f"tab('{name}')", words, show=False, tooltip=f"Show the tab {words}.")
        for number, name in names
        if (words := TITLES.get(name, name))
    )


def logs_key(*, show: bool = False) -> Binding:
    """The key for what the tasks write; `show` in the footer where there is room."""
    return Binding(
        "l", "logs", "Logs", show=show, tooltip="Read what the tasks write, also those that have stopped."
    )


class Live(TabbedContent):
    """Tabs of its own between those that a page adds in front and what comes `more`; knows what happened before it was there."""

    def __init__(self, sight: Sight, *more: TabPane) -> None:
        super().__init__()
        self._sight, self._more = sight, more
        self._output, self._tasks = Output(sight.log_file), Tasks(sight.has_tasks)
        self._calls = Calls(lambda: sight.book, lambda: sight.plan)
        self._picture = Picture()

    def compose(self) -> ComposeResult:
        """Add the tabs that listen."""
        self.compose_add_child(TabPane("Output", self._output, id="Output"))
        self.compose_add_child(TabPane("Tasks", self._tasks, id="Tasks"))
        self.compose_add_child(TabPane(TITLES["CLI"], self._calls, id="CLI"))
        self.compose_add_child(TabPane("Picture", self._picture, id="Picture"))
        for pane in self._more:
            self.compose_add_child(pane)
        return super().compose()

    def on_mount(self) -> None:
        """Show what was heard before."""
        for event in (*self._sight.heard, *self._sight.observed.values()):
            self.take(event)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Draw the commands, which are not drawn while nobody sees them."""
        if event.pane.id == "CLI":
            self._calls.show()

    def take(self, event: AnyEvent) -> None:
        """One more event."""
        self._calls.take(event)
        if not isinstance(event, Called):
            self._output.take(event)
            self._tasks.take(event)

    def show(self, progress: Progress, plan: Plan, now: float) -> None:
        """Draw the picture and the tasks as they stand at `now`, in epoch seconds."""
        self._picture.show(self._sight.book, plan, progress)
        self._tasks.show(now)
        if self.active == "CLI":
            self._calls.show()

    def grow_older(self, now: float) -> None:
        """Show the ages as they are at `now`, where they can be seen."""
        if self.active == "Tasks":
            self._tasks.show(now)

    def open_commands(self) -> None:
        """Show the commands, with the cursor among them."""
        self._calls.show()
        self.call_after_refresh(self._calls.focus_commands)


class LivePage(SearchPage, inherit_bindings=False):
    """A page with the tabs that listen: events go to them, and tasks are watched while theirs is open."""

    @property
    def live(self) -> Live:
        """The tabs."""
        return self.query_one(Live)

    @property
    def shows_tasks(self) -> bool:
        """Whether the tab of the tasks is open."""
        return any(live.active == "Tasks" for live in self.query(Live))

    def things(self) -> Sequence[Node]:
        """The resources and checks that the page is about."""
        return nodes_of(self.sight.book, self.sight.plan)

    def action_details(self) -> None:
        """Show them in full."""
        self.app.push_screen(Details(self.things(), self.sight.progress))

    def beside(self) -> Beside:
        """What is beside the tabs where there is room."""
        sight = self.sight
        return Beside(sight.log_file, lambda: [*sight.heard])

    def heard(self, event: AnyEvent) -> None:
        """Pass it on to the tabs."""
        self.live.take(event)
        for beside in self.query(Beside):
            beside.take(event)

    def redraw(self) -> None:
        """Draw what the tabs show as it stands."""
        super().redraw()
        self.live.show(self.sight.progress, self.sight.plan, self.wizard.now())
        for beside in self.query(Beside):
            beside.picture.show(self.sight.book, self.sight.plan, self.sight.progress)
        for folded in self.query(Folded):
            folded.show(self.query_one(Rail).entries)

    def grow_older(self) -> None:
        """Show the ages as they are now."""
        for live in self.query(Live):  # there are none yet on a page that is just being opened
            live.grow_older(self.wizard.now())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read only where something stands that may have written."""
        if action == "logs":
            return self.wizard.sight is not None and bool(self.sight.progress.recorded)
        return super().check_action(action, parameters)

    def action_logs(self) -> None:
        """Show what the tasks write."""
        self.wizard.pages.show_logs()

    def action_tab(self, name: str) -> None:
        """Show one of the tabs; among commands, those that go with one are at hand."""
        super().action_tab(name)
        if name == "CLI":
            self.live.open_commands()
