"""The graph that falls out of fields: what is a node, how far its neighbours must be, and an object as it was seen."""

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_type_hints

from steps.appfile.apps import App

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

    `leaving` is true while AWS is still deleting it; what is `lent` is somebody else's, and its user has named it; `seen` is
    AWS's own description, for `differs`. `born` is what AWS gave it beside a name that another one may have later: its
    RoleId, the time at which it was made. `tags` are as AWS shows them, in any service's form; None where it has none.
    """

    id: str
    arn: str = ""
    url: str = ""
    ours: bool = True
    leaving: bool = False
    lent: bool = False
    born: str = ""
    tags: Any = field(default=None, compare=False, repr=False)
    seen: Any = field(default=None, compare=False, repr=False)


@dataclass_transform(frozen_default=True, eq_default=False)
@dataclass(frozen=True, eq=False)
class Node:
    """A point of the graph. Its fields are its neighbours; two nodes of one name are the same node.

    Every subclass becomes a frozen dataclass by itself. Whoever renames one says what it was called `once`, in kebab
    case: what stands in AWS and in journals under that name is the same thing.
    """

    once: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(frozen=True, eq=False)(cls)

    @property
    def name(self) -> str:
        """The key within the deployment: the class in kebab case, then its texts and apps, joined by dots."""
        return self._key

    @functools.cached_property
    def _key(self) -> str:  # asked for whenever two nodes are compared
        values = (getattr(self, each.name) for each in fields(self))
        labels = (_label(value) for value in values if isinstance(value, str | App))
        return ".".join([_word(type(self).__name__), *labels])

    @property
    def formerly(self) -> tuple[str, ...]:
        """The keys that earlier versions had for it: the class as it was called `once`, and the rest."""
        _, dot, rest = self.name.partition(".")
        return tuple(f"{kind}{dot}{rest}" for kind in self.once)

    @property
    def held_by(self) -> Collection["Node"]:
        """What must be gone before it goes, beside everything that needs it."""
        return ()

    @property
    def may_lack(self) -> Collection["Node"]:
        """Of what it needs, that without which it can do, where its user wants it to stay away."""
        return ()

    @property
    def needs(self) -> dict["Node", Milestone]:
        """The neighbours, and how far each must be before this node can start."""
        marks = _milestones(type(self))  # type: ignore[arg-type]  # a class has its metaclass's hash
        found: dict[Node, Milestone] = {}
        for each in fields(self):
            milestone = marks.get(each.name, Milestone.MADE)
            for node in _nodes(getattr(self, each.name)):
                if found.get(node) is not Milestone.READY:
                    found[node] = milestone
        return found

    @property
    def serves(self) -> App | None:
        """The app that it is for; None for what all of them share."""
        return next(
            (value for each in fields(self) if isinstance(value := getattr(self, each.name), App)), None
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


def apps_of(keys: Iterable[str]) -> Iterator[str]:
    """The apps that these keys, read from tags, are named after, also by what a class was called `once`."""
    kinds = {
        kind
        for each in _classes(Node)
        if _is_named_after_an_app(each)
        for kind in (_word(each.__name__), *each.once)
    }
    for kind, _, rest in (key.partition(".") for key in keys):
        if kind in kinds:
            yield rest


@functools.cache
def _word(class_name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", class_name).lower()


def _classes(kind: type[Node]) -> Iterator[type[Node]]:
    for each in kind.__subclasses__():
        yield each
        yield from _classes(each)


def _is_named_after_an_app(kind: type[Node]) -> bool:
    """Whether the key is the class and an app, and nothing more."""
    parts = [hint for hint in (each.type for each in fields(kind)) if hint in {str, App}]
    return kind.name is Node.name and parts == [App]


def _label(value: str | App) -> str:
    return value.name if isinstance(value, App) else value


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        yield from (item for item in value if isinstance(item, Node))


@functools.cache
def _milestones(kind: type[Node]) -> Mapping[str, Milestone]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: mark
        for name, hint in hints.items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Milestone)
    }
