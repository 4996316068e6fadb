"""What is done to a deployment: settle what is wanted, build it, attach to it, see its drift, take it down."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from steps.appfile.apps import BUNDLED, App, load, load_again
from steps.appfile.context import read_context
from steps.engine.build import builder
from steps.engine.build.attach import look_at, recall
from steps.engine.build.drift import find_drift
from steps.engine.build.wanted import Wanted, everything, sort_out, without_taken
from steps.engine.cloud.clients import Aws
from steps.engine.cloud.login import EVERY, Wait
from steps.engine.memory.deployment import Deployment
from steps.engine.memory.progress import TAKEN
from steps.engine.memory.record import Record
from steps.engine.model.events import Answered, AnyEvent, Began, Ended, Planned
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, Node
from steps.engine.model.site import Run
from steps.engine.model.step import Question, Step
from steps.engine.troubles import BadInput, Trouble

MOST_TASKS = 50  # of one app: more is no longer a first platform


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    FAILED = "failed"
    LEFT = "left"  # a teardown that left something behind
    STOPPED = "stopped"


@dataclass
class Work:
    """One deployment being worked on: hold its lock (`deployment.locked()`) while using this.

    `book` is the steps in written order, `target` the word for where it is built (sandbox or aws), `hear` gets
    every event, on any thread.
    """

    deployment: Deployment
    book: Sequence[Step]
    target: str
    aws: Aws
    hear: Callable[[AnyEvent], None]
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.record = Record(self.deployment.journal, self.hear)
        self.aws.hear, self.aws.stop = self.record.tell, self.stop
        identity = self.aws.sts.get_caller_identity()
        self.account, self.identity = identity["Account"], identity["Arn"]
        self._check_pinned()
        plan = self.record.progress.plan or Plan(
            deployment=self.deployment.name,
            target=self.target,
            account=self.account,
            region=self.aws.region,
            partition=self.identity.split(":")[1],
        )
        self._building: builder.Building | None = None
        self.run = Run(plan, self.aws, self.record.tell, self.deployment.folder, stop=self.stop)

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Every question of the book, in order."""
        return tuple(question for step in self.book for question in step.questions)

    def apps(self, otherwise: Path = BUNDLED) -> tuple[App, ...]:
        """The apps of the latest plan as their folder is now, else those in this folder. Raises AppError."""
        plan = self.record.progress.plan
        return load_again(plan.apps) if plan and plan.apps else load(otherwise)

    def answer(self, question: Question[Any], value: Any) -> None:
        """Take this answer from now on. Raises BadInput when it cannot be used here."""
        question.check(value, self.run)
        if self.record.progress.answers.get(question.key) != value:
            self.record.tell(Answered(question=question.key, value=value))
        self._know(question, value)

    def settle(
        self, apps: tuple[App, ...], given: Mapping[str, Any] = {}, tags: Mapping[str, str] | None = None
    ) -> Plan:
        """Answer every question, from `given`, else as before, else by its default, and return the plan.

        Raises BadInput for an answer that cannot be used and for one to a question that nobody asks.
        """
        if unknown := given.keys() - {question.key for question in self.questions}:
            known = ", ".join(question.key for question in self.questions)
            raise BadInput(
                f"Nobody asks “{', '.join(sorted(unknown))}”.", cure=f"The questions are: {known}."
            )
        apps = tuple(self._with_count(app) for app in apps)
        self.run.plan = replace(
            self.run.plan,
            apps=apps,
            images={app.name: self._image_tag(app) for app in apps},
            tags=self.run.plan.tags if tags is None else dict(tags),
        )
        checked: list[tuple[Question[Any], Any]] = []
        for question in self.questions:
            value = given[question.key] if question.key in given else self._known_answer(question)
            question.check(value, self.run)
            self._know(question, value)
            checked.append((question, value))
        for question, value in checked:  # nothing is recorded before all of it can be used
            if self.record.progress.answers.get(question.key) != value:
                self.record.tell(Answered(question=question.key, value=value))
        return self.run.plan

    def scaled(self, apps: tuple[App, ...], name: str, count: int) -> tuple[App, ...]:
        """These apps with another number of tasks for one of them, remembered until app.toml changes its own.

        Raises BadInput for an unknown app or an impossible number.
        """
        app = next((app for app in apps if app.name == name), None)
        if app is None:
            raise BadInput(
                f"There is no app “{name}”.", cure=f"The apps are: {', '.join(each.name for each in apps)}."
            )
        if not 0 <= count <= MOST_TASKS:
            raise BadInput(
                f"{count} tasks are not possible here.", cure=f"Give a number from 0 to {MOST_TASKS}."
            )
        _, declared = self.record.progress.answers.get(f"count.{name}", (count, app.count))
        self.record.tell(Answered(question=f"count.{name}", value=[count, declared]))
        return tuple(replace(each, count=count) if each is app else each for each in apps)

    def attach(self, read_plan: Callable[[Run], Plan], apps: tuple[App, ...]) -> Outcome:
        """Write down what AWS shows of this deployment, as if it had been built here.

        `read_plan` reads its apps; `apps` are those of this machine. Done when all of it stands, stopped when some of
        it is still to be built. Raises Trouble when AWS shows nothing of it; any error of AWS's may pass through.
        """
        found = recall(self.run, self.book, read_plan)
        if not any(self.run.handles[node].ours for node in found):
            raise Trouble(
                f"AWS shows nothing of “{self.deployment.name}” in account {self.account}, {self.aws.region}.",
                cure="Look for it with `fargate-wizard list --all --region R`, perhaps in another region or account.",
            )
        wanted = [node for step in self.book if not step.optional for node in step.resources(self.run.plan)]
        complete = all(node in found for node in wanted)

        def all_of_it() -> bool:
            look_at(self.run, found)
            return builder.meet(self.run, found) and complete

        for key, value in self.run.plan.answers.items():
            self.record.tell(Answered(question=key, value=value))
        self._remember_counts(apps)
        return self._perform("attach", all_of_it, Outcome.STOPPED)

    def drift(self) -> dict[str, str]:
        """Look in AWS for what is no longer as this deployment left it, and tell; what is taken as it is left out.

        Any error of AWS's may pass through.
        """
        progress, wanted = self.record.progress, self.run.plan
        self.run.plan = progress.plan or wanted
        latest = {
            node.name: node for plan in progress.plans for step in self.book for node in step.resources(plan)
        }
        nodes = [node for name, node in latest.items() if name in progress.recorded]
        try:
            look_at(self.run, nodes)
            for event in list(find_drift(self.run, nodes, progress)):
                if event.what != progress.node(event.resource).drift:
                    self.record.tell(event)
        finally:
            self.run.plan = wanted
        return {name: what for name, what in progress.drifted.items() if progress.taken.get(name) != what}

    def take_drift(self, drift: Mapping[str, str]) -> None:
        """Take these, by name and what `drift` said of them, as they are from now on."""
        for name, what in drift.items():
            self.record.tell(Answered(question=f"{TAKEN}{name}", value=what))

    def undo_drift(self) -> None:
        """Take nothing as it is: the next build makes all of it again."""
        self.take_drift(dict.fromkeys(self.record.progress.taken, ""))

    def build(self, until: Step | None = None) -> Outcome:
        """Build every step up to `until`, or the whole book but its optional steps; retire what is no longer wanted."""
        wanted, optional, dropped = self._sorted(until)
        first = [node for node in wanted if isinstance(node, Check) and not node.needs]

        def all_of_it() -> bool:
            if not builder.survey(self.run, {*wanted, *optional, *dropped}):
                return False
            if not (self._retire(optional) and builder.build(self.run, first)):
                return False
            self._building = builder.Building(self.run, self._without_taken(wanted))
            try:
                return self._building.finish() and self._retire(dropped)
            finally:
                self._building = None

        return self._perform("build", all_of_it, Outcome.FAILED)

    def extend(self, until: Step) -> bool:
        """Let the build under way go on up to this step, from another thread; False when none is under way.

        What is slow and was begun before, such as a load balancer, goes on beside it.
        """
        building = self._building
        if building is None:
            return False
        wanted, optional, _ = self._sorted(until)
        self.record.tell(Planned(plan=self.run.plan))
        new = [node for node in wanted if node not in self.run.handles]
        if not (builder.survey(self.run, new) and self._retire(optional)):
            return False
        building.add(self._without_taken(wanted))
        return building is self._building

    def tear_down(self) -> Outcome:
        """Delete everything of every plan that this deployment ever had; what it did not make is kept."""
        nodes = everything(self.book, self.record.progress.plans)

        def all_of_it() -> bool:
            return builder.survey(self.run, nodes) and builder.tear_down(
                self.run, nodes, self.record.progress.recorded
            )

        return self._perform("teardown", all_of_it, Outcome.LEFT)

    def _perform(self, verb: str, work: Callable[[], bool], otherwise: Outcome) -> Outcome:
        started = time.monotonic()
        self.record.tell(
            Began(
                verb=verb,
                deployment=self.deployment.name,
                target=self.target,
                account=self.account,
                region=self.aws.region,
                endpoint=self.aws.endpoint,
                identity=self.identity,
            )
        )
        if verb != "teardown":
            self.record.tell(Planned(plan=self.run.plan))
        self._remember_requests()
        self.run.handles.clear()
        with self._staying_logged_in():
            done = work()
        outcome = Outcome.DONE if done else Outcome.STOPPED if self.stop.is_set() else otherwise
        self.record.tell(Ended(verb=verb, outcome=outcome, seconds=time.monotonic() - started))
        return outcome

    @contextlib.contextmanager
    def _staying_logged_in(self) -> Iterator[None]:
        """A login that ends meanwhile pauses the run and not more; a new one must be of the same account."""
        login = self.aws.login
        if login is None:
            yield
            return
        login.wait = Wait(self.record.tell, self.stop, self._refuse_login, EVERY / self.run.pace)
        try:
            yield
        finally:
            login.wait = None

    def _refuse_login(self, credentials: Any) -> str:
        account, why = self.aws.ask_who(credentials)
        if account and account != self.account:
            return f"That login is for account {account}, and {self.deployment.name} is in account {self.account}."
        return why

    def _image_tag(self, app: App) -> str:
        """Made from the content of its folder; where that is not here, what AWS showed."""
        return read_context(Path(app.folder)).tag if app.folder else self.run.plan.images[app.name]

    def _remember_counts(self, apps: tuple[App, ...]) -> None:
        """Where another number of tasks runs than app.toml says, somebody has scaled it."""
        declared = {app.name: app.count for app in apps}
        for app in self.run.plan.apps:
            if declared.get(app.name, app.count) != app.count:
                self.record.tell(
                    Answered(question=f"count.{app.name}", value=[app.count, declared[app.name]])
                )

    def _with_count(self, app: App) -> App:
        """The number of tasks that `scaled` set, as long as app.toml still says what it said then."""
        count, declared = self.record.progress.answers.get(f"count.{app.name}", (app.count, app.count))
        return replace(app, count=count) if app.count == declared else app

    def _retire(self, nodes: Iterable[Node]) -> bool:
        recorded = self.record.progress.recorded
        return builder.tear_down(self.run, [node for node in nodes if node.name in recorded], recorded)

    def _sorted(self, until: Step | None) -> Wanted:
        return sort_out(self.book, self.run.plan, self.record.progress.plans, until)

    def _without_taken(self, nodes: list[Node]) -> list[Node]:
        return without_taken(self.run, nodes, self.record.progress.taken)

    def _remember_requests(self) -> None:
        """A client token is used again until its call had an outcome, and never after."""
        nodes = self.record.progress.nodes
        self.run.tokens = {name: node.token for name, node in nodes.items() if node.token}
        self.run.asked = {name: node.asked for name, node in nodes.items() if node.asked}

    def _known_answer(self, question: Question[Any]) -> Any:
        answers = self.record.progress.answers
        return answers[question.key] if question.key in answers else question.default(self.run)

    def _know(self, question: Question[Any], value: Any) -> None:
        answers = {**self.run.plan.answers, question.key: value}
        self.run.plan = replace(self.run.plan, answers=answers)

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
