"""Draws the README's pictures: the real wizard on the practice cloud, in a home of its own (`make screenshots`).

The pages of the journey become one moving picture as well, `journey.svg`: each is shown for some seconds.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from steps.target.target import start_practice, stop_practice
from tests.tools.moving_picture import moving_picture
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.review import Review
from tui.screens.step_page import StepPage
from tui.screens.teardown import Teardown
from tui.wizard.app import Wizard

PICTURES = Path(__file__).parents[2] / "tui" / "screenshots"
WITHIN = 180.0  # seconds for anything
SIZE, SMALL = (120, 40), (96, 30)
SECONDS = 3.0  # that a page of the journey is shown


class Album:
    """The pictures of one wizard: whole pages, and the smaller ones of the journey."""

    def __init__(self, wizard: Wizard, pilot: Pilot[int]) -> None:
        self._wizard, self._pilot = wizard, pilot
        self.journey: list[str] = []

    def keep(self, name: str) -> None:
        """Write the page as a picture."""
        (PICTURES / f"{name}.svg").write_text(self._drawn())

    async def stop_here(self) -> None:
        """Let this page be one of the journey."""
        await self._pilot.resize_terminal(*SMALL)
        await self._pilot.pause(0.3)
        self.journey.append(self._drawn())
        await self._pilot.resize_terminal(*SIZE)
        await self._pilot.pause(0.3)

    def _drawn(self) -> str:
        return self._wizard.export_screenshot(title="fargate-wizard")


async def draw() -> None:
    """Walk from the first choice to the receipt and keep the pages worth showing."""
    wizard = Wizard()
    async with wizard.run_test(size=SIZE) as pilot:
        album = Album(wizard, pilot)
        await pilot.pause(0.5)
        album.keep("start")
        await album.stop_here()
        await pilot.press("enter")
        await until(pilot, lambda: wizard.focused is not None and wizard.focused.id == "onward")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, Review))
        album.keep("plan")
        await album.stop_here()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, StepPage))
        for _ in range(6):
            await pilot.press("n")
            await pilot.pause()
        album.keep("step")
        await album.stop_here()
        await pilot.press("enter")
        await until(pilot, lambda: not wizard.room.busy)
        await album.stop_here()
        await pilot.press("b")
        await until(pilot, lambda: isinstance(wizard.screen, Everything) and wizard.room.busy)
        await pilot.pause(4)
        await album.stop_here()
        await until(pilot, lambda: isinstance(wizard.screen, Everything | Finish) and not wizard.room.busy)
        if isinstance(wizard.screen, Everything):
            album.keep("timeline")
            await album.stop_here()
            await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, Finish) and not wizard.room.busy)
        await pilot.pause(3)
        album.keep("finish")
        await album.stop_here()
        await pilot.press("d")
        await until(pilot, lambda: isinstance(wizard.screen, Teardown))
        await pilot.press(
            "enter",
        )
        await until(pilot, lambda: wizard.room.busy)
        await until(pilot, lambda: not wizard.room.busy)
        album.keep("receipt")
        await album.stop_here()
        (PICTURES / "journey.svg").write_text(moving_picture(album.journey, SECONDS))


async def until(pilot: Pilot[int], true: Callable[[], bool], then: float = 0.3) -> None:
    """Let the wizard go on until this is true, and so many seconds longer."""
    deadline = time.monotonic() + WITHIN
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"still on {type(pilot.app.screen).__name__}")
        await pilot.pause(0.05)
    await pilot.pause(then)


def main() -> None:
    """Draw all of them on a practice cloud that takes its time: a timeline of nothing shows nothing."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["FARGATE_WIZARD_HOME"] = home
        start_practice()
        try:
            asyncio.run(draw())
        finally:
            stop_practice()


if __name__ == "__main__":
    main()
