"""What is wanted: the settled answers and apps that a deployment is built from. Pure data."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import msgspec

from steps.appfile.apps import App

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Asked(Protocol[T_co]):
    """What tells of an answer: the key that it is kept under, and how text becomes it."""

    @property
    def key(self) -> str:
        """Under which the answer is kept."""

    @property
    def read(self) -> Callable[[str], T_co]:
        """Turns text into an answer."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One deployment as it is meant to be; the graph of its resources is a pure function of this."""

    deployment: str
    target: str
    account: str
    region: str
    partition: str = "aws"
    apps: tuple[App, ...] = ()
    images: dict[str, str] = {}  # app name → image tag, derived from the content of its folder
    tags: dict[str, str] = msgspec.field(default_factory=lambda: {"Environment": "Demo"})
    answers: dict[str, Any] = {}

    def answer(self, question: Asked[T]) -> T:
        """The settled answer; a KeyError here is a question that was never asked."""
        value: T = self.answers[question.key]
        return value

    @property
    def public_apps(self) -> tuple[App, ...]:
        """The apps that stand behind the load balancer."""
        return tuple(app for app in self.apps if app.public)

    @property
    def private_apps(self) -> tuple[App, ...]:
        """The apps that other apps find by name."""
        return tuple(app for app in self.apps if not app.public)
