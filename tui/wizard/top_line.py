"""The line on top of every page: what is open, where, what is going on, what it costs."""

from textual.content import Content

from steps.engine.model.events import Verb
from tui.engine_room import EngineRoom
from tui.plan_rows import practises, price
from tui.sight import Sight
from tui.widgets.text import MUTED, clock, dotted


def top_line(sight: Sight, room: EngineRoom, now: float) -> Content:
    """The line."""
    plan = sight.plan
    cloud = "practice cloud" if practises(sight) else plan.account
    return dotted(
        (plan.deployment, "bold $accent"),
        f"{cloud} {plan.region}",
        doing(sight, room, now),
        (price(sight).replace(" an hour", "/h").replace("is billed", "billed"), MUTED),
    )


def doing(sight: Sight, room: EngineRoom, now: float) -> tuple[str, str]:
    """What the engine room is at, and its style."""
    if not room.busy:
        return ("at rest", MUTED)
    if room.stopping:
        return ("stopping", "$warning")
    if sight.progress.paused:
        return ("paused", "bold $warning")
    began = sight.progress.began
    if began is None or sight.progress.ended:
        return ("looking", "bold $accent")
    word = "taking down" if began.verb is Verb.TEARDOWN else "building"
    return (f"{word} {clock(now - began.at)}", "bold $accent")
