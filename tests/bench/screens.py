"""How the screen bears itself: the first frame beside an empty Textual app's, at rest, under a flood, and at the end."""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from steps.target.target import start_practice, stop_practice
from tests.bench import output_pane
from tests.bench.terminal import Terminal

ROUNDS = 9  # of each app, in turn; the median counts
REST = 10.0  # seconds at rest

FIRST_FRAME = """
import os, sys, time
def drawn(self):
    self.call_after_refresh(told, self)
def told(app):
    open(os.environ["TOLD"], "w").write(str(time.monotonic()))
    app.exit()
"""
EMPTY = FIRST_FRAME + "from textual.app import App; App.on_ready = drawn; App().run()"
WIZARD = (
    FIRST_FRAME
    + "import tui.__main__ as main, tui.wizard.app; tui.wizard.app.Wizard.on_ready = drawn; sys.exit(main.main([]))"
)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="fargate-wizard-bench-") as home:
        empty, wizard = first_frames(home)
        ratio = wizard / empty
        print(
            f"first frame: {wizard:.3f} s, an empty Textual app {empty:.3f} s: {ratio:.2f} (should be at most 1.25)"
        )
        print(f"at rest on the first page: {at_rest(home):.2%} of a core (should be under 1 %)")
        os.environ["FARGATE_WIZARD_HOME"] = home
        start_practice(speed=20.0)
        try:
            print("from the key to the end of the program (should be under 0.5 s):")
            for where, seconds in quits(home).items():
                print(f"  {where}: {seconds:.2f} s")
        finally:
            stop_practice()
    print(asyncio.run(output_pane.measure()))
    print(f"after 50,000 lines the output pane holds {asyncio.run(output_pane.weigh()):.1f} MiB")


def first_frames(home: str) -> tuple[float, float]:
    """Median seconds from the start of the process to its first frame: an empty app's, and the wizard's."""
    times: dict[str, list[float]] = {EMPTY: [], WIZARD: []}
    for _ in range(ROUNDS):
        for program, found in times.items():
            found.append(_first_frame(program, home))
    return statistics.median(times[EMPTY]), statistics.median(times[WIZARD])


def _first_frame(program: str, home: str) -> float:
    told = Path(home) / "told"
    started = time.monotonic()
    with Terminal(["-c", program], {"TOLD": str(told), "FARGATE_WIZARD_HOME": f"{home}/first"}) as terminal:
        terminal.read_to_end()
    return float(told.read_text()) - started


def at_rest(home: str) -> float:
    """The part of a core that the first page takes while nothing happens."""
    with Terminal(["-m", "tui"], {"FARGATE_WIZARD_HOME": f"{home}/rest"}) as terminal:
        terminal.read_until("Practise here")
        terminal.read_for(3.0)
        before = terminal.cpu()
        terminal.read_for(REST)
        return (terminal.cpu() - before) / REST


def quits(home: str) -> dict[str, float]:
    """Seconds from the last key to the end of the process, on the first page and in the middle of building."""
    found = {}
    for where, building in (("on the first page", False), ("while all of it is being built", True)):
        with Terminal(["-m", "tui"], {"FARGATE_WIZARD_HOME": home}) as terminal:
            terminal.read_until("Practise here")
            terminal.read_for(1.0)
            if building:
                _start_building(terminal)
            terminal.press("q")
            terminal.read_until("Leave?")
            terminal.press("k")
            found[where] = terminal.read_to_end()
    return found


def _start_building(terminal: Terminal) -> None:
    terminal.press("\r")
    terminal.read_until("Docker")
    terminal.press("\r")
    terminal.read_until("Build everything at once")
    terminal.read_for(0.5)
    terminal.press("b")
    terminal.read_until("Building")
    terminal.read_for(2.0)


if __name__ == "__main__":
    main()
