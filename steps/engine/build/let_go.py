"""Deletes what something may still hold on to: names that, waits for it with patience and few calls, and goes on by itself."""

from collections.abc import Callable, Generator, Iterator

from msgspec.structs import replace

from steps.engine.build.patience import at_most
from steps.engine.cloud.retries import SLOW_DOWN, transient
from steps.engine.model.events import Waiting
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Run, Site
from steps.engine.troubles import Trouble

FIRST, GROWTH, LONGEST = 5.0, 1.5, 30.0  # AWS seconds until the second try, and how the waits grow
USUAL = 1200.0  # seconds: the longest that AWS's own things hold on; on a fast clock the waits are stretched like it


def ask_until_let_go(
    site: Site, resource: Resource, handle: Handle, ask: Callable[[], str | None]
) -> Generator[float, None, str | None]:
    """`ask` AWS to delete it, and again while something holds on to it, which is named at the first refusal.

    Gives what `ask` gave at last. Raises Trouble with what still holds when it has not let go in time, and any refusal
    that does not pass.
    """
    from botocore.exceptions import ClientError

    started, holding, until_the_next = site.run.clock(), Holding(site.run), waits(site.run)
    while True:
        asked = site.run.clock()
        try:
            begun = ask()
        except ClientError as error:
            entry = transient(error, deleting=True)
            if entry is None:
                raise
            left = at_most(site.run, entry.seconds) - (asked - started)
            if entry is not SLOW_DOWN:
                holding.see(site.run.obstacles(site, resource, handle), left)
            if left < 0:
                raise still_held(resource, handle, holding.now) or error from error
            seconds = site.run.clock() - started
            site.run.tell(Waiting(resource=resource.name, state=entry.reason, seconds=seconds))
        else:
            holding.see([], 0.0)
            return begun
        yield next(until_the_next) * site.run.pace


def waits(run: Run) -> Iterator[float]:
    """Seconds of this machine's clock between one try and the next: a few dozen tries in all, however fast the cloud's is."""
    wait = FIRST
    while True:
        yield wait * at_most(run, USUAL) / USUAL
        wait = min(wait * GROWTH, LONGEST)


class Holding:
    """What holds on as it was last seen: each is told once, and once more when it has let go."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._since: dict[tuple[str, str], tuple[Obstacle, float]] = {}

    @property
    def now(self) -> list[Obstacle]:
        """All that have not let go."""
        return [obstacle for obstacle, _ in self._since.values()]

    def see(self, obstacles: list[Obstacle], left: float) -> None:
        """These hold on now; the run waits so many more seconds for them."""
        seen = {(each.resource, each.id): each for each in obstacles}
        for key in self._since.keys() - seen.keys():
            resource, id_ = key
            _, since = self._since.pop(key)
            self._run.tell(Cleared(resource=resource, id=id_, seconds=self._run.clock() - since))
        for key in seen.keys() - self._since.keys():
            self._since[key] = seen[key], self._run.clock()
            self._run.tell(replace(seen[key], patience=max(left, 0.0)))


def still_held(resource: Resource, handle: Handle, holding: list[Obstacle]) -> Trouble | None:
    """What to say of something that was not let go of in time; None where nobody knows what holds it."""
    if not holding:
        return None
    first = next((each for each in holding if not each.by_itself), holding[0])
    more = f", and {len(holding) - 1} more" if len(holding) > 1 else ""
    return Trouble(
        f"{resource.name} ({handle.id}) is left: {first.what}{more}.",
        why="AWS deletes nothing that something else holds on to.",
        cure=f"{first.cure} Then run the same command again, which deletes the rest.",
    )
