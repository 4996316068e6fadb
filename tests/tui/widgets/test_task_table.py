"""The table of tasks as text: what each row says, at any width and without colour."""

import asyncio

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot

from steps.engine.model.events import Deleted, Failed, Observed, Task, TaskEvent
from tests.tui.widgets.scene import NOW, PULL, SCALED, START, observed
from tests.tui.widgets.stage import Stage, perform
from tui.widgets.task_table import STOPPED, draw_tasks, latest_stop, task_mark, to_show
from tui.widgets.tasks_tab import Tasks
from tui.widgets.theme import ASCII, UNICODE, Glyphs


def rows(width: int, glyphs: Glyphs = UNICODE) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in draw_tasks(observed(), NOW, width, glyphs)]


@pytest.mark.parametrize("width", [46, 54, 76, 100, 116])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_no_row_is_wider_than_the_screen_and_each_has_its_age(width: int, glyphs: Glyphs) -> None:
    drawn = rows(width, glyphs)
    assert max(cell_len(row) for row in drawn) <= width
    assert sum(row.endswith(("4:20", "1:00", "0:05", "0:30", "0:40", "4:10")) for row in drawn) == 8


def test_in_ascii_it_says_the_same_words() -> None:
    plain, ascii_ = rows(76), rows(76, ASCII)
    assert "".join(ascii_).isascii()
    assert [row[1:].split() for row in plain if row[0] != "h"] == [
        row[1:].split() for row in ascii_ if row[0] != "h"
    ]


def test_services_come_by_name_with_how_many_run() -> None:
    headings = [row.split() for row in rows(60) if row.endswith("running")]
    assert headings == [
        ["hostname-app", "3", "of", "4", "running"],
        ["random-quote-app", "1", "of", "1", "running"],
        ["static-app", "0", "of", "1", "running"],
    ]


def test_where_there_is_room_a_reason_stands_in_the_row_else_below() -> None:
    wide = next(row for row in rows(116) if "5a6b7c8d" in row)
    assert "unhealthy: Health checks failed with these codes: [502]" in wide
    narrow = rows(54)
    place = next(number for number, row in enumerate(narrow) if "5a6b7c8d" in row)
    assert narrow[place].split() == ["!", "RUNNING", "5a6b7c8d", "1b", "unhealthy", "4:20"]
    assert narrow[place + 1].strip() == "Health checks failed with these codes: [502]"


def test_signs_alone_tell_well_from_coming_ill_stopped_and_failed() -> None:
    for glyphs in (UNICODE, ASCII):
        tasks = {task.id: task_mark(task, glyphs).glyph for seen in observed() for task in seen.tasks}
        well, ill, coming, starting, told, failed = (
            tasks[each] for each in ("4f1c2b3a", "5a6b7c8d", "6b7c8d9e", "7c8d9e0f", "8d9e0f1a", "0f1a2b3c")
        )
        assert len({well, ill, coming, told, failed}) == 5
        assert coming == starting


def test_of_those_that_stopped_only_the_latest_are_shown() -> None:
    stopped = [Task(id=f"{place}", status="STOPPED", stopped="x", ended=float(place)) for place in range(9)]
    seen = Observed(
        resource="service.x", service="x", wanted=1, tasks=(*stopped, Task(id="up", status="RUNNING"))
    )
    assert [task.id for task in to_show(seen)] == ["up", "6", "7", "8"]
    assert len(to_show(seen)) == STOPPED + 1


def test_a_task_that_ecs_was_told_to_stop_is_no_reason() -> None:
    first, _, last = observed()
    assert latest_stop(first) is None
    assert (stop := latest_stop(last))
    assert stop.id == "1a2b3c4d"


def reason_after(*events: Observed | Deleted | Failed | TaskEvent) -> str:
    tasks = Tasks(lambda name: name.startswith("service."))

    async def play() -> str:
        async with Stage(tasks).run_test(size=(80, 24)) as pilot:
            for event in events:
                tasks.take(event)
            await pilot.pause(0.1)
            return tasks.reason

    return asyncio.run(play())


def test_the_latest_reason_is_the_latest_that_was_seen_and_is_seen_once() -> None:
    _, _, failing = observed()
    other = Failed(resource="service.other", what="It does not start.")
    assert reason_after(failing) == PULL
    assert reason_after(failing, other) == "It does not start."
    assert reason_after(failing, other, failing) == "It does not start.", "it is no news"
    fresh = Task(
        id="newer000", status="STOPPED", stopped="Essential container in task exited (exit code 3)", ended=NOW
    )
    assert reason_after(failing, other, replace(failing, tasks=(*failing.tasks, fresh))).endswith(
        "(exit code 3)"
    )


def test_what_is_gone_takes_its_reason_along_and_no_other() -> None:
    _, _, failing = observed()
    assert reason_after(failing, Deleted(resource="service.static-app")) == ""
    assert reason_after(failing, Deleted(resource="service.hostname-app")) == PULL


def test_an_event_of_ecs_that_is_told_again_is_shown_once() -> None:
    tasks = Tasks(lambda name: name.startswith("service."))
    said = [
        TaskEvent(resource="service.x", text="(service x) has reached a steady state.", key=key)
        for key in ("one", "one", "two", "", "")
    ]
    for event in said:
        tasks.take(event)
    assert tasks._scrollback.count == 4


def test_an_ordinary_stop_is_told_in_its_row() -> None:
    row = next(row for row in rows(116) if "8d9e0f1a" in row)
    assert SCALED[:40] in row
    assert row.endswith("0:30"), "how old it became"
    assert START < NOW


def test_what_ecs_says_has_its_time_and_a_warning_is_a_word() -> None:
    tasks = Tasks(lambda name: True)

    async def script(pilot: Pilot[None]) -> None:
        tasks.take(TaskEvent(resource="service.x", text="(service x) has started 1 tasks", at=START))
        tasks.take(
            TaskEvent(resource="service.x", text="(task 1) failed container health checks", at=START + 61)
        )
        await pilot.pause(0.1)

    shown = perform(Stage(tasks), script)
    assert "08:00:00 (service x) has started 1 tasks" in shown
    assert "08:01:01 WARNING: (task 1) failed container health checks" in shown
