"""Kills `up` and `down` at every one of their calls and prints what became of it: `python -m tests.crash.matrix`."""

import argparse
import itertools
import os
import queue
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.crash.disturbed import Disturbed, done
from tests.crash.forked import forking
from tests.tools.blow import Blow, Moment

MORE = 15  # calls beyond those of an undisturbed run: some ask again how far something is


@dataclass(frozen=True)
class Case:
    """One command, and where it is killed."""

    command: str
    blow: Blow

    def run(self, disturbed: Disturbed) -> tuple[str, list[str]]:
        """The call at which it died, and what is wrong."""
        wizard, name = disturbed.wizard, disturbed.new_name()
        try:
            if self.command == "down":
                done(wizard.up(name))
                killed, wrong = wizard.down(name, self.blow), []
            else:
                killed = wizard.up(name, blow=self.blow)
                done(wizard.up(name))
                wrong = disturbed.wrong(name)
            done(wizard.down(name))
            wrong += disturbed.left()
        except AssertionError as error:
            return "", [str(error)]
        return killed.calls[-1] if killed.code else "", wrong


def cases(disturbed: Disturbed, commands: list[str]) -> Iterator[Case]:
    """Every call of each command, before it is sent and after it is done."""
    for command in commands:
        for number, moment in itertools.product(range(1, len(disturbed.calls[command]) + MORE), Moment):
            yield Case(command, Blow(moment, number))


def take(waiting: "queue.SimpleQueue[Case]") -> Case | None:
    """The next case; None when there is no other."""
    try:
        return waiting.get_nowait()
    except queue.Empty:
        return None


def work(lane: Disturbed, waiting: "queue.SimpleQueue[Case]", bad: list[Case]) -> None:
    """Run cases until none is left, a line each."""
    while case := take(waiting):
        started = time.monotonic()
        call, wrong = case.run(lane)
        if wrong:
            bad.append(case)
            lane.begin_anew()
        verdict = "WRONG" if wrong else "right" if call else "was over"
        line = f"{case.command:5}{case.blow!s:18}{call:50}{verdict:9}{time.monotonic() - started:5.1f} s"
        print("\n      ".join([line, *(each[:300] for each in wrong[:8])]), flush=True)


def main() -> int:
    """Run all of them on some lanes side by side, each with a practice cloud of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.matrix", description=__doc__)
    parser.add_argument("commands", nargs="*", default=["up", "down"], metavar="up|down")
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", type=int, default=1, help="run only each so-many-th case")
    options = parser.parse_args()
    waiting: queue.SimpleQueue[Case] = queue.SimpleQueue()
    bad: list[Case] = []
    started = time.monotonic()

    def lane(number: int) -> None:
        with tempfile.TemporaryDirectory() as home, forking(Path(home)) as wizard:
            disturbed = Disturbed(wizard)
            if number == 0:
                for case in itertools.islice(cases(disturbed, options.commands), 0, None, options.every):
                    waiting.put(case)
                counted.set()
            counted.wait()
            work(disturbed, waiting, bad)

    counted = threading.Event()
    lanes = [threading.Thread(target=lane, args=(number,)) for number in range(options.lanes)]
    for each in lanes:
        each.start()
    try:
        for each in lanes:
            each.join()
    except KeyboardInterrupt:  # what is under way is ended, and its practice clouds are stopped
        while take(waiting):
            pass
    print(f"{len(bad)} wrong, after {(time.monotonic() - started) / 60:.1f} minutes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
