"""What every full page shares: the line on top, the keys at the bottom, and the ways out."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.screens.host import Host
from tui.screens.layout import LAYOUT
from tui.widgets.key_line import KeyLine
from tui.widgets.say import say
from tui.widgets.text import MUTED

if TYPE_CHECKING:
    from textual._path import CSSPathType
    from textual.widgets import TabbedContent

    from steps.engine.model.events import AnyEvent, Paused
    from steps.engine.model.step import Step
    from tui.sight import Sight


class Masthead(Static):
    """One line: what is open, where it is built, what is going on, what it costs an hour."""


class PausedBanner(Static):
    """What a paused run waits for; only there while one does."""

    def show(self, paused: "Paused | None") -> None:
        """Say it, with what to do."""
        self.display = paused is not None
        if paused:
            self.update(
                Content("\n").join([
                    Content.assemble(("Paused. ", "bold $warning"), (paused.what, "bold")),
                    *([Content.styled(paused.why, MUTED)] if paused.why else []),
                    Content.assemble(("What to do: ", "$accent"), paused.cure),
                    Content.assemble(
                        "It goes on by itself, a moment after what it waits for is there; ",
                        ("t", "bold"), " tries now. Nothing is lost.",
                    ),
                ])
            )  # fmt: skip


WAYS_OUT = (
    Binding("t", "try_now", "Try now", tooltip="Look at once whether what the pause waits for is there."),
    Binding("escape", "back", "Back", tooltip="Go back to the page before; nothing is lost."),
    Binding("d", "tear_down", "Take down", tooltip="See what would be deleted, and delete it all."),
    Binding("question_mark", "help", "Help", key_display="?", tooltip="List the keys of this page."),
    Binding(
        "g",
        "glossary",
        "Glossary",
        show=False,
        tooltip="Say what the words mean; those of a page are underlined.",
    ),
    Binding("q", "leave", "Quit", tooltip="Choose what stays when you leave. Ctrl-C does the same."),
    Binding("tab", "app.focus_next", show=False),
    Binding("shift+tab", "app.focus_previous", show=False),
)
"""The last keys of every page: a page lists its own before them, which is the order of the footer."""


class Frame(Screen[None], inherit_bindings=False):
    """A page of the wizard. `heard` is told every event, `redraw` comes at most ten times a second."""

    CSS_PATH: ClassVar["CSSPathType | None"] = LAYOUT

    _offered: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay the page between the two lines."""
        yield Masthead()
        yield PausedBanner()
        yield from self.page()
        yield KeyLine()

    def page(self) -> ComposeResult:
        """Lay out what this page shows."""
        raise NotImplementedError

    def offer(self, *state: object) -> None:
        """Draw the keys anew if this state, on which they depend, is another than before."""
        if self._offered != state:
            self._offered = state
            self.refresh_bindings()

    @property
    def wizard(self) -> Host:
        """The App."""
        return cast("Host", self.app)

    @property
    def sight(self) -> "Sight":
        """The deployment on the screen; a page that asks for it is only shown when there is one."""
        sight = self.wizard.sight
        assert sight is not None
        return sight

    @property
    def reading(self) -> "Step | None":
        """The step whose page this is, on a page that is one."""
        return None

    @property
    def shows_tasks(self) -> bool:
        """Whether the page shows tasks, which are then watched."""
        return False

    def heard(self, event: "AnyEvent") -> None:
        """Take one event as it happens."""

    def grow_older(self) -> None:
        """A second has passed and nothing else: show it where ages are shown."""

    def redraw(self) -> None:
        """Draw what the events have come to."""
        say(self.query_one(Masthead), self.wizard.top_line())
        paused = self.wizard.sight.progress.paused if self.wizard.sight else None
        for banner in self.query(PausedBanner):
            if banner.display is (paused is None):
                self.refresh_bindings()
            banner.show(paused)

    def on_resize(self) -> None:
        """Say what there is room for now."""
        self.wizard.redraw_soon()

    def on_screen_resume(self) -> None:
        """Be up to date when the page comes to the top."""
        if self.is_current and self.is_mounted:  # many pages may be closed in one go
            self.redraw()
            self.wizard.attend()

    def on_tabbed_content_tab_activated(self, event: "TabbedContent.TabActivated") -> None:
        """Give the picture and the tasks all the room that a small terminal has, and have the tasks watched."""
        self.set_class(event.pane.id in ("Picture", "Tasks"), "-drawing")
        self.wizard.attend()

    def on_screen_suspend(self) -> None:
        """Nothing is watched for a page that is not on top."""
        self.wizard.attend()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer taking down only where something is open, and to hurry only what is paused."""
        if action == "try_now":
            return self.wizard.sight is not None and self.sight.progress.paused is not None
        if action == "tear_down":
            return self.wizard.sight is not None and bool(
                self.sight.progress.recorded or self.wizard.room.busy
            )
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Show the page before."""
        self.wizard.pages.go_back()

    def action_try_now(self) -> None:
        """Look at once whether what everything waits for is there."""
        self.wizard.hurry()

    def action_tear_down(self) -> None:
        """Show what would be deleted."""
        self.wizard.pages.show_teardown()

    def action_tab(self, name: str) -> None:
        """Show one of the page's tabs."""
        from textual.widgets import TabbedContent  # the first page has no tabs, and is there at once

        self.query_one(TabbedContent).active = name

    def action_help(self) -> None:
        """List the keys."""
        self.wizard.menus.show_help()

    def action_glossary(self) -> None:
        """Say what words mean."""
        self.wizard.menus.show_glossary()

    def action_leave(self) -> None:
        """Show the ways to leave."""
        self.wizard.menus.ask_about_leaving()
