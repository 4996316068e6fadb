"""The line on top of every page: what is open, where, what is going on, what it costs."""

from textual.content import Content

from steps.engine.model.events import Verb
from tui.engine_room import EngineRoom
from tui.plan_rows import practises, price
from tui.sight import Sight
from tui.widgets.text import MUTED, clock, dotted


def top_line(sight: Sight, room: EngineRoom, now: float, width: int) -> Content:
    """The line; what is least of use is left out where it would have more cells than these."""
    plan, practice = sight.plan, practises(sight)
    cloud = "practice cloud" if practice else plan.account
    what = (plan.deployment, "bold $accent"), f"{cloud} {plan.region}"
    does = doing(sight, room, now)
    costs = (price(sight).replace(" an hour", "/h").replace("is billed", "billed"), MUTED)
    line = dotted(*what, does, costs)
    if line.cell_length <= width:
        return line
    if not room.busy:
        return dotted(*what, costs)
    return dotted(*what, does) if practice else line


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
