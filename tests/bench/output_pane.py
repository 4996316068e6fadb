"""How the output pane bears ten thousand lines a second: how soon a key is drawn, and what memory it takes."""

import asyncio
import time
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Input

from steps.engine.model.events import Said
from tui.widgets.output import Output

LINES_A_SECOND = 10_000
BURST = 0.01  # seconds between two bursts of lines


@dataclass(frozen=True)
class Measured:
    """Milliseconds from a key to its drawing, and the lines that came in a second."""

    median: float
    p99: float
    lines_a_second: float

    def __str__(self) -> str:
        return (
            f"a key is drawn after {self.median:.1f} ms (p99 {self.p99:.1f} ms, should be under 50) "
            f"with {self.lines_a_second:,.0f} lines a second"
        )


class Pane(App[None]):
    """The pane, and a field to type into."""

    def compose(self) -> ComposeResult:
        """Both."""
        yield Input()
        yield Output(Path("output.log"))


async def measure(seconds: float = 5.0) -> Measured:
    """Pour lines in for so long while typing."""
    app = Pane()
    async with app.run_test(size=(120, 40)) as pilot:
        app.query_one(Input).focus()
        await pilot.pause()
        began = time.monotonic()
        pouring = asyncio.create_task(_pour(app.query_one(Output), began + seconds))
        waits = [wait async for wait in _type(app, began + seconds)]
        count = await pouring
    waits.sort()
    return Measured(
        median=waits[len(waits) // 2] * 1000,
        p99=waits[int(len(waits) * 0.99)] * 1000,
        lines_a_second=count / seconds,
    )


async def weigh(lines: int = 50_000) -> float:
    """Mebibytes that the pane holds after so many lines."""
    app = Pane()
    async with app.run_test(size=(120, 40)) as pilot:
        tracemalloc.start()
        output = app.query_one(Output)
        for number in range(lines):
            output.take(Said(resource="image.hostname-app", line=f"{number} of many lines of output"))
        await pilot.pause(1.0)
        held = tracemalloc.get_traced_memory()[0] / 2**20
        tracemalloc.stop()
    return held


async def _pour(output: Output, until: float) -> int:
    """Give the pane as many lines as have become due, again and again."""
    began, count = time.monotonic(), 0
    while (now := time.monotonic()) < until:
        while count < (now - began) * LINES_A_SECOND:
            output.take(
                Said(resource="image.hostname-app", line=f"\x1b[32m{count}\x1b[0m of many lines of output")
            )
            count += 1
        await asyncio.sleep(BURST)
    return count


async def _type(app: App[None], until: float) -> AsyncIterator[float]:
    """Press keys; each wait ends when the screen has been drawn with the key in it."""
    field = app.query_one(Input)
    while time.monotonic() < until:
        drawn = asyncio.Event()
        pressed = time.monotonic()
        field.insert_text_at_cursor("x")
        app.call_after_refresh(drawn.set)
        await drawn.wait()
        yield time.monotonic() - pressed
        await asyncio.sleep(BURST)


if __name__ == "__main__":
    print(asyncio.run(measure()))
    print(f"after 50,000 lines the pane holds {asyncio.run(weigh()):.1f} MiB")
