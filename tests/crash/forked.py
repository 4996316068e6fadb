"""The command line as a user runs it, but forked from a process that has loaded everything: ten times in a second."""

import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.blow import Blow
from tests.whole.conftest import ROOT, Told, Wizard, exports


@dataclass(frozen=True)
class Ended(Told):
    """How a forked command ended, what it said, and the AWS calls that it sent (`ec2.CreateVpc`), in order."""

    calls: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Forked(Wizard):
    """A wizard whose commands are forked, with a practice cloud of its own; `cloud` points AWS clients at it."""

    nursery: "subprocess.Popen[str]"
    cloud: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, environ: Mapping[str, str] = {}, blow: Blow | None = None) -> Ended:
        """Run a command to its end, or to the blow."""
        assert not environ
        assert self.nursery.stdin
        assert self.nursery.stdout
        with tempfile.TemporaryDirectory(dir=self.home) as folder:
            request = {"words": words, "folder": folder, "blow": blow and dataclasses.asdict(blow)}
            self.nursery.stdin.write(f"{json.dumps(request)}\n")
            self.nursery.stdin.flush()
            code = int(self.nursery.stdout.readline())
            out, err, calls = (Path(folder, name).read_text() for name in ("out", "err", "calls"))
        return Ended(code, out, err, tuple(calls.splitlines()))

    def up(self, name: str, *words: str, blow: Blow | None = None) -> Ended:
        """Build it."""
        return self("up", name, "--target", "sandbox", "--yes", "--json", *words, blow=blow)

    def down(self, name: str, blow: Blow | None = None) -> Ended:
        """Take it down."""
        return self("down", name, "--yes", "--json", blow=blow)


@contextmanager
def forking(home: Path) -> Iterator[Forked]:
    """A forked wizard at work in this folder, and a practice cloud without delays."""
    plain = Wizard(home)
    started = plain("sandbox", "start", "--speed", "inf")
    assert started.code == 0, started.err
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.nursery"], cwd=ROOT, env=plain.environ, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        with nursery:
            yield Forked(home, nursery=nursery, cloud=exports(started))
    finally:
        plain("sandbox", "stop")
