"""Everything that is about to be made, what it costs and how long it takes; one answer can be changed from here."""

from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static, TabbedContent, TabPane

from steps.aws.prices import Cost, cost
from tui.outlook import usual_time
from tui.plan_rows import how_dear, how_long, how_many, plan_rows, practises
from tui.screens.edit import Edit
from tui.screens.frame import WAYS_OUT
from tui.screens.searching import SEARCH, SearchPage
from tui.sight import Sight, login_note
from tui.widgets.picture import Picture
from tui.widgets.plan_table import PlanTable
from tui.widgets.say import say
from tui.widgets.text import MUTED, dotted

TABS = {"plan": "What and why", "bill": "What it costs", "picture": "Picture"}


class Review(SearchPage, inherit_bindings=False):
    """Enter begins with the first page; nothing is made before that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "guided", "Step by step", tooltip="Read and build one page after another."),
        Binding("b", "everything", "Build all", tooltip="Build all of it side by side, on one page."),
        Binding("e", "edit", "Change an answer", tooltip="Choose a line of the plan and change it."),
        Binding("v", "view", "Plan / picture", show=False, tooltip="Show the plan or the picture."),
        *(
            Binding(str(number), f"tab('{name}')", words, show=False, tooltip=f"Show the tab {words}.")
            for number, (name, words) in enumerate(TABS.items(), 1)
        ),
        Binding("c", "copy", "Copy", show=False, tooltip="Copy what the tab in front shows."),
        *SEARCH,
        *WAYS_OUT,
    ]
    AUTO_FOCUS = "#guided"

    def page(self) -> ComposeResult:
        """Lay out the sums, the plan and its picture, and the two ways to begin."""
        yield Static("The plan", classes="title")
        yield Static(id="sums")
        with TabbedContent():
            with TabPane(TABS["plan"], id="plan"):
                yield PlanTable()
                yield Picture(classes="below")
            with TabPane(TABS["bill"], id="bill"), VerticalScroll():
                yield Static(id="items")
            with TabPane(TABS["picture"], id="picture"):
                yield Picture()
        with Horizontal(classes="ways"):
            yield Button("Build it step by step", id="guided", compact=True)
            yield Button("Build everything at once", id="everything", compact=True)

    def redraw(self) -> None:
        """Draw the plan as it is now."""
        super().redraw()
        sight = self.sight
        price, practice = cost(sight.book, sight.plan), practises(sight)
        say(self.query_one("#sums", Static), sums(sight))
        self.query_one(PlanTable).show([row for row, _ in plan_rows(sight)])
        for picture in self.query(Picture):
            picture.show(sight.book, sight.plan, sight.progress)
        words = "Practising: nothing of this is billed. On AWS it would be:\n\n" if practice else ""
        self.query_one("#items", Static).update(Content.assemble((words, "$success"), bill(price)))

    @on(PlanTable.RowChosen)
    def _chosen(self, message: PlanTable.RowChosen) -> None:
        _, question = plan_rows(self.sight)[message.place]
        if question is None:
            self.notify(
                "This line is not a question: it comes from what you chose before, or from an app.toml."
            )
        else:
            self.app.push_screen(Edit(self.sight, question))

    @on(Button.Pressed, "#guided")
    def action_guided(self) -> None:
        """Go to the first page that has something left to do."""
        self.wizard.pages.show_step(self.sight.book[0])

    @on(Button.Pressed, "#everything")
    def action_everything(self) -> None:
        """Build all of it."""
        self.wizard.pages.show_everything()

    def action_edit(self) -> None:
        """Put the cursor on the plan's lines."""
        self.query_one(TabbedContent).active = "plan"
        table = self.query_one(PlanTable)
        questions = [place for place, (_, question) in enumerate(plan_rows(self.sight)) if question]
        table.highlighted = questions[0] if questions else None
        table.focus()

    def action_view(self) -> None:
        """Show the next tab."""
        tabs = self.query_one(TabbedContent)
        names = list(TABS)
        tabs.active = names[(names.index(tabs.active) + 1) % len(names)]


def bill(price: Cost) -> Content:
    """What each thing costs an hour and a month, and all of it: columns as narrow as they can be."""
    lines = [*((item.what, item.an_hour, item.a_month) for item in price.items),
             ("Total, about", price.an_hour, price.a_month)]  # fmt: skip
    room = max(len(what) for what, _, _ in lines) + 1
    *rows, total = (f"{what:{room}}{an_hour:9.3f}{a_month:10.2f}" for what, an_hour, a_month in lines)
    return Content.assemble(
        (f"{'':{room}}{'$ an hour':>9}{'$ a month':>10}\n", MUTED),
        "\n".join(rows),
        (f"\n{total}", "bold"),
        (f"\n\n{price.note}", MUTED),
    )


def sums(sight: Sight) -> Content:
    """How much, how long, how dear."""
    many, dear = f"{how_many(sight)} resources", how_dear(sight)
    if practises(sight):
        return Content("\n").join([
            dotted(many, how_long(sight), ("nothing is billed here", "$success")),
            Content.styled(f"On AWS it would be {dear}.", MUTED),
        ])  # fmt: skip
    needed = usual_time(sight.book, sight.plan, sight.usual)
    note = login_note(sight.work, needed, datetime.now(UTC))
    lines = [dotted(many, how_long(sight)), Content.styled(f"It costs {dear}.", "$warning")]
    return Content("\n").join([*lines, *([Content.styled(note, "$warning")] if note else [])])
