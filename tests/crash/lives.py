"""A life in which `up` is killed some times, further on each time, and `down` as well; and what became of it."""

import signal
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.crash.disturbed import Disturbed, done
from tests.crash.forked import Ended
from tests.crash.platform import changing
from tests.tools.blow import Blow, Moment

KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Life:
    """Where `up` is killed, one run after the other, and where `down` is: as numbers of an undisturbed run's calls."""

    up: tuple[Blow, ...] = ()
    down: tuple[Blow, ...] = ()

    def run(self, disturbed: Disturbed) -> "Ending":
        """Live it in an account that is as it was before."""
        wizard, name, ending = disturbed.wizard, disturbed.new_name(), Ending()
        try:
            ending.strike("up", self.up, lambda blow: wizard.up(name, *disturbed.apps, blow=blow))
            done(wizard.up(name, *disturbed.apps))
            ending.wrong += disturbed.wrong(name)
            ending.strike("down", self.down, lambda blow: wizard.down(name, blow))
            done(wizard.down(name))
            ending.wrong += disturbed.left()
        except AssertionError as error:
            ending.wrong.append(str(error))
        return ending

    def __str__(self) -> str:
        return f"up {', '.join(map(str, self.up))}; down {', '.join(map(str, self.down))}"


@dataclass
class Ending:
    """What became of a life.

    A blow that a run did not come to any more, since it had less to do after those before, is `missed`: it is for a life of
    its own. One that even a first run did not come to is `over`.
    """

    killed: list[str] = field(default_factory=list)
    missed: list[Life] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def strike(self, command: str, blows: Sequence[Blow], run: Callable[[Blow], Ended]) -> None:
        """Run a command once for each blow, or until one of its runs comes to its end."""
        gone: Counter[str] = Counter()  # the changes that were made by the runs before
        for place, blow in enumerate(blows):
            aim = replace(blow, number=blow.number - gone[blow.operation])
            ended = run(aim) if aim.number > 0 else None
            if ended and ended.code == KILLED:
                self.killed.append(f"{command} {blow}")
                gone.update(call for call in ended.calls if changing(call))
                if changing(blow.operation) and blow.moment == Moment.BEFORE:
                    gone[blow.operation] -= 1
            elif place:
                self.missed.append(Life(**{command: (blow,)}))
            else:
                self.over.append(f"{command} {blow}")
            if ended and ended.code != KILLED:
                done(ended)
                self.missed += [Life(**{command: (later,)}) for later in blows[place + 1 :]]
                return


def spread(up: Sequence[Blow], down: Sequence[Blow], lives: int) -> list[Life]:
    """All blows in so many lives; those of one life are far from each other."""
    return [Life(tuple(up[first::lives]), tuple(down[first::lives])) for first in range(lives)]
