"""Every widget as it looks, at both sizes and in both themes."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from steps.engine.memory.usual import Usual
from steps.engine.model.events import Called, Said, TaskEvent
from tests.tui.widgets.scene import (
    BOOK,
    COUNT,
    NOW,
    PLAN_ROWS,
    REGION,
    REGION_CHOICES,
    WHICH,
    ZONE_CHOICES,
    history,
    observed,
    plan,
    progress,
)
from tests.tui.widgets.stage import Stage
from tui.widgets.cli_calls import Calls
from tui.widgets.output import Output
from tui.widgets.picture import Picture
from tui.widgets.plan_table import PlanTable
from tui.widgets.prose import Prose
from tui.widgets.questions import Field
from tui.widgets.rail import Rail
from tui.widgets.resources import Resources
from tui.widgets.tasks_tab import Tasks
from tui.widgets.theme import DARK, LIGHT
from tui.widgets.timeline import Timeline

HAPPENED = ("Your network is vpc-0123; it has 10.0.0.0/16.", "Nothing is billed.")
PROSE = """\
# A page

It has a [word](glossary:vpc), **strong** and *soft* words, `code`, and

- a list
- of two

## A part

```
aws ecs
```
"""


def rail() -> list[Widget]:
    shown = Rail(BOOK)
    shown.call_after_refresh(shown.show, progress(), plan(), "names")
    return [shown]


def resources() -> list[Widget]:
    shown = [Resources(BOOK[place]) for place in (1, 3, 6)]
    for each in shown:
        each.show(progress(), plan(), Usual(), NOW)
    return [*shown]


def output() -> list[Widget]:
    shown = Output(Path("/home/ada/demo/output.log"))
    for event in history():
        shown.take(event)
    shown.take(
        Said(resource="image.static-app", line="\x1b[32mStep 1/4\x1b[0m : " + "a long line of output " * 6)
    )
    return [shown]


def calls() -> list[Widget]:
    shown = Calls(lambda: BOOK, plan)
    shown.take(Called(resource="vpc", line="aws ec2 create-vpc --cidr-block 10.0.0.0/16", seconds=0.1))
    shown.take(
        Called(resource="cluster", line="aws ecs create-cluster", seconds=0.1, error="AccessDeniedException")
    )
    return [shown]


def tasks() -> list[Widget]:
    shown = Tasks(lambda name: name.startswith("service."))
    shown.show(NOW)
    shown.take(
        TaskEvent(
            resource="service.static-app",
            text="(task 1) stopped: CannotPullContainerError: not found",
            at=NOW,
        )
    )
    shown.take(
        TaskEvent(resource="service.hostname-app", text="(service x) has reached a steady state.", at=NOW)
    )
    for event in observed():
        shown.take(event)
    return [shown]


def picture() -> list[Widget]:
    shown = Picture()
    shown.show(BOOK, plan(), progress())
    return [shown]


def timeline() -> list[Widget]:
    shown = Timeline()
    shown.show(plan(), progress(), NOW)
    return [shown]


def questions() -> list[Widget]:
    return [
        Field(WHICH, ZONE_CHOICES, ["eu-central-1a"]),
        Field(COUNT, (), 2),
        Field(REGION, REGION_CHOICES, "eu-central-1"),
    ]


def plan_table() -> list[Widget]:
    shown = PlanTable()
    shown.call_after_refresh(shown.show, PLAN_ROWS)
    return [shown]


def page() -> list[Widget]:
    shown = Prose(PROSE)
    shown.call_after_refresh(shown.tell, HAPPENED)
    return [shown]


async def settle(pilot: Pilot[None]) -> None:
    """Several frames of the output."""
    await pilot.pause(0.2)


WIDGETS: tuple[Callable[[], list[Widget]], ...] = (
    rail, page, resources, output, calls, tasks, picture, timeline, questions, plan_table,
)  # fmt: skip
Compare = Callable[..., bool]
Settle = Callable[[Pilot[Any]], Awaitable[None]]


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])
@pytest.mark.parametrize("widgets", WIDGETS, ids=lambda widgets: widgets.__name__)
def test_a_widget_looks_as_it_did(
    snap_compare: Compare, widgets: Callable[[], list[Widget]], size: tuple[int, int], theme: str
) -> None:
    assert snap_compare(Stage(*widgets(), theme=theme), terminal_size=size, run_before=settle)


@pytest.mark.parametrize(
    "widgets", [picture, timeline, resources, tasks], ids=lambda widgets: widgets.__name__
)
def test_a_widget_looks_as_it_did_without_unicode(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, widgets: Callable[[], list[Widget]]
) -> None:
    monkeypatch.setenv("FARGATE_WIZARD_ASCII", "1")
    assert snap_compare(Stage(*widgets()), run_before=settle)
