"""Reading what tasks write for as long as a page is open: look after look, beside whatever is under way."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from steps.aws.task_output import OutputLine, OutputReader
from steps.engine.build.observe import unheard_calls
from steps.engine.troubles import Stopped, Trouble
from tui.engine_room import beside

AT_ONCE = 500  # lines that are taken from a look in one go
EVERY = 5.0  # seconds between two looks
LEAST = 1.0  # seconds, however fast the practice cloud's clock runs


async def follow(
    reader: OutputReader,
    pace: float,
    show: Callable[[list[OutputLine]], None],
    tell: Callable[[str], None],
    wanted: Callable[[], bool] = lambda: True,
) -> None:
    """Show what is new and tell after each look what was wrong with it (mostly nothing), until it is cancelled.

    What AWS refuses is asked for again. Nothing is asked while it is not `wanted`.
    """
    pause = max(EVERY / pace, LEAST)
    while True:
        if wanted():
            try:
                lines = reader.read()
                while some := await beside(partial(_take, lines)):
                    show(some)
                tell("")
            except Trouble as trouble:
                tell(trouble.what)
        await asyncio.sleep(pause)


def _take(lines: Iterator[OutputLine]) -> list[OutputLine]:
    """The next of them; the calls are no part of what is built, and a run that is stopped is no trouble."""
    try:
        with unheard_calls():
            return list(islice(lines, AT_ONCE))
    except Stopped:
        return []
