"""What is done with a deployment when a page asks for it: opened, built, scaled, looked at again, taken down."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from steps.engine.model.holder import Held
from steps.engine.troubles import Trouble
from tui.drift_choices import DriftChoice
from tui.holder_ways import HolderChoice
from tui.screens.host import Host

if TYPE_CHECKING:
    from steps.engine.model.step import Step
    from steps.target.target import Target
    from tui.sight import Sight


class Errands(Host):
    """Each runs beside the screen; what goes wrong becomes a menu over the page."""

    apps_folder: Path | None = None

    async def open(self, name: str, target: "Target") -> None:
        """Open this deployment: its answers are settled as before, or by default. Raises Trouble."""
        from tui.sight import Sight

        opened = await self.room.open(name, target)
        await self.room.settle(opened, self.apps_folder)
        self.sight = Sight.of(opened)
        self.queued = ()

    @work
    async def build(self, until: "Step | None") -> None:
        """Build up to this step (None: all) behind what is being built already; troubles become a page."""
        if not self.sight or self.room.stopping:
            return
        sight = self.sight
        asked = [until] if until else [step for step in sight.book if not step.optional]
        self.queued = [*self.queued, *asked]
        self.redraw_soon()
        held: Held | None = None
        try:
            await self.room.build(sight.work, until)
        except Held as error:
            held = error
        except Trouble as trouble:
            self.menus.tell(trouble, until)
        finally:
            self.queued = [step for step in self.queued if step not in asked]
            self.refresh_bindings()
            self.redraw_soon()
            self.call_later(self.menus.tell_of_the_end)
        if held and await self._go_on(sight, held):
            self.build(until)

    async def _go_on(self, sight: "Sight", held: Held) -> bool:
        """Whether to try again, perhaps in the place of whoever works on the deployment."""
        choice = await self.menus.ask_about_holder(held)
        if choice is HolderChoice.TAKE_OVER:
            sight.work.displaced = held.holder
        return choice is not HolderChoice.LEAVE

    @work
    async def tear_down(self) -> None:
        """Stop what is being built and take everything down."""
        if self.sight:
            sight, again = self.sight, False
            try:
                sight.receipt = await self.room.tear_down(sight.work)
            except Held as held:
                again = await self._go_on(sight, held)
            except Trouble as trouble:
                self.menus.tell(trouble, None)
            self.redraw_soon()
            if again:
                self.tear_down()

    @work(group="drift", exclusive=True)
    async def come_back(self, *, check: bool = False) -> None:
        """Let the user decide about what others did in AWS meanwhile; then go where the work is, or check all of it."""
        if not self.sight:
            return
        try:
            rebuild = await self._settle_drift(self.sight)
        except Trouble as trouble:
            self.menus.tell(trouble, None)
            return
        if check and rebuild is not None:
            self.build(None)
        elif rebuild:
            self.pages.show_everything()
        elif not check:
            self.pages.show_next()

    async def _settle_drift(self, sight: "Sight") -> bool | None:
        """Look, ask, and take as it is what the user wants so. Raises Trouble.

        True when all that is left to do is to build such things again, False when there is nothing of the kind,
        None when the user has not decided.
        """
        if not sight.progress.recorded or self.room.busy:
            return False
        drift = await self.room.look_for_drift(sight.work)
        if not drift:
            return False
        match await self.menus.ask_about_drift(drift):
            case DriftChoice.KEEP:
                await self.room.take_drift(sight.work, drift)
                return False
            case DriftChoice.REBUILD:
                return sight.stands_but_for(drift)
            case DriftChoice.LEAVE:
                return None

    @work
    async def scale(self, name: str, count: int) -> None:
        """Run so many tasks of an app: its service is changed in place."""
        if sight := self.sight:
            try:
                await self.room.scale(sight.work, name, count)
            except Trouble as trouble:
                self.notify(f"{trouble}", severity="error")
            else:
                self.redraw_soon()
                self.build(None)
