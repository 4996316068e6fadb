"""How long things take, beside what they should take: `make bench`. Nothing is asserted."""

import math
import subprocess
import sys
import time

from tests.bench import screens, signals
from tests.bench.measure import Run, build_and_take_down

SPEEDS = (math.inf, 20.0, 10.0)


def main() -> None:
    """Measure and print a table."""
    print(f"{'':16} {'command':>10} {'run':>10} {'path':>10} {'ratio':>7}  calls a resource (with polls)")
    for speed in SPEEDS:
        for verb, measured in zip(("up", "down"), build_and_take_down(speed), strict=True):
            print(row(f"{verb}, speed {speed:g}", measured))
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tui", "--version"], check=True, stdout=subprocess.DEVNULL)
    print(f"fargate-wizard --version: {time.perf_counter() - started:.2f} s")
    signals.main()
    screens.main()


def row(title: str, run: Run) -> str:
    """One run: seconds of the command and of the run, of its longest path, and the calls for each resource."""
    apart = (run.calls - run.polls) / run.resources
    return (
        f"{title:16} {run.command:8.2f} s {run.wall:8.2f} s {run.path:8.2f} s {run.ratio:7.2f}"
        f"  {apart:.2f} ({run.calls / run.resources:.2f})"
    )


if __name__ == "__main__":
    main()
