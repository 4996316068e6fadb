"""Kills `up` and `down` at every one of their calls and prints what became of it: `python -m tests.crash.matrix`.

A life has one blow each way: `up` is killed and run again, what stands is looked at, `down` is killed and run again, and
what is left is looked at. A call that changes something is a point before it is sent and another after it is done; one
that only looks is one point, since to whoever comes next the world is the same before and after it.
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
from itertools import islice, zip_longest
from pathlib import Path

from tests.crash.disturbed import Disturbed, done
from tests.crash.forked import forking
from tests.crash.platform import changing
from tests.tools.blow import Blow, Moment
from tests.whole.test_small_pages import write


@dataclass(frozen=True)
class Life:
    """Where `up` is killed, and where `down` is; None: not at all."""

    up: Blow | None
    down: Blow | None

    def run(self, disturbed: Disturbed) -> tuple[list[str], list[str]]:
        """Where it was killed indeed, and what is wrong."""
        wizard, name = disturbed.wizard, disturbed.new_name()
        killed: list[str] = []
        try:
            if self.up and wizard.up(name, *disturbed.apps, blow=self.up).code:
                killed.append(f"up {self.up}")
            done(wizard.up(name, *disturbed.apps))
            wrong = disturbed.wrong(name)
            if self.down and wizard.down(name, self.down).code:
                killed.append(f"down {self.down}")
            done(wizard.down(name))
            return killed, wrong + disturbed.left()
        except AssertionError as error:
            return killed, [str(error)]

    def __str__(self) -> str:
        return f"up {self.up or 'in peace'}, down {self.down or 'in peace'}"


def points(calls: Sequence[str]) -> Iterator[Blow]:
    """Every call of an undisturbed run, as the first, second … of its operation, since some go out side by side."""
    seen: Counter[str] = Counter()
    for call in calls:
        seen[call] += 1
        for moment in Moment if changing(call) else (Moment.BEFORE,):
            yield Blow(moment, seen[call], call)


def lives(disturbed: Disturbed, every: int) -> Iterator[Life]:
    """All points of both commands, or every so-many-th of them."""
    of_up, of_down = (islice(points(disturbed.calls[command]), 0, None, every) for command in ("up", "down"))
    return (Life(up, down) for up, down in zip_longest(of_up, of_down))


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

    def add(self, life: Life, killed: list[str], wrong: list[str], seconds: float) -> None:
        """Count a life, and print a line of it."""
        self.lives, self.kills, self.wrong = (
            self.lives + 1,
            self.kills + len(killed),
            self.wrong + bool(wrong),
        )
        struck = ", ".join(killed) or f"over before: {life}"
        line = f"{'WRONG' if wrong else 'right'} {seconds:5.1f} s  {struck}"
        print("\n      ".join([line, *(each[:300] for each in wrong[:8])]), flush=True)


def work(lane: Disturbed, waiting: "queue.SimpleQueue[Life]", tally: Tally, until: float) -> None:
    """Run lives until none is left, or time is up."""
    while time.monotonic() < until and (life := take(waiting)):
        started = time.monotonic()
        killed, wrong = life.run(lane)
        if wrong:
            lane.begin_anew()
        tally.add(life, killed, wrong, time.monotonic() - started)


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
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no life after so many")
    options = parser.parse_args()
    waiting: queue.SimpleQueue[Life] = queue.SimpleQueue()
    tally, started, counted = Tally(), time.monotonic(), threading.Event()

    def lane(number: int) -> None:
        with tempfile.TemporaryDirectory() as home, forking(Path(home)) as wizard:
            disturbed = Disturbed(wizard, some_apps(Path(home, "apps"), options.apps))
            if number == 0:
                for life in islice(lives(disturbed, options.every), options.first, None):
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
        f"{tally.wrong} of {tally.lives} lives wrong, {tally.kills} kills, {left} not tried, after {minutes:.1f} minutes"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
