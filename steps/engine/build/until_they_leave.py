"""Waits for somebody else's things to leave ours, tells of each once, and deletes what they have let go of."""

from collections.abc import Callable, Collection

from steps.engine.build import builder
from steps.engine.build.let_go import Holding, waits
from steps.engine.build.strangers import Stranger, held, tell
from steps.engine.model.graph import Node
from steps.engine.model.obstacle import Obstacle
from steps.engine.model.resource import Resource
from steps.engine.model.site import Run

PATIENCE = 600.0  # AWS seconds: time for somebody to take away what is theirs


class WaitForGuests:
    """What of ours is `staying` because of these `guests`, as it was last seen; `describe` makes an obstacle of one of them."""

    def __init__(
        self,
        run: Run,
        staying: Collection[Node],
        guests: Collection[Stranger],
        describe: Callable[[str, Stranger], Obstacle],
    ) -> None:
        self.staying, self.guests = set(staying), list(guests)
        self._run, self._describe, self._holding = run, describe, Holding(run)
        self._deadline = run.clock() + PATIENCE / run.pace
        self._tell()

    def see_out(self, look: Callable[[], list[Stranger] | None], recorded: Collection[str]) -> bool:
        """`look` who is still there until nobody is, or for as long as the patience lasts, and delete what is free.

        True when all that was free is gone. Who stays is told of as a failure in the end.
        """
        done, stop = True, self._run.stop
        for wait in waits(self._run) if self.guests else ():
            found = look()
            if found is None:
                return False
            self.guests = found
            free = self.staying - held(self.staying, self._run.handles, found)
            self.staying -= free
            self._tell()
            done = (not free or builder.tear_down(self._run, free, recorded)) and done
            if not found or self._left <= 0 or stop.wait(min(wait, self._left)):
                break
        if not stop.is_set():
            tell(self._run, self.guests)
        return done

    @property
    def _left(self) -> float:
        return self._deadline - self._run.clock()

    def _tell(self) -> None:
        self._holding.see([self._describe(self._held_by(each), each) for each in self.guests], self._left)

    def _held_by(self, guest: Stranger) -> str:
        """The name of what is ours and that it is in."""
        found = (
            node.name
            for node in self.staying
            if (handle := self._run.handles.get(node)) and guest.inside in (handle.id, handle.arn)
            if isinstance(node, Resource) and not node.vanishes
        )
        return min(found, default=guest.inside)
