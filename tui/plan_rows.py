"""The plan as rows: what will be, its value, where that was decided; and what it all comes to."""

from typing import Any

from steps.aws.prices import cost
from steps.engine.model.durations import lasting
from steps.engine.model.step import Question
from steps.target.target import TargetKind
from tui.outlook import usual_time
from tui.sight import Sight
from tui.wording import as_text

PlanRow = tuple[str, str, str]
"""What it is, its value, and where that comes from: default, your config, your answer, app.toml."""


def plan_rows(sight: Sight) -> list[tuple[PlanRow, Question[Any] | None]]:
    """Every row, each with the question behind it, if there is one."""
    plan = sight.plan
    rows: list[tuple[PlanRow, Question[Any] | None]] = [
        (("Deployment", plan.deployment, sight.origin("name")), None),
        (("Account", plan.account, sight.origin("account")), None),
        (("Region", plan.region, sight.origin("region")), None),
    ]
    for question in sight.work.questions:
        text = as_text(plan.answers.get(question.key))
        label = question.label or question.key.replace("-", " ").capitalize()
        rows.append(((label, question.words.get(text, text), sight.source(question)), question))
    scaled = sight.work.record.progress.scaled
    for app in plan.apps:
        reach = app.path or f"private, as {app.private}"
        size = f"{app.count} × {app.cpu / 1024:g} vCPU, {app.memory} MiB"
        known = scaled.get(app.name)
        source = "app.toml, scaled" if known and app.count != known.declared else "app.toml"
        rows.append(((app.name, f"{reach}: {size}", source), None))
    tags = as_text([f"{key}={value}" for key, value in plan.tags.items()])
    rows.append((("Tags", tags, "default" if plan.tags == {"Environment": "Demo"} else "your answer"), None))
    return rows


def how_many(sight: Sight) -> int:
    """How many resources of this deployment stand in the end; what is the account's own and stays is none of them."""
    planned = (node for step in sight.book if not step.optional for node in step.resources(sight.plan))
    return sum(not node.lasting for node in planned)


def how_long(sight: Sight) -> str:
    """How long all of it usually takes, in words."""
    seconds = usual_time(sight.book, sight.plan, sight.usual)
    return f"usually {lasting(seconds)}" if seconds >= 1 else "usually a moment"


def how_dear(sight: Sight) -> str:
    """What it costs an hour, and a month if it is forgotten, in words."""
    price = cost(sight.book, sight.plan)
    return f"{price.words}, ${price.a_month:.0f} a month if forgotten"


def practises(sight: Sight) -> bool:
    """Whether nothing of it is billed."""
    return sight.plan.target == TargetKind.SANDBOX


def price(sight: Sight | None) -> str:
    """What stands costs, in words."""
    if not sight or practises(sight):
        return "nothing is billed"
    return cost(sight.book, sight.plan, sight.progress.recorded_kinds).words
