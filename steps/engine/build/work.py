"""A deployment that is open: what it is, where it is, what is remembered of it, and what is wanted now.

What can be done to it is beside this: `settle`, `drift`, `attach`, `up`, `down`, `watch`.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from steps.engine.build.builder import Building
from steps.engine.cloud.clients import Aws
from steps.engine.memory.deployment import Deployment
from steps.engine.memory.progress import Progress
from steps.engine.memory.record import Record
from steps.engine.model.events import AnyEvent
from steps.engine.model.plan import EDITION, Plan
from steps.engine.model.resource import Node, Resource
from steps.engine.model.site import Run, Survey
from steps.engine.model.step import Question, Step
from steps.engine.troubles import Trouble


@dataclass
class Work:
    """One deployment being worked on: hold its lock (`deployment.locked()`) while using this.

    `book` is the steps in written order; `remnants` finds what is recorded and in none of the nodes that it is given.
    `target` the word for where it is built (sandbox or aws), `hear` gets
    every event, on any thread. `plan` is what is wanted as it is settled now; a run that has begun keeps its own.
    Raises Trouble when the deployment belongs to another account or region.
    """

    deployment: Deployment
    book: Sequence[Step]
    target: str
    aws: Aws
    hear: Callable[[AnyEvent], None]
    stop: threading.Event = field(default_factory=threading.Event)
    remnants: Callable[[Progress, Collection[Node]], Sequence[Resource]] = field(kw_only=True)

    def __post_init__(self) -> None:
        self.record = Record(self.deployment.journal, self.hear)
        self.aws.hear, self.aws.stop = self.record.tell, self.stop
        identity = self.aws.sts.get_caller_identity()
        self.account, self.identity = identity["Account"], identity["Arn"]
        self._check_pinned()
        self.plan = self.record.progress.plan or Plan(
            deployment=self.deployment.name,
            target=self.target,
            account=self.account,
            region=self.aws.region,
            partition=self.identity.split(":")[1],
            edition=EDITION,
        )
        self.building: tuple[Building, Run] | None = None  # under way now, and the run that it began with
        self._settling = threading.Lock()
        self._facts, self._reported = Survey(), set[str]()

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Every question of the book, in order."""
        return tuple(question for step in self.book for question in step.questions)

    @property
    def pace(self) -> float:
        """How much faster than AWS the cloud's clock runs."""
        return self.new_run().pace

    def new_run(self, plan: Plan | None = None) -> Run:
        """A run of this plan, or of what is settled now; what was reported and what never changes is known to it."""
        return Run(
            plan or self.plan,
            self.aws,
            self.record.tell,
            self.deployment.folder,
            self.stop,
            facts=self._facts,
            conceal=self.record.conceal,
            reported=self._reported,
        )

    def want(self, answers: dict[str, Any], **changes: Any) -> Plan:
        """Put these answers, and these other fields of the plan, into what is settled; from any thread."""
        with self._settling:
            self.plan = replace(self.plan, answers={**self.plan.answers, **answers}, **changes)
            return self.plan

    def _check_pinned(self) -> None:
        """A deployment belongs to one account and one region for ever."""
        began = self.record.progress.began
        if began and (began.account, began.region) != (self.account, self.aws.region):
            raise Trouble(
                f"{self.deployment.name} belongs to account {began.account} in {began.region}, "
                f"but you are in account {self.account} in {self.aws.region}.",
                why="Going on here would build it twice or miss what is there.",
                cure="Log in to that account (`--profile`) and leave `--region` out, or choose another name.",
            )
