"""The deployments of this machine, as the first page tells of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content

from steps.aws.prices import cost
from steps.engine.memory.deployment import Deployment, known_deployments
from steps.engine.memory.progress import Progress
from steps.engine.memory.status import is_gone
from steps.engine.model.events import Verb
from steps.engine.model.step import Step
from steps.engine.troubles import Trouble
from steps.target.target import Kind
from tui.sight import to_read
from tui.widgets.text import MUTED
from tui.wording import ago


@dataclass(frozen=True)
class Known:
    """A deployment that this machine remembers; without a plan nothing was ever settled."""

    name: str
    progress: Progress
    damaged: bool = False  # its journal cannot be read

    @property
    def latest(self) -> float:
        """When something happened to it last."""
        ended, began = self.progress.ended, self.progress.began
        return max(ended.at if ended else 0.0, began.at if began else 0.0)

    @property
    def practice(self) -> bool:
        """Whether it is in the practice cloud."""
        return bool(self.progress.began and self.progress.began.target == Kind.SANDBOX)

    @property
    def gone(self) -> bool:
        """Whether it was taken down and nothing of it is left."""
        return is_gone(self.progress)

    def describe(self, book: Sequence[Step], now: float) -> Content:
        """Its name and place, how far it is, and what it costs."""
        if self.damaged:
            words = f"\nIts journal cannot be read: fargate-wizard status {self.name} says what to do"
            return Content.assemble((self.name, "bold"), (words, "$warning"))
        plan = self.progress.plan
        where = "practice cloud" if self.practice else f"{plan.region} {plan.account}" if plan else ""
        price = (
            cost(book, plan, self.progress.recorded).words
            if plan and not self.practice
            else "nothing is billed"
        )
        return Content.assemble(
            (self.name, "bold"), (f"  {where}\n", MUTED), stand(book, self, now), (f"  {price}", MUTED)
        )


def read_known() -> list[Known]:
    """All of this machine, the latest first, those that are gone last; one whose journal cannot be read hides no other."""
    found = [_read(each) for each in known_deployments()]
    return sorted(found, key=lambda known: (known.gone, -known.latest))


def _read(deployment: Deployment) -> Known:
    try:
        return Known(deployment.name, deployment.progress())
    except Trouble:
        return Known(deployment.name, Progress(), damaged=True)


def taken_names(known: Iterable[Known], *, practice: bool) -> frozenset[str]:
    """The names that a new deployment cannot have: one that is gone from the practice cloud leaves its name there."""
    return frozenset(each.name for each in known if not (each.gone and each.practice and practice))


def stand(book: Sequence[Step], known: Known, now: float) -> Content:
    """How far a deployment is, and since when."""
    when, progress = ago(now - known.latest), known.progress
    plan = progress.plan
    if plan is None:
        return Content(f"Opened {when}; nothing was made")
    if not progress.recorded:
        return Content(f"Nothing of it stands, since {when}")
    if progress.began and progress.began.verb is Verb.TEARDOWN:
        return Content.styled(
            f"Half taken down, {when}: {len(progress.recorded)} things are left", "$warning"
        )
    step = to_read(book, plan, progress)
    if step is None:
        return Content.styled(f"Stands, since {when}", "$success")
    return Content.styled(f"Stopped at step {list(book).index(step) + 1} of {len(book)}, {when}", "$warning")
