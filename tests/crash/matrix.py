"""Kills `up` and `down` at every one of their calls and prints what became of it: `python -m tests.crash.matrix`.

A call that changes something is a point before it is sent and another after it is done; one that only looks is one point,
since to whoever comes next the world is the same before and after it.
"""

import argparse
import contextlib
import os
import queue
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.crash.disturbed import Disturbed
from tests.crash.forked import forking
from tests.crash.lives import Ending, Life, spread
from tests.crash.platform import changing
from tests.tools.blow import Blow, Moment
from tests.whole.test_small_pages import write


def points(calls: Sequence[str]) -> Iterator[Blow]:
    """Every call of an undisturbed run, as the first, second … of its operation, since some go out side by side."""
    seen: Counter[str] = Counter()
    for call in calls:
        seen[call] += 1
        for moment in Moment if changing(call) else (Moment.BEFORE,):
            yield Blow(moment, seen[call], call)


def lives(disturbed: Disturbed, every: int, kills: int) -> list[Life]:
    """All points of both commands, or every so-many-th of them."""
    of_up, of_down = (
        list(islice(points(disturbed.calls[command]), 0, None, every)) for command in ("up", "down")
    )
    return spread(of_up, of_down, -(-max(len(of_up), len(of_down)) // kills))


def take(waiting: "queue.SimpleQueue[Life]") -> Life | None:
    """The next one; None when there is no other."""
    try:
        return waiting.get_nowait()
    except queue.Empty:
        return None


@dataclass
class Tally:
    """What all lanes have found."""

    lives: int = 0
    kills: int = 0
    wrong: int = 0
    over: int = 0

    def add(self, life: Life, ending: Ending, seconds: float) -> None:
        """Count a life, and print a line of it."""
        self.lives, self.kills = self.lives + 1, self.kills + len(ending.killed)
        self.wrong, self.over = self.wrong + bool(ending.wrong), self.over + len(ending.over)
        struck = ", ".join([*ending.killed, *(f"over before {each}" for each in ending.over)])
        line = f"{'WRONG' if ending.wrong else 'right'} {seconds:5.1f} s  {struck}"
        told = [*([str(life)] if ending.wrong else []), *(each[:300] for each in ending.wrong[:8])]
        print("\n      ".join([line, *told]), flush=True)


def work(lane: Disturbed, waiting: "queue.SimpleQueue[Life]", tally: Tally, until: float) -> None:
    """Run lives until none is left, or time is up."""
    while time.monotonic() < until and (life := take(waiting)):
        started = time.monotonic()
        ending = life.run(lane)
        for missed in ending.missed:
            waiting.put(missed)
        if ending.wrong:
            lane.begin_anew()
        tally.add(life, ending, time.monotonic() - started)


def some_apps(folder: Path, count: int) -> tuple[str, ...]:
    """So many apps, as words of a command; none: those that come along."""
    for number in range(count):
        write(folder, number, "word")
    return ("--apps", str(folder)) if count else ()


def main() -> int:
    """Run all of them on some lanes side by side, each with a practice cloud of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.matrix", description=__doc__)
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", type=int, default=1, help="only each so-many-th point")
    parser.add_argument("--first", type=int, default=0, help="go on at this life, counted from 0")
    parser.add_argument(
        "--apps", type=int, default=0, help="how many apps there are, instead of the three that come along"
    )
    parser.add_argument("--kills", type=int, default=4, help="how often each command is killed in a life")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no life after so many")
    options = parser.parse_args()
    waiting: queue.SimpleQueue[Life] = queue.SimpleQueue()
    tally, started, counted = Tally(), time.monotonic(), threading.Event()

    def lane(number: int) -> None:
        with tempfile.TemporaryDirectory() as home, forking(Path(home)) as wizard:
            disturbed = Disturbed(wizard, some_apps(Path(home, "apps"), options.apps))
            if number == 0:
                for life in lives(disturbed, options.every, options.kills)[options.first :]:
                    waiting.put(life)
                counted.set()
            counted.wait()
            work(disturbed, waiting, tally, started + options.minutes * 60)

    lanes = [threading.Thread(target=lane, args=(number,)) for number in range(options.lanes)]
    for each in lanes:
        each.start()
    with contextlib.suppress(
        KeyboardInterrupt
    ):  # what is under way is ended, and its practice clouds are stopped
        for each in lanes:
            each.join()
    left = sum(1 for _ in iter(lambda: take(waiting), None))
    for each in lanes:
        each.join()
    minutes = (time.monotonic() - started) / 60
    print(
        f"{tally.wrong} of {tally.lives} lives wrong, {tally.kills} kills, {tally.over} points after the end, "
        f"{left} lives not tried, after {minutes:.1f} minutes"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
