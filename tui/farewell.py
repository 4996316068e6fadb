"""What is on the terminal when the screen is gone: what stands, where, what it costs, its addresses, and the ways back."""

from collections.abc import Sequence

from steps.engine.memory.progress import Progress, State
from steps.engine.memory.status import urls
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step
from tui.plan_rows import practises, price
from tui.sight import Sight, nodes_of

RUNNING = (State.READY, State.UPDATING, State.KEPT)
NOT_YET = "does not run yet"
HOW_BACK = "Come back with: fargate-wizard"


def farewell(sight: Sight | None, staying: Sequence[str] = ()) -> str:
    """Of the deployment that was open, or else a sentence for each that stays; empty where nothing does."""
    if sight is None:
        return "\n".join([*staying, HOW_BACK]) if staying else ""
    progress, plan = sight.progress, sight.plan
    count = len(progress.recorded)
    if not count:
        return f"Nothing of {plan.deployment} stands." if progress.began else ""
    where = (
        "the practice cloud of this machine" if practises(sight) else f"{plan.region}, account {plan.account}"
    )
    resources = "1 resource" if count == 1 else f"{count} resources"
    lines = [f"{plan.deployment}: {resources} in {where}, {price(sight)}."]
    lines += addresses(sight.book, plan, progress)
    return "\n".join([*lines, HOW_BACK, f"Take it down with: fargate-wizard down {plan.deployment}"])


def addresses(book: Sequence[Step], plan: Plan, progress: Progress) -> list[str]:
    """A line for each public app: its address, once its tasks run; a listener has it long before that."""
    services = {
        node.position.of: node.name
        for node in nodes_of(book, plan)
        if isinstance(node, Resource) and node.position and node.position.part is Part.SERVICE
    }
    return [
        f"  {app:20} {url if progress.node(services.get(app, '')).state in RUNNING else NOT_YET}"
        for app, url in urls(book, plan, progress).items()
    ]
