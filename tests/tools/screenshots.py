"""Draws the README's pictures: the real wizard on the practice cloud, in a home of its own (`make screenshots`)."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from steps.target.target import start_practice, stop_practice
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.review import Review
from tui.screens.step_page import StepPage
from tui.screens.teardown import Teardown
from tui.wizard.app import Wizard

PICTURES = Path(__file__).parents[2] / "tui" / "screenshots"
WITHIN = 180.0  # seconds for anything


async def draw() -> None:
    """Walk from the first choice to the receipt and keep the pages worth showing."""
    wizard = Wizard()
    async with wizard.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        keep(wizard, "start")
        await pilot.press("enter")
        await until(pilot, lambda: wizard.focused is not None and wizard.focused.id == "onward")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, Review))
        keep(wizard, "plan")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, StepPage))
        for _ in range(6):
            await pilot.press("n")
            await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: not wizard.room.busy)
        keep(wizard, "step")
        await pilot.press("b")
        await until(pilot, lambda: isinstance(wizard.screen, Everything | Finish) and not wizard.room.busy)
        if isinstance(wizard.screen, Everything):
            keep(wizard, "timeline")
            await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, Finish) and not wizard.room.busy)
        keep(wizard, "finish")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(wizard.screen, Teardown))
        await pilot.press(
            "enter",
        )
        await until(pilot, lambda: wizard.room.busy)
        await until(pilot, lambda: not wizard.room.busy)
        keep(wizard, "receipt")


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Let the wizard go on until this is true."""
    deadline = time.monotonic() + WITHIN
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"still on {type(pilot.app.screen).__name__}")
        await pilot.pause(0.05)
    await pilot.pause(0.3)


def keep(wizard: Wizard, name: str) -> None:
    """Write the page as a picture."""
    (PICTURES / f"{name}.svg").write_text(wizard.export_screenshot(title="fargate-wizard"))


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
