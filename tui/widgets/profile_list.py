"""The profiles of the user's AWS configuration: which there are, and whether their keys can be used."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from steps.target.profiles import Profile
from tui.widgets.text import MUTED


class ProfileList(OptionList):
    """One line a profile; choosing one asks whose account it is."""

    @dataclass
    class ProfileChosen(Message):
        """The user takes this profile."""

        profile: Profile

    def __init__(self) -> None:
        super().__init__(id="profiles", markup=False)
        self._profiles: Sequence[Profile] = ()

    def show(self, profiles: Sequence[Profile]) -> None:
        """List them; without any the list is not there."""
        self._profiles = profiles
        widest = max((len(profile.name) for profile in profiles), default=0)
        self.set_options(Option(_line(profile, widest)) for profile in profiles)
        self.display = bool(profiles)
        if profiles:
            self.highlighted = 0
            self.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        event.stop()
        self.post_message(self.ProfileChosen(self._profiles[event.option_index]))


def _line(profile: Profile, widest: int) -> Content:
    """Its name, where its keys come from, its region, and whether they can be used."""
    name, style = profile.name or "(environment)", MUTED if profile.usable else "$warning"
    cure = f"; run {profile.cure}" if profile.cure and not profile.usable else ""
    return Content.assemble(
        (f"{name:{widest}}", "bold"), f"  {profile.source:7}", (f"  {profile.region:12}", MUTED),
        (f"  {profile.state}{cure}", style),
    )  # fmt: skip
