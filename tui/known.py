"""The deployments of this machine, as the first page tells of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content

from steps.aws.prices import cost
from steps.engine.memory.deployment import Deployment, known_deployments
from steps.engine.memory.lost import last_heard, lost_events
from steps.engine.memory.progress import Progress
from steps.engine.memory.status import is_gone, is_never_begun
from steps.engine.model.events import Verb
from steps.engine.model.step import Step
from steps.engine.troubles import Trouble
from steps.target.practice_lost import is_lost
from steps.target.target import TargetKind
from tui.sight import to_read
from tui.widgets.text import MUTED
from tui.wording import ago

DAY = 86_400.0  # seconds after which what stands and is billed is a thing to be reminded of


@dataclass(frozen=True)
class Known:
    """A deployment that this machine remembers; without a plan nothing was ever settled.

    `lost` says that its practice cloud was stopped, and all that stood in it is gone.
    """

    name: str
    progress: Progress
    lost: bool = False
    damaged: bool = False  # its journal cannot be read

    @property
    def latest(self) -> float:
        """When something happened to it last."""
        return last_heard(self.progress)

    @property
    def practice(self) -> bool:
        """Whether it is in the practice cloud."""
        return bool(self.progress.began and self.progress.began.target == TargetKind.SANDBOX)

    @property
    def gone(self) -> bool:
        """Whether it was taken down and nothing of it is left."""
        return is_gone(self.progress)

    @property
    def never_begun(self) -> bool:
        """Whether it was only opened: some questions may be answered, and AWS was asked for nothing."""
        return not self.damaged and is_never_begun(self.progress)

    def price(self, book: Sequence[Step]) -> str:
        """What stands of it costs, in words."""
        plan = self.progress.plan
        if self.practice or plan is None:
            return "nothing is billed"
        return cost(book, plan, self.progress.recorded_kinds).words

    def reminder(self, book: Sequence[Step], now: float) -> str:
        """What it has come to, of one that stands, and is billed, for more than a day; else nothing."""
        plan, began = self.progress.plan, self.progress.life_began
        if self.practice or plan is None or not self.progress.recorded or now - began < DAY:
            return ""
        spent = cost(book, plan, self.progress.recorded_kinds).spent(now - began)
        return f"Begun {ago(now - began)}, about ${spent:.2f} so far. Nobody needs it? d takes it down."

    def describe(self, book: Sequence[Step], now: float) -> Content:
        """Its name and place, how far it is, and what it costs."""
        if self.damaged:
            words = f"\nIts journal cannot be read: fargate-wizard status {self.name} says what to do"
            return Content.assemble((self.name, "bold"), (words, "$warning"))
        plan = self.progress.plan
        where = "practice cloud" if self.practice else f"{plan.region} {plan.account}" if plan else ""
        told, price = stand(book, self, now), self.price(book)
        reminder = f"\n{words}" if (words := self.reminder(book, now)) else ""
        return Content.assemble(
            (self.name, "bold"), (f"  {where}\n", MUTED), told, (f"  {price}", MUTED), (reminder, "$warning")
        )


def read_known(practice_since: float) -> list[Known]:
    """All of this machine, the latest first, those that are gone last; one whose journal cannot be read hides no other.

    `practice_since` is when the practice cloud that runs now was started: what stood in an earlier one is gone.
    """
    found = [_known(each, practice_since) for each in known_deployments()]
    return sorted(found, key=lambda known: (known.gone, -known.latest))


def _known(deployment: Deployment, practice_since: float) -> Known:
    try:
        progress = deployment.progress()
    except Trouble:
        return Known(deployment.name, Progress(), damaged=True)
    lost = is_lost(progress, practice_since)
    for event in lost_events(progress) if lost else ():
        progress.take(event)
    return Known(deployment.name, progress, lost)


def taken_names(known: Iterable[Known], *, practice: bool) -> frozenset[str]:
    """The names that a new deployment cannot have: one that is gone from the practice cloud leaves its name there.

    One that was only opened has no claim to its name anywhere.
    """
    free = [each for each in known if each.never_begun or (each.gone and each.practice and practice)]
    return frozenset(each.name for each in known if each not in free)


def stand(book: Sequence[Step], known: Known, now: float) -> Content:
    """How far a deployment is, and since when."""
    when, progress = ago(now - known.latest), known.progress
    plan = progress.plan
    if plan is None:
        return Content("Only opened; nothing was made")
    if known.lost:
        return Content("Nothing of it stands any more: the practice cloud was stopped")
    if not progress.recorded:
        return Content(f"Nothing of it stands; last changed {when}")
    if progress.began and progress.began.verb is Verb.TEARDOWN:
        return Content.styled(
            f"Half taken down, {when}: {len(progress.recorded)} resources are left", "$warning"
        )
    step = to_read(book, plan, progress)
    if step is None:
        return Content.styled(f"Stands; last changed {when}", "$success")
    return Content.styled(f"Stopped at step {list(book).index(step) + 1} of {len(book)}, {when}", "$warning")
