"""A tiny app to put widgets on, in the wizard's own look."""

import asyncio
from collections.abc import Awaitable, Callable

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from tui.widgets.plan_table import PlanTable
from tui.widgets.questions import Field
from tui.widgets.rail import Rail
from tui.widgets.theme import DARK, Appearance, dress


class Stage(App[None]):
    """Shows the widgets; `heard` is what they say to whoever put them there."""

    def __init__(self, *widgets: Widget, theme: str = DARK.name) -> None:
        super().__init__()
        self._shown = widgets
        self.heard: list[Message] = []
        dress(self, Appearance(theme=theme, still=True))

    def compose(self) -> ComposeResult:
        yield from self._shown

    @on(Rail.StepChosen)
    @on(Field.AnswerGiven)
    @on(PlanTable.RowChosen)
    def hear(self, message: Message) -> None:
        self.heard.append(message)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(strip.text.rstrip() for strip in self.screen._compositor.render_strips())


def perform(
    stage: Stage, script: Callable[[Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 24)
) -> str:
    """Run the script on the stage, and give what is on the screen at its end."""

    async def play() -> str:
        async with stage.run_test(size=size) as pilot:
            await script(pilot)
            await pilot.pause()
            return stage.text

    return asyncio.run(play())
