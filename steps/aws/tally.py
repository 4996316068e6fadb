"""What a deployment has cost so far: from the times at which AWS made and deleted things, and the price list."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from steps.aws.prices import cost_of
from steps.engine.memory.readable import readable
from steps.engine.model.charge import Charge
from steps.engine.model.events import (
    Adopted,
    AnyEvent,
    Created,
    Deleted,
    Drifted,
    Planned,
)
from steps.engine.model.plan import Plan
from steps.engine.model.step import Step

Charges = tuple[Charge, ...]


@dataclass
class Tally:
    """Feed it what happened with `take`, oldest first; everything counts from when it was made until it was deleted.

    AWS bills while nobody looks and while the lid is closed: only the times of events count. A service's tasks count as
    many as were wanted; what was found is counted from when it was found.
    """

    book: Sequence[Step]
    _region: str = ""
    _charges: dict[str, Charges] = field(default_factory=dict)  # as the latest plan has them, by resource
    _standing: dict[str, tuple[float, Charges]] = field(default_factory=dict)  # since when, in epoch seconds
    _over: float = 0.0  # US dollars of what has ended

    def take(self, event: AnyEvent) -> None:
        """One more event."""
        match event:
            case Planned(plan=plan, at=at):
                self._price(plan, at)
            case Created(resource=name, at=at) | Adopted(resource=name, at=at, ours=True):
                self._standing.setdefault(name, (at, self._charges.get(name, ())))
            case Deleted(resource=name, at=at) | Drifted(resource=name, missing=True, at=at):
                self._end(name, at)
            case _:
                pass

    def spent(self, now: float) -> float:
        """US dollars until `now`, in epoch seconds."""
        return self._over + sum(
            self._cost(charges, now - since) for since, charges in self._standing.values()
        )

    def _price(self, plan: Plan, at: float) -> None:
        """From now on what this plan says is charged; what it says otherwise than before is another thing from here on."""
        if not readable(self.book, [plan]):
            return
        self._region = plan.region
        charges = {node.name: node.charges() for step in self.book for node in step.resources(plan)}
        self._charges |= charges
        for name, (_, before) in list(self._standing.items()):
            if name in charges and charges[name] != before:
                self._end(name, at)
                self._standing[name] = (at, charges[name])

    def _end(self, name: str, at: float) -> None:
        if name in self._standing:
            since, charges = self._standing.pop(name)
            self._over += self._cost(charges, at - since)

    def _cost(self, charges: Charges, seconds: float) -> float:
        return cost_of(charges, self._region).spent(max(seconds, 0.0)) if charges else 0.0
