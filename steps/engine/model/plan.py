"""What is wanted: the settled answers and apps that a deployment is built from. Pure data."""

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from steps.appfile.apps import App

if TYPE_CHECKING:
    from steps.engine.model.step import Question

T = TypeVar("T")


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

    def answer(self, question: "Question[T]") -> T:
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
