"""A deployment that is open: what it is, where it is, what is remembered of it, and what is wanted now.

What can be done to it is beside this: `settle`, `drift`, `attach`, `up`, `down`, `watch`.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec.structs import replace

from steps.engine.build.builder import Building
from steps.engine.build.strangers import Stranger
from steps.engine.cloud.caller import identify_caller
from steps.engine.cloud.clients import Aws
from steps.engine.memory.deployment import Deployment
from steps.engine.memory.journal import Damaged
from steps.engine.memory.progress import Progress, Standing
from steps.engine.memory.record import Record
from steps.engine.model.events import AnyEvent, Began
from steps.engine.model.holder import Holder
from steps.engine.model.obstacle import Obstacle
from steps.engine.model.plan import EDITION, Plan
from steps.engine.model.resource import Handle, Node, Resource
from steps.engine.model.site import Facts, Run, Site
from steps.engine.model.step import Question, Step
from steps.engine.troubles import Trouble


class Remains(Protocol):
    """What knows of a deployment without today's book: by kinds, ids and tags."""

    def of_earlier_versions(self, progress: Progress, known: Collection[Node]) -> Sequence[Resource]:
        """What is recorded as ours and none of these nodes stands for."""

    def by_record(self, progress: Progress, nodes: Collection[Node]) -> Sequence[Resource]:
        """These nodes as the journal knows them, by id."""

    def everything_of(self, run: Run, progress: Progress) -> list[Standing]:
        """All that AWS and the journal tell of this deployment, each once. Any error of AWS's may pass through."""

    def strangers(self, run: Run, records: Collection[Standing]) -> list[Stranger]:
        """What somebody else has inside any of these. Any error of AWS's may pass through."""

    def twins(self, records: list[Standing]) -> dict[str, list[str]]:
        """The ids of what is there more than once under one key of ours, by key."""

    def obstacles(self, site: Site, resource: Resource, handle: Handle) -> list[Obstacle]:
        """What holds on to this, which AWS refuses to delete; nothing where AWS does not tell."""

    def of_stranger(self, name: str, stranger: Stranger) -> Obstacle:
        """Somebody else's thing as what holds on to the resource of this name."""

    def by_kinds(self, progress: Progress, records: Collection[Standing]) -> Sequence[Resource]:
        """What these records tell of, in an order in which it can go."""


@dataclass
class Work:
    """One deployment being worked on: hold its lock (`deployment.locked()`) while using this, unless it is only for `reading`.

    `book` is the steps in written order; `remains` knows what is there without the book.
    `target` is the word for where it is built (sandbox or aws), `hear` gets every event, on any thread. `plan` is what is
    wanted as it is settled now; a run that has begun keeps its own.
    Raises Trouble when the deployment belongs to another account or region.
    """

    deployment: Deployment
    book: Sequence[Step]
    target: str
    aws: Aws
    hear: Callable[[AnyEvent], None]
    stop: threading.Event = field(default_factory=threading.Event)
    remains: Remains = field(kw_only=True)
    reading: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        self.record = Record(self.deployment.journal, self.hear, reading=self.reading)
        self.aws.hear, self.aws.stop = self.record.tell, self.stop
        identity = identify_caller(self.aws)
        self.account, self.identity = identity["Account"], identity["Arn"]
        self._check_pinned()
        if self.aws.login:
            self.aws.login.refuse = self._refuse
        self.plan = self.record.progress.plan or self.new_plan()
        self.building: tuple[Building, Run, Step | None] | None = None
        """What is under way now, the latest run that it builds, and the step up to which."""
        self.displaced: Holder | None = (
            None  # whose place the next run takes, because its user says that that one is dead
        )
        self._settling = threading.Lock()
        self._facts, self._reported = Facts(), set[str]()

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Every question of the book, in order."""
        return tuple(question for step in self.book for question in step.questions)

    @property
    def pace(self) -> float:
        """How much faster than AWS the cloud's clock runs."""
        return self.new_run().pace

    def new_plan(self) -> Plan:
        """The plan of which nothing is known but where it is."""
        return Plan(
            deployment=self.deployment.name,
            target=self.target,
            account=self.account,
            region=self.aws.region,
            partition=self.identity.split(":")[1],
            edition=EDITION,
        )

    def new_run(self, plan: Plan | None = None) -> Run:
        """A run of this plan, or of what is settled now; what was reported and what never changes is known to it."""
        return Run(
            plan or self.plan,
            self.aws,
            self.record.tell,
            self.deployment.folder,
            self.stop,
            frozenset(key for each in self.record.progress.plans for key in each.tags),
            facts=self._facts,
            conceal=self.record.conceal,
            reported=self._reported,
            allows=tuple(action for step in self.book for action in step.allows),
            obstacles=self.remains.obstacles,
        )

    def want(self, answers: dict[str, Any], **changes: Any) -> Plan:
        """Put these answers, and these other fields of the plan, into what is settled; from any thread."""
        with self._settling:
            self.plan = replace(self.plan, answers={**self.plan.answers, **answers}, **changes)
            return self.plan

    def _refuse(self, credentials: Any) -> str:
        """Why a new login will not do: AWS does not take it, or it is of another account."""
        account, why = self.aws.ask_who(credentials)
        if account and account != self.account:
            name = self.deployment.name
            return f"That login is for account {account}, and {name} is in account {self.account}."
        return why

    def _check_pinned(self) -> None:
        """A deployment belongs to one account and one region for ever."""
        places, name = self.record.progress.places, self.deployment.name
        if len(places) > 1 or any(place[0] != name for place in places):
            raise Damaged(
                f"The journal of {name} names more than one deployment or place: "
                f"{'; '.join(' '.join(place) for place in sorted(places))}.",
                self.deployment.folder,
                mendable=False,
            )
        check_place(name, self.record.progress.began, self.account, self.aws.region)


def check_place(name: str, began: Began | None, account: str, region: str) -> None:
    """A deployment belongs to one account and one region for ever. Raises Trouble in any other."""
    if began and (began.account, began.region) != (account, region):
        raise Trouble(
            f"{name} belongs to account {began.account} in {began.region}, "
            f"but you are in account {account} in {region}.",
            why="Going on here would build it twice or miss what is there.",
            cure="Log in to that account (`--profile`) and leave `--region` out, or choose another name.",
        )
