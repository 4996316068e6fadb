"""An AWS object as four verbs, and the graph that falls out of its fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_type_hints

from steps.appfile.apps import App

if TYPE_CHECKING:
    from steps.engine.model.events import Observed
    from steps.engine.model.site import Site

T = TypeVar("T")


class Milestone(Enum):
    """How far a neighbour must be before a node can start."""

    MADE = "made"
    READY = "ready"


WhenReady = Annotated[T, Milestone.READY]
"""Marks a field whose neighbour must be ready, and not only made, before this node starts."""


@dataclass(frozen=True)
class Handle:
    """An AWS object as it was seen: its id and ARN, the address people reach it at, and whether it is ours.

    `leaving` is true while AWS is still deleting it; `seen` is AWS's own description, for `differs`.
    """

    id: str
    arn: str = ""
    url: str = ""
    ours: bool = True
    leaving: bool = False
    seen: Any = field(default=None, compare=False, repr=False)


@dataclass_transform(frozen_default=True, eq_default=False)
@dataclass(frozen=True, eq=False)
class Node:
    """A point of the graph. Its fields are its neighbours; two nodes of one name are the same node.

    Every subclass becomes a frozen dataclass by itself.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(frozen=True, eq=False)(cls)

    @property
    def name(self) -> str:
        """The key within the deployment: the class in kebab case, then its texts and apps, joined by dots."""
        kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()
        values = (getattr(self, each.name) for each in fields(self))
        return ".".join([kind, *(_label(value) for value in values if isinstance(value, str | App))])

    @property
    def needs(self) -> dict["Node", Milestone]:
        """The neighbours, and how far each must be before this node can start."""
        marks = _milestones(type(self))
        found: dict[Node, Milestone] = {}
        for each in fields(self):
            milestone = marks.get(each.name, Milestone.MADE)
            for node in _nodes(getattr(self, each.name)):
                if found.get(node) is not Milestone.READY:
                    found[node] = milestone
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


class Resource(Node):
    """An AWS object that answers find, create, ready, delete and, where it can change in place, differs and update.

    Verbs make the fewest calls they can, never wait and never retry: order, polling, retry, adoption and
    recording belong to the builder. Any error of AWS's may pass through.
    """

    kind: ClassVar[str]  # AWS's own type name, such as AWS::EC2::VPC
    typical: ClassVar[float] = 2.0  # seconds until it is usually ready
    patience: ClassVar[float] = 300.0  # seconds until overdue is a failure
    every: ClassVar[float] = 3.0  # seconds between two looks
    repeatable: ClassVar[bool] = True  # AWS knows it by name, place or client token: asking twice makes one
    vanishes: ClassVar[bool] = False  # goes with what it belongs to: deleting it takes no call
    shareable: ClassVar[bool] = False  # one of that name that is not ours can be used in its place

    def find(self, site: "Site") -> Handle | None:
        """Look it up by name or tag; None when there is none. Needs no neighbour's id."""
        raise NotImplementedError

    def create(self, site: "Site") -> Handle:
        """Ask AWS for it and return at once."""
        raise NotImplementedError

    def ready(self, site: "Site", handle: Handle) -> Handle | str:  # noqa: ARG002  (the verbs' signature)
        """Return the handle when it can be used, else AWS's word for the state that it is in."""
        return handle

    def differs(self, site: "Site", handle: Handle) -> str:  # noqa: ARG002  (the verbs' signature)
        """Say what differs from the plan and can be changed in place; empty when nothing does."""
        return ""

    def update(self, site: "Site", handle: Handle) -> Handle:
        """Change in place what differs."""
        raise NotImplementedError

    def observe(self, site: "Site", handle: Handle) -> "Observed | None":  # noqa: ARG002  (the verbs' signature)
        """Say how it is inside, for whoever watches; nothing where there is nothing to watch."""
        return None

    def delete(self, site: "Site", handle: Handle) -> None:
        """Ask AWS to delete it and return at once; an error that says "not found" counts as done."""
        raise NotImplementedError


class Check(Node):
    """Something that must be true, looked at as soon as what it needs stands."""

    patience: ClassVar[float] = 60.0
    every: ClassVar[float] = 2.0

    def verify(self, site: "Site") -> str:
        """Say what was seen; NotYet while it may still come true, Trouble when it will not."""
        raise NotImplementedError


def _label(value: str | App) -> str:
    return value.name if isinstance(value, App) else value


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        yield from (item for item in value if isinstance(item, Node))


def _milestones(kind: type[Node]) -> dict[str, Milestone]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: mark
        for name, hint in hints.items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Milestone)
    }
