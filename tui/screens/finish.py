"""What stands, and lives: its apps, who answers which request, and what it costs while it does."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static, TabPane
from textual.widgets.option_list import Option

from steps.appfile.apps import App
from steps.aws.requests import answered
from steps.aws.task_output import OutputLine, OutputReader
from steps.engine.model.position import Part, Position
from tui.screens.following import follow
from tui.screens.frame import WAYS_OUT
from tui.screens.live import Live, logs_key, tab_keys
from tui.screens.scaling import ScalingPage
from tui.screens.searching import SEARCH
from tui.widgets.meter import headline, what_to_try
from tui.widgets.picture import Picture
from tui.widgets.requests import Requests
from tui.widgets.resources import Resources
from tui.widgets.say import say
from tui.widgets.text import MUTED, pad

BEFORE = 60.0  # seconds: requests that were answered so long before the page was opened are shown as well
TASKS = Binding.Group("Tasks ", compact=True)
GENTLY = 10  # apps, each of which is a call; for more of them there are fewer looks
COUNT = 15  # cells of how many tasks an app has


class Finish(ScalingPage, inherit_bindings=False):
    """Scaling, opening and copying go to the app under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Open", tooltip="Open the app under the cursor in your browser."),
        Binding("c", "copy", "Copy", tooltip="Copy what is in front of you: the app's address, or what the tab shows."),
        Binding("plus,equals_sign", "scale(1)", "More", key_display="+", group=TASKS, tooltip="Run one more task of this app."),
        Binding("minus", "scale(-1)", "Fewer", key_display="-", group=TASKS, tooltip="Run one task fewer of this app."),
        Binding("s", "type_count", "Tasks", show=False, tooltip="Type how many tasks of this app are to run."),
        Binding("r", "check", "Check", tooltip="Look whether all of it still stands and answers."),
        Binding("p", "pages", "Book", tooltip="Read the pages of the book again, with what has come of each."),
        logs_key(show=True),
        *tab_keys("Live", "Checks"),
        *SEARCH,
        *WAYS_OUT,
    ]  # fmt: skip
    AUTO_FOCUS = "#apps"

    def page(self) -> ComposeResult:
        """Lay out the apps, what is worth trying, who answers, and the tabs."""
        checks = TabPane("Checks", Resources(self.sight.book[-1]), id="Checks")
        with Horizontal():
            with Vertical(id="main"):
                yield Static(id="headline")
                yield OptionList(id="apps", markup=False)
                yield Static(id="try")
                with Live(self.sight, checks), TabPane("Live", id="Live"):
                    yield Requests()
                    yield Picture(classes="below")
            yield self.beside()

    def on_mount(self) -> None:
        """Follow the requests."""
        self._follow()

    @property
    def shows_tasks(self) -> bool:
        """How many tasks run is said beside each app, whatever tab is open."""
        return True

    @work(exclusive=True, group="requests")
    async def _follow(self) -> None:
        sight, requests = self.sight, self.query_one(Requests)
        names, since = [app.name for app in sight.plan.apps], self.wizard.now() - BEFORE
        reader = OutputReader(sight.work.aws, sight.plan.deployment, names, since=since)
        pace = sight.pace / max(len(names) / GENTLY, 1.0)
        await follow(reader, pace, self._take, requests.tell, lambda: self.is_current)

    def _take(self, lines: list[OutputLine]) -> None:
        found = [request for line in lines if (request := answered(line, self.sight.plan.apps))]
        if found:
            self.query_one(Requests).take(found, self.wizard.now())
            self.wizard.redraw_soon()

    def redraw(self) -> None:
        """Draw what stands now."""
        super().redraw()
        sight = self.sight
        self.query_one(Resources).show(sight.progress, sight.plan, sight.usual, self.wizard.now())
        options = self.query_one("#apps", OptionList)
        here = options.highlighted
        options.set_options(self._app(app) for app in sight.plan.apps)
        options.highlighted = here or 0
        self._tick()

    def grow_older(self) -> None:
        """Let the meter run, and whoever answered just now be lit for a moment."""
        super().grow_older()
        if self.is_mounted and self.query("#headline"):
            self._tick()

    def _tick(self) -> None:
        sight, now, requests = self.sight, self.wizard.now(), self.query_one(Requests)
        say(self.query_one("#headline", Static), headline(sight, now))
        say(self.query_one("#try", Static), what_to_try(sight, asked=requests.any))
        just_now = requests.lit(now)
        lit = {
            seen.service: [task.id in just_now for task in seen.tasks if task.status == "RUNNING"]
            for seen in sight.observed.values()
        }
        for picture in self.query(Picture):
            picture.show(sight.book, sight.plan, sight.progress, lit)

    def _app(self, app: App) -> Option:
        """Its name, its tasks and its address, which has a row of its own where there is no room beside them."""
        names = max(22, *(len(each.name) + 2 for each in self.sight.plan.apps))
        url = self._url(app)
        inside = f"inside, as {app.private}" if app.private else "no address yet"
        where = (url, "$accent underline") if url else (inside, MUTED)
        beside = names + COUNT + len(where[0]) <= self.size.width - 4
        gap = "" if beside else "\n  "
        return Option(
            Content.assemble((pad(app.name, names), "bold"), self._tasks(app), gap, where), app.name
        )

    def _tasks(self, app: App) -> tuple[str, str]:
        """How many tasks it has; how many of them run, or how many it is about to have, while that is another number."""
        wanted = self.gathered(app)
        tasks = f"{wanted} task{'' if wanted == 1 else 's'}"
        running = self.sight.running(app.name)
        if running is None and wanted != app.count:
            running = app.count
        if running is None or running == wanted:
            return (f"{tasks:{COUNT}}", "")
        told = f"{running} of {tasks}" if running < wanted == app.count else f"{running} → {tasks}"
        return (f"{told:{COUNT}}", "$warning")

    def _url(self, app: App) -> str:
        """The address of a public app: the load balancer's, and its path."""
        front = self.sight.standing_at(Position(Part.LOAD_BALANCER)).url
        return front.rstrip("/") + app.path.rstrip("*") if front and app.public else ""

    def chosen(self) -> App:
        """The app under the cursor."""
        options, apps = self.query_one("#apps", OptionList), self.sight.plan.apps
        return apps[min(options.highlighted or 0, len(apps) - 1)]

    def action_open(self) -> None:
        """Open the address in a browser."""
        if url := self._url(self.chosen()):
            self.app.open_url(url)
        else:
            self._say_that_it_is_inside()

    def action_copy(self) -> None:
        """Copy the address while the cursor is among the apps, else what the tab shows."""
        if self.focused is not self.query_one("#apps"):
            super().action_copy()
        elif url := self._url(self.chosen()):
            self.app.copy_to_clipboard(url)
            self.notify(f"Copied {url}")
        else:
            self._say_that_it_is_inside()

    def _say_that_it_is_inside(self) -> None:
        self.notify("This app has no public address: other apps reach it by its name.", severity="warning")

    def action_check(self) -> None:
        """Build again: what stands is looked at, and checked; about what others did the user is asked first."""
        self.wizard.come_back(check=True)

    def action_pages(self) -> None:
        """Read the book from its first page."""
        self.wizard.pages.show_step(self.sight.book[0])

    @on(OptionList.OptionSelected, "#apps")
    def _selected(self) -> None:
        """Open the app's address."""
        self.action_open()
