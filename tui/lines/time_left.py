"""How long a run still takes, in words, from what is usual."""

from steps.engine.model.durations import lasting
from steps.engine.model.events import Verb
from tui.lines.far import Far
from tui.sight import usual_time


def time_left(far: Far, now: float) -> str:
    """About so long, or that it takes longer than usual; nothing where nobody knows."""
    if far.verb is not Verb.BUILD:
        return ""
    usual = usual_time(far.work.book, far.work.plan, far.work.pace)
    left = usual - (now - far.began)
    if usual < 1:
        return ""
    return (
        f"about {lasting(left)} left"
        if left >= 1
        else "longer than usual"
        if left < -usual / 2
        else "nearly done"
    )
