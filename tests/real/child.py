"""A command that writes down what AWS answers to it: `python -m tests.real.child FILE STAGE NAME WORD…`."""

import os
import signal
import sys
import threading
from pathlib import Path

from tests.real.overhear import overhear
from tests.real.transcript import Transcript


def main() -> int:
    """Run one command and return its exit code; while building, stop as soon as whoever started this is gone."""
    file, stage, name, *words = sys.argv[1:]
    overhear(Transcript(Path(file)), stage, name)
    if stage != "down":
        threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        if stage == "questions":
            from tests.real.questions import ask_all

            return ask_all(name, *words)
        from tui.__main__ import main as wizard

        return wizard(words)
    except KeyboardInterrupt:
        return 130


def _end_with_parent() -> None:
    if not os.read(0, 1):
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
