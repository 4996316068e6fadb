"""The line on top of every page: what is open, where, what is going on, what it costs."""

from textual.content import Content

from steps.aws.prices import cost
from steps.engine.model.events import Verb
from steps.target.target import Kind
from tui.engine_room import EngineRoom
from tui.screens.frame import line
from tui.sight import Sight
from tui.widgets.text import MUTED, clock


def price(sight: Sight | None) -> str:
    """What stands costs, in words."""
    if not sight or sight.plan.target == Kind.SANDBOX:
        return "nothing is billed"
    return cost(sight.book, sight.plan, sight.progress.recorded).words


def status(sight: Sight | None, room: EngineRoom, now: float) -> Content:
    """The line; empty while nothing is open."""
    if not sight:
        return Content()
    plan = sight.plan
    place = "practice cloud" if plan.target == Kind.SANDBOX else plan.account
    return line(
        (plan.deployment, "bold $accent"),
        f"{place} {plan.region}",
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
