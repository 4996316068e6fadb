"""What is on the terminal when the screen is gone: what stands, where, what it costs, its addresses, and the ways back."""

from collections.abc import Sequence

from steps.engine.memory.status import urls
from tui.plan_rows import practises, price
from tui.sight import Sight

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
    lines += [f"  {app:20} {url}" for app, url in urls(sight.book, plan, progress).items()]
    return "\n".join([*lines, HOW_BACK, f"Take it down with: fargate-wizard down {plan.deployment}"])
