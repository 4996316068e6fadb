"""What stands, in two lines: whether it is whole, since when, and what it has cost, costs an hour, and would cost a month."""

from textual.content import Content

from steps.aws.prices import cost
from steps.engine.model.durations import lasting
from tui.plan_rows import practises
from tui.sight import Sight
from tui.widgets.text import MUTED, dotted

MANY = 2  # of what is wanting is named; the tabs have all of it
CENTS = 1.0  # US dollars below which a sum is told more closely, so that it is seen to grow


def headline(sight: Sight, now: float) -> Content:
    """Both lines, as they are at `now`, in epoch seconds."""
    name, wanting = sight.plan.deployment, what_is_wanting(sight)
    if wanting:
        stands = Content.styled(f"{name} is not whole: {', '.join(wanting)}.", "bold $warning")
    else:
        stands = Content.styled(f"{name} stands.", "bold $success")
    began = sight.progress.life_began
    since = f" Begun {lasting(max(now - began, 0.0))} ago." if began else ""
    return Content("\n").join([Content.assemble(stands, (since, MUTED)), dotted(*meter(sight, now))])


def meter(sight: Sight, now: float) -> tuple[str | tuple[str, str], ...]:
    """What it has cost by the times in the journal, and what it goes on to cost."""
    price = cost(sight.book, sight.plan, sight.progress.recorded_kinds)
    spent = sight.tally.spent(now) if sight.tally else 0.0
    so_far = f"${spent:.4f}" if spent < CENTS else f"${spent:.2f}"
    rate = (f"{price.words}, ${price.a_month:.0f} a month if forgotten", MUTED)
    if practises(sight):
        return ("$0.00 so far", (f"on AWS {so_far}, {rate[0]}", MUTED))
    return (f"about {so_far} so far", rate)


def what_is_wanting(sight: Sight) -> list[str]:
    """What others have deleted or changed and is not taken so, and the apps of which too few tasks run."""
    progress, apps = sight.progress, sight.plan.apps
    drifted = [
        f"{name} {what}" for name, what in progress.drifted.items() if progress.taken.get(name) != what
    ]
    running = [(app, sight.running(app.name)) for app in apps]
    few = [(app, count) for app, count in running if count is not None and count < app.count]
    found = drifted + [f"{app.name} has {count} of {app.count} tasks" for app, count in few]
    return found if len(found) <= MANY else [*found[:MANY], f"and {len(found) - MANY} more"]


def what_to_try(sight: Sight, *, asked: bool) -> Content:
    """One thing that is worth seeing next; `asked` says whether anybody has asked the apps for anything."""
    key, means = "o", " opens the app under the cursor; load its page again and again."
    if asked and not sight.progress.scaled:
        key, means = "+", " runs one task more, which soon takes its share of the requests."
    elif asked:
        key, means = "p", " reads the pages of the book again, with what has come of each."
    return Content.assemble(("Try: ", MUTED), (key, "bold"), (means, MUTED))
