"""The command line as a user runs it, with an ear at its AWS calls and a blow at one of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools.blow import Blow
from tests.tools.nursery import Nursery
from tests.whole.conftest import Told, Wizard, exports


@dataclass(frozen=True)
class Ended(Told):
    """How a forked command ended, what it said, and the AWS calls that it sent (`ec2.CreateVpc`), in order."""

    calls: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Forked(Wizard):
    """A wizard with a nursery and a practice cloud of its own; `cloud` points AWS clients at it."""

    nursery: Nursery
    cloud: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, environ: Mapping[str, str] = {}, blow: Blow | None = None) -> Ended:
        """Run a command to its end, or to the blow."""
        life = self.nursery.run(words, {**self.environ, **environ}, overheard=True, blow=blow)
        return Ended(life.code, life.out, life.err, life.calls)

    def up(self, name: str, *words: str, blow: Blow | None = None) -> Ended:
        """Build it, with everything that can be chosen."""
        chosen = ("--set", "alarm=yes")
        return self("up", name, "--target", "sandbox", "--yes", "--json", *chosen, *words, blow=blow)

    def down(self, name: str, blow: Blow | None = None) -> Ended:
        """Take it down."""
        return self("down", name, "--yes", "--json", blow=blow)


@contextmanager
def forking(home: Path) -> Iterator[Forked]:
    """A forked wizard at work in this folder, and a practice cloud without delays."""
    plain = Wizard(home)
    started = plain("sandbox", "start", "--speed", "inf")
    assert started.code == 0, started.err
    nursery = Nursery()
    try:
        yield Forked(home, nursery=nursery, cloud=exports(started))
    finally:
        nursery.close()
        plain("sandbox", "stop")
