"""What is wanted: the settled answers and apps that a deployment is built from. Pure data."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from steps.appfile.apps import App
from steps.appfile.sealed import seal

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Unasked(Enum):
    """Stands for the answer that there is not."""

    UNASKED = "unasked"


class Keyed(Protocol[T_co]):
    """What tells of an answer: the key that it is kept under, and how text becomes it."""

    @property
    def key(self) -> str:
        """Under which the answer is kept."""

    @property
    def before(self) -> T_co | Unasked:
        """What held before the question existed."""

    @property
    def read(self) -> Callable[[str], T_co]:
        """Turns text into an answer."""


EDITION = 2
"""How this version builds; 1 is how version 0.1 did, which knew no endpoint policies and the like."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One deployment as it is meant to be; the graph of its resources is a pure function of this.

    `edition` is the version's way of building: what an earlier one did not make is no drift, and is made by `up`.
    """

    deployment: str
    target: str
    account: str
    region: str
    partition: str = "aws"
    apps: tuple[App, ...] = ()
    images: dict[str, str] = {}  # app name → image tag, derived from the content of its folder
    tags: dict[str, str] = msgspec.field(default_factory=lambda: {"Environment": "Demo"})
    answers: dict[str, Any] = {}
    edition: int = 1

    def answer(self, question: Keyed[T]) -> T:
        """The settled answer; in a plan that is older than the question, what held before.

        A KeyError here is a question that was never asked.
        """
        if question.key not in self.answers and not isinstance(question.before, Unasked):
            return question.before
        value: T = self.answers[question.key]
        return value

    def seal(self, app: App) -> App:
        """The app as it stands in this deployment, without its environment's values."""
        salt = f"{self.account} {self.region} {self.deployment} {app.name}"
        return seal(app.settled(str(self.answers.get("namespace", ""))), salt)

    @property
    def sealed(self) -> "Plan":
        """The plan as it may be written down."""
        return replace(self, apps=tuple(self.seal(app) for app in self.apps))

    @property
    def secrets(self) -> frozenset[str]:
        """The values of the apps' environments that are known here, but for what the plan itself says, as its region."""
        settled = [app.settled(str(self.answers.get("namespace", ""))) for app in self.apps]
        told = msgspec.json.encode(self.sealed).decode()
        values = {value for app in (*self.apps, *settled) for value in app.environment.values()}
        return frozenset(value for value in values if value and value not in told)

    @property
    def public_apps(self) -> tuple[App, ...]:
        """The apps that stand behind the load balancer."""
        return tuple(app for app in self.apps if app.public)

    @property
    def private_apps(self) -> tuple[App, ...]:
        """The apps that other apps find by name."""
        return tuple(app for app in self.apps if not app.public)
