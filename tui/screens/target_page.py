"""Where to build: whose account it is, the region, the name, the zones."""

import os
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from steps.engine.memory.deployment import check_name
from steps.engine.troubles import BadInput, Trouble
from steps.target.profiles import CallerIdentity, NamedRegion, Profile, read_profiles, read_regions
from steps.target.target import PRACTICE_REGION, Target, TargetKind
from tui.engine_room import beside
from tui.screens.answering import answer, field_for
from tui.screens.frame import WAYS_OUT, Frame
from tui.screens.trouble_menu import told
from tui.targets import TargetRequest, free_name, no_profile, origins, owner
from tui.widgets.choices import Choices
from tui.widgets.docker_line import DockerLine
from tui.widgets.identity import IdentityPanel
from tui.widgets.profile_list import ProfileList
from tui.widgets.questions import Field
from tui.widgets.regions import RegionChoices
from tui.widgets.text import MUTED
from tui.widgets.text_input import TextInput


class TargetPage(Frame, inherit_bindings=False):
    """Asks only what is not known: the name and the region are fixed when a deployment is carried on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "onward", "Go on", tooltip="Take what is chosen and go on."),
        Binding("t", "again", "Try again", tooltip="Ask AWS again who you are, after you have logged in."),
        *WAYS_OUT,
    ]
    AUTO_FOCUS = ""

    def __init__(self, request: TargetRequest) -> None:
        super().__init__()
        self._request = request
        free = free_name("practice" if self._practises else "demo", request.taken)
        self._name, self._region = request.name or free, request.region
        self._regions: tuple[NamedRegion, ...] = ()
        self._profile: Profile | None = None
        self._opened = ""
        self._in_trouble = False

    @property
    def _practises(self) -> bool:
        return self._request.kind is TargetKind.SANDBOX

    def page(self) -> ComposeResult:
        """Lay out the account above and the questions below, in the order in which they are asked."""
        with VerticalScroll(id="target"):
            yield Static(
                "Practise on this machine" if self._practises else "Build on your AWS account",
                classes="title",
            )
            yield IdentityPanel(practice=self._practises)
            if not self._practises:
                yield Static("Which profile of your AWS configuration?", classes="label", id="profile-label")
                yield ProfileList()
                yield Static("Which region?", classes="label")
                yield RegionChoices()
            yield Static("What do you want to call it? Everything gets this name.", classes="label")
            yield TextInput(self._name, id="name", compact=True, disabled=bool(self._request.name))
            yield Static(id="name-trouble", classes="trouble")
            yield Vertical(id="questions")
            yield DockerLine()
        with Vertical(id="target-ways"):
            onward = (
                "Take it down"
                if self._request.teardown
                else "Go on"
                if self._request.name
                else "Show the plan"
            )
            yield Button(onward, id="onward", disabled=True, compact=True)

    def on_mount(self) -> None:
        """Begin with what takes time."""
        if self._practises:
            self._open()
        else:
            self._look_for_profiles()

    @work(group="look")
    async def _look_for_profiles(self) -> None:
        now = datetime.fromtimestamp(self.wizard.now(), UTC)
        profiles = await beside(lambda: read_profiles(os.environ, now))
        self.query_one(ProfileList).show(profiles)
        if profiles:
            self._say(Content.styled("Enter takes a profile, and AWS is asked whose account it is.", MUTED))
        else:
            self._refuse(no_profile())
        self._regions = await beside(read_regions)
        await self._show_regions()

    async def _show_regions(self) -> None:
        """Offer the regions by name, the profile's own first; a deployment stays where it is."""
        own = self._request.region or (self._profile.region if self._profile else "")
        shown = self.query_one(RegionChoices)
        self._region = await shown.show(self._regions, own, fixed=bool(self._request.region))

    @on(ProfileList.ProfileChosen)
    def _chosen_profile(self, message: ProfileList.ProfileChosen) -> None:
        self._profile = message.profile
        self._identify()

    @work(group="identify", exclusive=True)
    async def _identify(self) -> None:
        """Show whose account it is before anything else is asked."""
        if self._profile is None:
            return
        profile = self._profile
        self._say(Content.styled("Asking AWS who you are …", MUTED))
        try:
            who = await beside(lambda: owner(profile, self.wizard.ask_code), profile=profile.name)
            self.query_one(IdentityPanel).show(who)
        except Trouble as trouble:
            self._refuse(trouble)
        else:
            await self._show_regions()
            self.query_one(RegionChoices).focus_list()

    @on(Choices.Chosen)
    def _chosen_region(self, message: Choices.Chosen) -> None:
        self._region = message.values[0]
        if self._request.name:
            self._open()
        else:
            self.query_one("#name", Input).focus()

    @on(Input.Submitted, "#name")
    def _named(self) -> None:
        self._open()

    @work(group="open", exclusive=True)
    async def _open(self) -> None:
        """Open the deployment there, and ask the questions that need it open."""
        name, target = self.query_one("#name", Input).value.strip(), self._target()
        trouble_line = self.query_one("#name-trouble", Static)
        try:
            check_name(name)
        except BadInput as bad:
            trouble_line.update(Content(" ".join(part for part in (bad.what, bad.why, bad.cure) if part)))
            return
        trouble_line.update("")
        first = " and the practice cloud, which takes some seconds" if self._practises else ""
        self._say(Content.styled(f"Opening {name}{first} …", MUTED))
        try:
            await self.wizard.open(name, target)
        except Trouble as trouble:
            self._refuse(trouble)
            return
        self._opened = name
        self.sight.origins = origins(self._profile, self.sight.plan.region, named=name != self._name)
        work_ = self.sight.work
        self.query_one(IdentityPanel).show(CallerIdentity(work_.account, work_.identity, work_.aws.endpoint))
        await self._ask()
        button = self.query_one("#onward", Button)
        button.disabled = False
        button.focus()
        if not self._practises:
            self.query_one("#questions").scroll_visible(animate=False)
        self.redraw()
        self.query_one(DockerLine).look_for_docker()

    async def _ask(self) -> None:
        form = self.query_one("#questions")
        await form.remove_children()
        if not self._request.name:
            await form.mount_all([await field_for(self.sight, each) for each in self.sight.book[0].questions])

    def _target(self) -> Target:
        if self._practises:
            return Target(TargetKind.SANDBOX, region=PRACTICE_REGION)
        return Target(TargetKind.AWS, self._profile.name if self._profile else "", self._region)

    @on(Field.AnswerGiven)
    @work(group="answer")
    async def _answered(self, message: Field.AnswerGiven) -> None:
        await answer(self.sight, self, message)

    @on(Button.Pressed, "#onward")
    async def _onward(self) -> None:
        if self.query_one("#name", Input).value.strip() != self._opened:
            self._open()
        elif self._request.teardown:
            self.wizard.pages.show_teardown()
        elif self._request.name:
            self.wizard.come_back()
        else:
            self.wizard.pages.show_review()

    def action_onward(self) -> None:
        """Go on, as the button does."""
        button = self.query_one("#onward", Button)
        if not button.disabled:
            button.press()

    def action_again(self) -> None:
        """Ask again, after a login."""
        if self._profile:
            self._identify()
        else:
            self.on_mount()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to try again after trouble."""
        return self._in_trouble if action == "again" else super().check_action(action, parameters)

    def _refuse(self, trouble: Trouble) -> None:
        self._say(
            Content("\n").join([told(trouble), Content.assemble(("t", "bold"), " tries again.")]),
            trouble=True,
        )

    def _say(self, content: Content, *, trouble: bool = False) -> None:
        self.query_one(IdentityPanel).say(content)
        self._in_trouble = trouble
        self.refresh_bindings()
