"""What stands: its addresses, its checks, its apps, and what it has cost."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static, TabPane
from textual.widgets.option_list import Option

from steps.appfile.apps import App
from steps.aws.prices import cost
from steps.engine.model.durations import lasting
from steps.engine.model.position import Part, Position
from steps.target.target import TargetKind
from tui.screens.frame import WAYS_OUT
from tui.screens.live import Live, LivePage, logs_key, tab_keys
from tui.screens.outage_menu import OutageMenu
from tui.widgets.picture import Picture
from tui.widgets.resources import Resources
from tui.widgets.text import MUTED, dotted

MANY = 2  # of what is wanting is named; the tabs have all of it


class Finish(LivePage, inherit_bindings=False):
    """Scaling, opening and copying go to the app under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Open", tooltip="Open the app under the cursor in your browser."),
        Binding("c", "copy", "Copy", tooltip="Copy the app's address to the clipboard."),
        Binding(
            "plus,equals_sign",
            "scale(1)",
            "More",
            key_display="+",
            tooltip="Run one more task of this app.",
        ),
        Binding("minus", "scale(-1)", "Fewer", key_display="-", tooltip="Run one task fewer of this app."),
        Binding("r", "check", "Check", tooltip="Look whether all of it still stands and answers."),
        logs_key(show=True),
        *tab_keys("Checks"),
        *WAYS_OUT,
    ]
    AUTO_FOCUS = "#apps"

    def page(self) -> ComposeResult:
        """Lay out the apps, the checks and the tabs."""
        with Vertical(id="main"):
            yield Static(id="headline")
            yield OptionList(id="apps", markup=False)
            with Live(self.sight), TabPane("Checks", id="Checks"):
                yield Resources(self.sight.book[-1])
                yield Picture(classes="below")

    @property
    def shows_tasks(self) -> bool:
        """How many tasks run is said beside each app, whatever tab is open."""
        return True

    def redraw(self) -> None:
        """Draw what stands now."""
        super().redraw()
        sight, now = self.sight, self.wizard.now()
        self.query_one(Resources).show(sight.progress, sight.plan, sight.usual, now)
        self.query_one(".below", Picture).show(sight.book, sight.plan, sight.progress)
        self.query_one("#headline", Static).update(self._headline(now))
        options = self.query_one("#apps", OptionList)
        here = options.highlighted
        options.set_options(self._app(app.name) for app in sight.plan.apps)
        options.highlighted = here or 0

    def _headline(self, now: float) -> Content:
        sight = self.sight
        seconds = now - sight.progress.life_began if sight.progress.life_began else 0.0
        price = cost(sight.book, sight.plan, sight.progress.recorded_kinds)
        if wanting := self._wanting():
            stands = Content.styled(
                f"{sight.plan.deployment} is not whole: {', '.join(wanting)}.", "bold $warning"
            )
        else:
            stands = Content.styled(f"{sight.plan.deployment} stands.", "bold $success")
        since = f"begun {lasting(seconds)} ago"
        if sight.plan.target == TargetKind.SANDBOX:
            spent = f"$0.00 so far; on AWS {price.words}"
        else:
            spent = f"about ${price.spent(seconds):.2f} so far, {price.words}"
        return Content("\n").join([stands, dotted((since, MUTED), (spent, MUTED))])

    def _wanting(self) -> list[str]:
        """What others have deleted or changed and is not taken so, and the apps of which too few tasks run."""
        progress, apps = self.sight.progress, self.sight.plan.apps
        drifted = [
            f"{name} {what}" for name, what in progress.drifted.items() if progress.taken.get(name) != what
        ]
        running = [(app, self.sight.running(app.name)) for app in apps]
        few = [(app, count) for app, count in running if count is not None and count < app.count]
        found = drifted + [f"{app.name} has {count} of {app.count} tasks" for app, count in few]
        return found if len(found) <= MANY else [*found[:MANY], f"and {len(found) - MANY} more"]

    def _app(self, name: str) -> Option:
        app = next(each for each in self.sight.plan.apps if each.name == name)
        url = self._url(name)
        where = (
            (url, "$accent underline")
            if url
            else (f"inside, as {app.private}" if app.private else "no address yet", MUTED)
        )
        return Option(Content.assemble((f"{name:22}", "bold"), self._tasks(app), where), name)

    def _tasks(self, app: App) -> tuple[str, str]:
        """How many tasks it has, and how many of them run while that is another number."""
        running = self.sight.running(app.name)
        tasks = f"{app.count} task{'' if app.count == 1 else 's'}"
        if running is None or running == app.count:
            return (f"{tasks:14}", "")
        told = f"{running} of {tasks}" if running < app.count else f"{running} → {tasks}"
        return (f"{told:14}", "$warning")

    def _url(self, name: str) -> str:
        """The address of a public app: the load balancer's, and its path."""
        app = next(each for each in self.sight.plan.apps if each.name == name)
        front = self.sight.standing_at(Position(Part.LOAD_BALANCER)).url
        return front.rstrip("/") + app.path.rstrip("*") if front and app.public else ""

    def _chosen(self) -> str:
        option = self.query_one("#apps", OptionList).highlighted_option
        return (option.id if option else "") or ""

    def action_open(self) -> None:
        """Open the address in a browser."""
        if url := self._url(self._chosen()):
            self.app.open_url(url)
        else:
            self.notify(
                "This app has no public address: other apps reach it by its name.", severity="warning"
            )

    def action_copy(self) -> None:
        """Copy the address."""
        if url := self._url(self._chosen()):
            self.app.copy_to_clipboard(url)
            self.notify(f"Copied {url}")
        else:
            self.notify(
                "This app has no public address: other apps reach it by its name.", severity="warning"
            )

    def action_scale(self, change: int) -> None:
        """Ask for more or fewer tasks; the service is changed in place."""
        app = next(each for each in self.sight.plan.apps if each.name == self._chosen())
        count = app.count + change
        if count < 0:
            self.notify(f"{app.name} is to have no task already.", severity="warning")
        elif count:
            self.wizard.scale(app.name, count)
        else:
            self.wizard.push_screen(OutageMenu(app.name), lambda way: self._take_off(app.name, way))

    def _take_off(self, name: str, way: str | None) -> None:
        if way == "none":
            self.wizard.scale(name, 0)

    def action_check(self) -> None:
        """Build again: what stands is looked at, and checked; about what others did the user is asked first."""
        self.wizard.come_back(check=True)

    def on_option_list_option_selected(self) -> None:
        """Open the app's address."""
        self.action_open()
