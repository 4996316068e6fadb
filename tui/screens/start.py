"""The first page: the deployments of this machine, and the two ways to begin."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from steps.engine.troubles import Trouble
from tui.engine_room import beside
from tui.screens.frame import WAYS_OUT, Frame, Masthead
from tui.screens.menu import spaced
from tui.welcome import WELCOME, ways_to_begin
from tui.widgets.key_line import KeyLine
from tui.widgets.text import MUTED

if TYPE_CHECKING:
    from tui.known import Known

SOON = 0.05  # seconds: the first frame comes before everything else is loaded


class Start(Frame, inherit_bindings=False):
    """Enter does the likely thing: go on with the latest deployment, or else practise."""

    CSS_PATH = None  # it has the app's own, which is short, so that it comes at once
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "take", "Go on", tooltip="Open the deployment, or begin as the line says.", priority=True
        ),
        *WAYS_OUT,
    ]

    def __init__(self, *, open_at_once: str = "") -> None:
        super().__init__()
        self._open_at_once = open_at_once
        self._known: dict[str, Known] = {}

    def compose(self) -> ComposeResult:
        """Lay out only what can be read: the keys come with the second frame, so that the first comes at once."""
        yield Masthead()
        yield from self.page()
        self.call_after_refresh(self.mount, KeyLine())

    def page(self) -> ComposeResult:
        """Lay out the welcome and the list in the middle."""
        with Vertical(id="start"):
            yield Static("fargate-wizard", classes="title")
            yield Static(WELCOME, classes="prose")
            yield OptionList(*spaced([_way(*way) for way in ways_to_begin("one key")]), markup=False)
            yield Static(id="said")

    def on_screen_resume(self) -> None:
        """Look again: something may have been built or taken down meanwhile."""
        super().on_screen_resume()
        self.call_after_refresh(self.set_timer, SOON, self._look)

    def _read(self) -> "list[Known]":
        """Read the journals, and load the other pages while there is time."""
        from steps.target.practice_lost import practice_began
        from tui.known import read_known

        self.wizard.load_pages()
        return read_known((self.wizard.practice or practice_began)())

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        try:
            found = await beside(self._read)
        except Trouble as trouble:
            self._tell(trouble)
            return
        self._known = {f"known {each.name}": each for each in found}
        self.wizard.staying = [
            f"{each.name} stays: {each.price(self.wizard.book)}." for each in found if each.progress.recorded
        ]
        now, book = self.wizard.now(), self.wizard.book
        lines = {key: Option(each.describe(book, now), key) for key, each in self._known.items()}
        alive = [line for key, line in lines.items() if not self._known[key].gone]
        gone = [line for key, line in lines.items() if self._known[key].gone]
        options = self.query_one(OptionList)
        options.set_options(spaced([*alive, *(_way(*way) for way in ways_to_begin("one key")), *gone]))
        options.highlighted = 0
        if self._open_at_once and (known := self._known.get(f"known {self._open_at_once}")):
            self._open_at_once = ""
            self._open(known, teardown=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go where the line leads."""
        from steps.target.target import TargetKind
        from tui.known import taken_names
        from tui.targets import TargetRequest

        key = event.option.id or ""
        if known := self._known.get(key):
            self._open(known, teardown=False)
        else:
            kind = TargetKind.SANDBOX if key == "practice" else TargetKind.AWS
            taken = taken_names(self._known.values(), practice=kind is TargetKind.SANDBOX)
            self.wizard.pages.show_target(TargetRequest(kind, taken=taken))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer taking down for a deployment."""
        if action == "tear_down":
            return bool(self._known)
        return super().check_action(action, parameters)

    def action_take(self) -> None:
        """Go where the highlighted line leads."""
        self.query_one(OptionList).action_select()

    def action_tear_down(self) -> None:
        """Open the highlighted deployment to take it down."""
        options = self.query_one(OptionList)
        option = options.highlighted_option
        if option and (known := self._known.get(option.id or "")):
            if known.never_begun:
                self._forget(known.name)
            else:
                self._open(known, teardown=True)

    @work(group="open", exclusive=True)
    async def _forget(self, name: str) -> None:
        """One that was only opened needs no taking down."""
        from steps.engine.memory.deployment import Deployment
        from tui.forgetting import forgotten

        try:
            done = await beside(lambda: forgotten(Deployment(name)))
        except Trouble as trouble:
            self._tell(trouble)
            return
        if not done:
            what = f"The journal of {name} does not say what was made of it, so it is not forgotten."
            look = (
                f"`fargate-wizard down {name} --region R` (or `--target sandbox`) looks in AWS by its tags."
            )
            self._tell(Trouble(what, cure=look))
            return
        self._say(Content.styled(f"{name} is forgotten: nothing was made of it.", MUTED))
        self._look()

    @work(group="open", exclusive=True)
    async def _open(self, known: "Known", *, teardown: bool) -> None:
        """Go on with it: the practice cloud at once, an account only after it was shown."""
        from steps.target.target import Target, TargetKind
        from tui.targets import TargetRequest

        began = known.progress.began
        if not known.practice and began:
            request = TargetRequest(TargetKind.AWS, known.name, began.region, teardown=teardown)
            self.wizard.pages.show_target(request)
            return
        self._say(Content.styled(f"Opening {known.name} in the practice cloud of this machine …", MUTED))
        try:
            await self.wizard.open(
                known.name, Target(TargetKind.SANDBOX, region=began.region if began else "")
            )
        except Trouble as trouble:
            self._tell(trouble)
            return
        self._say(Content())
        if teardown:
            self.wizard.pages.show_teardown()
        else:
            self._say(Content.styled(f"Looking whether {known.name} is as you left it …", MUTED))
            await self.wizard.come_back().wait()
            self._say(Content())

    def _tell(self, trouble: Trouble) -> None:
        from tui.screens.trouble_menu import told

        self._say(told(trouble))

    def _say(self, content: Content) -> None:
        self.query_one("#said", Static).update(content)


def _way(key: str, label: str, means: str) -> Option:
    return Option(Content.assemble((label, "bold"), "\n", (means, MUTED)), key)
