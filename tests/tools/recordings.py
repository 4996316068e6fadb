"""Drives the real program in a real terminal and records it (`make recordings`).

They are a journey, one interrupted, a failing app and a teardown. Each becomes an asciicast, `recordings/NAME.cast`, to be
watched to its end (`asciinema play`); how many keys were pressed and how many seconds it took is printed. It is the wizard as
it is installed, in a home of its own, on its own practice cloud.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.tools.terminal import Terminal

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "recordings"
WIZARD = (sys.executable, "-m", "tui")


def journey(record: Callable[..., Terminal]) -> None:
    """The first time: everything by Enter, at once, until it stands; then down to the receipt, and out."""
    with record() as wizard:
        wizard.wait("Practise here")
        wizard.press("\r")
        wizard.wait("euc1-az3")  # the zones are known
        wizard.pause(2)
        wizard.press("\r")
        wizard.wait("Build everything at once")
        wizard.pause(1)
        wizard.press("\t\r")
        wizard.wait("Everything stands|practice stands")
        wizard.pause(2)
        wizard.press("\r")
        wizard.wait("practice stands")
        wizard.pause(4)
        wizard.press("d")
        wizard.wait("Enter deletes all")
        wizard.pause(2)
        wizard.press("\r")
        wizard.wait("running cost now|Nothing is left|0 left")
        wizard.pause(3)
        wizard.press("q")
        wizard.pause(1)
        wizard.press("k")


def interrupted(record: Callable[..., Terminal]) -> None:
    """`up` is stopped by Ctrl-C in the middle, and the same command goes on to the end."""
    words = ("up", "broken-off", "--target", "sandbox", "--yes")
    with record(*words) as first:
        first.wait(r"\d+ of \d+ ready")
        first.pause(3)
        first.press("\x03")
        first.wait("Stopped")
    with record(*words) as second:
        second.wait("broken-off stands")


def failing(record: Callable[..., Terminal]) -> None:
    """An app that ends as soon as it starts: what it said, the ways on, and everything taken down."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "apps" / "hostname-app", folder / "hostname-app")
    (folder / "hostname-app" / "hostname.py").write_text('raise SystemExit("no database at db.example")\n')
    with record("up", "failing", "--target", "sandbox", "--apps", str(folder), "--yes") as up:
        up.wait("no database at db.example")
        up.wait("Not everything could be built")
    with record("down", "failing", "--yes") as down:
        down.wait("nothing of it is left|running cost now|0 left")
    shutil.rmtree(folder)


def teardown(record: Callable[..., Terminal]) -> None:
    """What was interrupted goes, after a yes."""
    with record("down", "broken-off") as down:
        down.wait("yes or no")
        down.press("yes\r")
        down.wait("nothing of it is left|running cost now|0 left")


SCENES = (journey, interrupted, failing, teardown)


def main(wanted: list[str]) -> None:
    """Record the scenes of these names, or all; each in its order, because one takes down what another built."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "FARGATE_WIZARD_HOME": home, "DOCKER_HOST": "none", "TERM": "xterm-256color"}
        try:
            for scene in SCENES:
                if not wanted or scene.__name__ in wanted:
                    _record(scene, environ)
        finally:
            with Terminal((*WIZARD, "sandbox", "stop", "--yes"), environ) as stop:
                stop.wait("stopped|running")


def _record(scene: Callable[[Callable[..., Terminal]], None], environ: dict[str, str]) -> None:
    takes: list[Terminal] = []

    def record(*words: str) -> Terminal:
        takes.append(Terminal((*WIZARD, *words), environ, after=takes[-1] if takes else None))
        return takes[-1]

    scene(record)
    takes[-1].write(FOLDER / f"{scene.__name__}.cast")
    keys = sum(take.keys for take in takes)
    print(
        f"{scene.__name__:12} {keys:3} keys  {takes[-1].seconds:5.1f} s  exit {[take.code for take in takes]}"
    )


if __name__ == "__main__":
    main(re.findall(r"[a-z]+", " ".join(sys.argv[1:])))
