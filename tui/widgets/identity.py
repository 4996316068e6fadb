"""Whose account it is, in figures that nobody overlooks, and what is going on or wrong meanwhile."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Digits, Static

from steps.target.profiles import CallerIdentity
from tui.widgets.text import MUTED


class IdentityPanel(Vertical):
    """Empty but for a line until somebody is known."""

    def __init__(self, *, practice: bool) -> None:
        super().__init__(id="identity", classes="-unknown")
        self._practice = practice

    def compose(self) -> ComposeResult:
        """Lay out who pays, the account, and the line below."""
        yield Static(id="who")
        yield Digits(id="account")
        yield Static(id="said")

    def show(self, identity: CallerIdentity) -> None:
        """Show whose account it is, and through what it is reached."""
        self.remove_class("-unknown")
        who = "The practice cloud's account: nothing is billed" if self._practice else "This AWS account pays"
        self.query_one("#who", Static).update(Content.styled(who, MUTED))
        account = identity.account
        self.query_one("#account", Digits).update(f"{account[:4]} {account[4:8]} {account[8:]}")
        endpoint = f"\nthrough {identity.endpoint}" if identity.endpoint else ""
        self.say(Content.styled(f"as {identity.arn}{endpoint}", MUTED))

    def say(self, content: Content) -> None:
        """Write the line below."""
        self.query_one("#said", Static).update(content)
