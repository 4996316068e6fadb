"""An AWS object as four verbs, and something that must be true; with what a page needs of the graph to declare them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from steps.engine.model.charge import Charge
from steps.engine.model.events import Observed
from steps.engine.model.graph import Handle, Milestone, Node, WhenReady
from steps.engine.model.position import Position
from steps.engine.model.site import Findable, Site
from steps.engine.troubles import NotYet, Trouble

__all__ = ["Check", "Handle", "Milestone", "Node", "Resource", "Tagging", "WhenReady"]


@dataclass(frozen=True)
class Tagging:
    """How AWS is asked to put tags on something that stands, and to take some off by their keys."""

    put: Callable[[Site, Handle, Mapping[str, str]], Any]
    take: Callable[[Site, Handle, Collection[str]], Any]


class Resource(Findable):
    """An AWS object that answers find, create, ready, delete and, where it can change in place, differs and update.

    Verbs make the fewest calls they can, never wait and never retry: order, polling, retry, adoption and
    recording belong to the builder. Any error of AWS's may pass through.
    """

    kind: ClassVar[str]  # AWS's own type name, such as AWS::EC2::VPC
    typical: ClassVar[float] = 2.0  # seconds until it is usually ready
    typical_deletion: ClassVar[float] = 2.0  # seconds until it is usually gone
    patience: ClassVar[float] = 300.0  # seconds until overdue is a failure
    every: ClassVar[float] = 3.0  # seconds between two looks
    repeatable: ClassVar[bool] = True  # AWS knows it by name, place or client token: asking twice makes one
    vanishes: ClassVar[bool] = False  # goes with what it belongs to: deleting it takes no call
    shareable: ClassVar[bool] = False  # one of that name that is not ours can be used in its place
    tagging: ClassVar[Tagging | None] = None  # how its tags are changed; None where it has none
    hopeless: ClassVar[
        Mapping[str, str]
    ] = {}  # AWS's states that never become ready, and what to do about each
    lasting: ClassVar[bool] = False  # it is the account's, whoever made it, and always stays

    def create(self, site: Site) -> Handle:
        """Ask AWS for it and return at once."""
        raise NotImplementedError

    def ready(self, site: Site, handle: Handle) -> Handle | str:  # noqa: ARG002  (the verbs' signature)
        """Return the handle when it can be used, else AWS's word for the state that it is in."""
        return handle

    def differs(self, site: Site, handle: Handle) -> str:  # noqa: ARG002  (the verbs' signature)
        """Say what differs from the plan and can be changed in place; empty when nothing does."""
        return ""

    def update(self, site: Site, handle: Handle) -> Handle:
        """Change in place what differs."""
        raise NotImplementedError

    def observe(self, site: Site, handle: Handle) -> Observed | None:  # noqa: ARG002  (the verbs' signature)
        """Say how it is inside, for whoever watches; nothing where there is nothing to watch."""
        return None

    @property
    def has_tasks(self) -> bool:
        """Whether there is something to watch inside it: the tasks of a service."""
        return type(self).observe is not Resource.observe

    @property
    def position(self) -> Position | None:
        """Where it stands in the picture of the platform; most have no place of their own there."""
        return None

    def charges(self) -> tuple[Charge, ...]:
        """What AWS bills for it as long as it stands; nothing for most."""
        return ()

    def delete(self, site: Site, handle: Handle) -> str | None:
        """Ask AWS to delete it and return at once; an error that says "not found" counts as done.

        Where the call only begins something that can be asked how it goes, it gives its id.
        """
        raise NotImplementedError

    def check_deletion(self, site: Site, begun: str) -> None:
        """Raise Trouble where what `delete` has begun cannot come to its end; asked while it is still there."""


class Check(Node):
    """Something that must be true, looked at as soon as what it needs stands."""

    patience: ClassVar[float] = 60.0
    every: ClassVar[float] = 2.0

    def verify(self, site: Site) -> str:
        """Say what was seen; NotYet while it may still come true, Trouble when it will not."""
        raise NotImplementedError

    def overdue(self, site: Site, not_yet: NotYet) -> Trouble:  # noqa: ARG002  (the verbs' signature)
        """What to tell when it has not come true in time, of what was seen last."""
        return Trouble(f"{not_yet}", why=f"It did not change for {self.patience:.0f} seconds.")
