"""What a page may ask of the App: what is open, what is done with it, and the way to every other page.

Pages know this and not the App itself, which is made of the parts in `tui/wizard/` and knows every page.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.app import App
from textual.content import Content
from textual.worker import Worker

from steps.engine.model.holder import Held
from steps.engine.troubles import Trouble
from tui.drift_choices import DriftChoice
from tui.engine_room import EngineRoom
from tui.holder_ways import HolderChoice

if TYPE_CHECKING:
    from steps.engine.model.step import Step
    from steps.target.target import Target
    from tui.sight import Sight
    from tui.targets import TargetRequest


class PageTurner(Protocol):
    """The way to each page; `tui/wizard/pager.py` has it."""

    def show_start(self) -> None:
        """Close the deployment and show the first page."""

    def show_target(self, request: "TargetRequest") -> None:
        """Ask where to build, or show where a deployment stands."""

    def show_review(self) -> None:
        """Show everything that is about to be made."""

    def show_step(self, step: "Step") -> None:
        """Show this step's page."""

    def show_next(self) -> None:
        """Show the first step that has something left to do, or the end."""

    def show_everything(self) -> None:
        """Build all that is left, on one page."""

    def show_finish(self) -> None:
        """Show what stands and how to reach it."""

    def show_teardown(self) -> None:
        """Show what would be deleted."""

    def show_logs(self) -> None:
        """Show what the tasks write."""

    def go_back(self) -> None:
        """Show the page before; on the first page, ask about leaving."""


class Menus(Protocol):
    """What is asked over a page; `tui/wizard/menus.py` has it."""

    def ask_about_leaving(self) -> None:
        """Show the ways to leave."""

    def show_help(self) -> None:
        """List the keys of the page."""

    def show_glossary(self, word: str = "") -> None:
        """Say what words mean, this one first."""

    def tell(self, trouble: Trouble, step: "Step | None") -> None:
        """Show what went wrong and the ways to go on."""

    def tell_of_the_end(self) -> None:
        """Show what went wrong in the run that has ended, once everything that was asked for has ended too."""

    async def ask_about_drift(self, drift: Mapping[str, str]) -> DriftChoice:
        """What shall become of what others deleted or changed in AWS, by name."""

    async def ask_about_holder(self, held: Held) -> HolderChoice:
        """What to do when somebody else works on the deployment."""


class Host(App[int]):
    """The App as its pages and its own parts know it."""

    sight: "Sight | None" = None
    room: EngineRoom
    now: Callable[[], float]
    practice: Callable[[], float] | None = (
        None  # when this machine's practice cloud was started; None: as it is
    )
    staying: Sequence[str] = ()  # a sentence for each deployment that stood when the first page was drawn
    queued: "Sequence[Step]" = ()  # asked for, and waiting for what was asked for before

    @property
    def pages(self) -> PageTurner:
        """The way to each page."""
        raise NotImplementedError

    @property
    def menus(self) -> Menus:
        """What is asked over a page."""
        raise NotImplementedError

    @property
    def book(self) -> "Sequence[Step]":
        """The steps in written order."""
        raise NotImplementedError

    def load_pages(self) -> None:
        """Load every page but the first; takes a moment, so that it is called beside the screen."""
        raise NotImplementedError

    def top_line(self) -> Content:
        """The line on top of every page; empty while nothing is open."""
        raise NotImplementedError

    def redraw_soon(self) -> None:
        """Draw the page on top, but not more often than is pleasant."""
        raise NotImplementedError

    def redraw_now(self) -> None:
        """Draw the page on top."""
        raise NotImplementedError

    def attend(self) -> None:
        """Have the tasks watched while the page on top shows them and nothing is being done."""
        raise NotImplementedError

    def hurry(self) -> None:
        """Look at once for what everything waits for."""
        raise NotImplementedError

    def ask_code(self, device: str) -> str:
        """A code of an MFA device, from any thread but the screen's. Raises Trouble when none is given."""
        raise NotImplementedError

    async def open(self, name: str, target: "Target") -> None:
        """Open this deployment: its answers are settled as before, or by default. Raises Trouble."""
        raise NotImplementedError

    def build(self, until: "Step | None") -> Worker[None]:
        """Build up to this step (None: all) behind what is being built already; troubles become a page."""
        raise NotImplementedError

    def tear_down(self) -> Worker[None]:
        """Stop what is being built and take everything down."""
        raise NotImplementedError

    def scale(self, name: str, count: int) -> Worker[None]:
        """Run so many tasks of an app: its service is changed in place."""
        raise NotImplementedError

    def come_back(self, *, check: bool = False) -> Worker[None]:
        """Let the user decide about what others did in AWS meanwhile; then go where the work is, or check all of it."""
        raise NotImplementedError

    def leave_now(self) -> Worker[None]:
        """End the program."""
        raise NotImplementedError
