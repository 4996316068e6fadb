"""A wizard in an account that is not empty, what its platform looks like when nothing disturbs it, and what is wrong with one."""

import itertools
from dataclasses import dataclass, field

from steps.sandbox.control import reset
from tests.crash.forked import Ended, Forked
from tests.crash.platform import differences, platform, without_revisions
from tests.foreign import Ground, Plant, harm, left, plant
from tests.practice import at
from tests.whole.account import Account, everything, more_than


@dataclass
class Disturbed:
    """One practice cloud for many cases, each of which takes down what it built."""

    wizard: Forked
    apps: tuple[str, ...] = ()  # the words by which `up` is given others than those that come along
    ground: Ground = field(init=False)
    before: Account = field(init=False)
    undisturbed: dict[str, list[str]] = field(init=False)
    calls: dict[str, tuple[str, ...]] = field(init=False)  # of an undisturbed `up` and `down`
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Empty the account, plant the foreign things, and build and take down a platform in peace."""
        reset(at(self.wizard.cloud))
        self.ground = plant(self.wizard.cloud)
        first, model = self.new_name(), self.new_name()
        done(self.wizard.up(first, *self.apps))
        done(self.wizard.down(first))  # the account's own role for ECS is there from now on
        self.before = everything(self.wizard.cloud)
        up = done(self.wizard.up(model, *self.apps))
        self.undisturbed = platform(more_than(self.before, everything(self.wizard.cloud)), model)
        self.calls = {"up": up.calls, "down": done(self.wizard.down(model)).calls}
        assert self.left() == []

    def plant(self, make: Plant, name: str) -> None:
        """Let somebody else make something under this deployment's name."""
        make(self.wizard.cloud, self.ground, name)
        self.before = everything(self.wizard.cloud)

    def new_name(self) -> str:
        """A deployment's name that was never used."""
        return f"c{next(self._numbers)}"

    def wrong(self, name: str, *, revisions: bool = True) -> list[str]:
        """What differs between this platform and an undisturbed one, and what foreign things were harmed.

        Without `revisions` a task definition may be a later revision, as it is when there was one before.
        """
        now = everything(self.wizard.cloud)
        wanted, found = self.undisturbed, platform(more_than(self.before, now), name)
        if not revisions:
            wanted, found = without_revisions(wanted), without_revisions(found)
        return [*differences(wanted, found), *self._harmed(now)]

    def left(self) -> list[str]:
        """What is in the account that was not there before, and what foreign things were harmed."""
        now = everything(self.wizard.cloud)
        return [
            *(f"left {kind}: {each}" for kind, objects in left(self.before, now).items() for each in objects),
            *self._harmed(now),
        ]

    def harmed(self) -> list[str]:
        """What of the foreign things is no longer as it was."""
        return self._harmed(everything(self.wizard.cloud))

    def _harmed(self, now: Account) -> list[str]:
        return [
            f"harmed {kind}: {each}" for kind, objects in harm(self.before, now).items() for each in objects
        ]


def done(ended: Ended) -> Ended:
    """It must have succeeded."""
    failed = [f"{each['resource']}: {each['what']} {each['why']}" for each in ended.of("failed")]
    assert ended.code == 0, f"exit code {ended.code}. {ended.err[-2000:]} {failed}"
    return ended
