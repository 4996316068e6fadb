"""Tasks as they come and go on the pages that show them, over the small book."""

import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace
from textual.pilot import Pilot

from steps.engine.build import watch
from steps.engine.model.events import Drifted, Observed, Taken, Task
from tests.sandbox.waiting import until as wait_until
from tests.tui.book import Cloud
from tests.tui.conftest import NOON, press, settled, until
from tui.screens.finish import Finish
from tui.screens.step_page import StepPage
from tui.widgets.tasks_tab import Tasks
from tui.wizard.app import Wizard

OLD = Task(id="0a0a0a0a", status="RUNNING", zone="eu-central-1a", health="healthy", since=NOON - 125)
NEW = Task(id="1b1b1b1b", status="PENDING", zone="eu-central-1b", since=NOON - 2)
COMING = Task(
    id="1b1b1b1b", status="RUNNING", zone="eu-central-1b", health="initial",
    reason="Target registration is in progress", since=NOON - 2,
)  # fmt: skip
WELL = Task(id="1b1b1b1b", status="RUNNING", zone="eu-central-1b", health="healthy", since=NOON - 2)
REASON = (
    "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref "
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com/practice/hello:0123456789ab: "
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com/practice/hello:0123456789ab: not found (exit code 1)"
)
FAILED = Task(
    id="2c2c2c2c", status="STOPPED", zone="eu-central-1a", stopped=REASON, since=NOON - 60, ended=NOON - 9
)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look follows the other."""
    monkeypatch.setattr(watch, "LEAST", 0.02)


def screen_of(wizard: Wizard) -> str:
    return "\n".join(strip.text.rstrip() for strip in wizard.screen._compositor.render_strips())


def row_of(wizard: Wizard, task: str) -> str:
    """The row of a task on the screen, its words one blank apart."""
    rows = [line for line in screen_of(wizard).splitlines() if f" {task} " in line]
    return " ".join(rows[0].split()) if rows else ""


def seen_in(wizard: Wizard, selector: str) -> str:
    """What can be read of a part of the screen, as one line."""
    part = wizard.screen.query_one(selector).region
    lines = screen_of(wizard).splitlines()[part.y : part.bottom]
    return "".join(line[part.x : part.right].strip() for line in lines)


def watching() -> bool:
    return any(thread.name == "a watch" for thread in threading.enumerate())


async def finish(pilot: Pilot[int]) -> None:
    """Build all of it and see what stands."""
    await settled(pilot)
    await press(pilot, "enter", "enter", "b", "enter")
    assert isinstance(pilot.app.screen, Finish)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_a_scaled_service_shows_its_new_task_coming_up_and_getting_healthy(
    wizard: Wizard, cloud: Cloud, size: tuple[int, int]
) -> None:
    cloud.tasks["service.hello"] = (OLD,)
    async with wizard.run_test(size=size) as pilot:
        await finish(pilot)
        await pilot.press("3")
        await until(
            pilot, lambda: row_of(wizard, OLD.id).startswith("✓ RUNNING 0a0a0a0a eu-central-1a healthy")
        )
        assert row_of(wizard, OLD.id).endswith("2:05")
        gate = cloud.slow["service.hello"] = threading.Event()
        await pilot.press("plus")
        await until(pilot, lambda: wizard.room.busy)
        cloud.tasks["service.hello"] = (OLD, NEW)
        await until(pilot, lambda: row_of(wizard, NEW.id).startswith("◐ PENDING 1b1b1b1b eu-central-1b"))
        assert "1 of 2 running" in screen_of(wizard)
        cloud.tasks["service.hello"] = (OLD, COMING)
        await until(pilot, lambda: row_of(wizard, NEW.id).startswith("◐ RUNNING"))
        assert "initial" in row_of(wizard, NEW.id)
        assert "Target registration is in progress" in screen_of(wizard)
        cloud.tasks["service.hello"] = (OLD, WELL)
        gate.set()
        await settled(pilot)
        await until(pilot, lambda: row_of(wizard, NEW.id).startswith("✓ RUNNING"))
        assert "2 of 2 running" in screen_of(wizard)


async def test_tasks_that_are_still_to_stop_are_told_as_such(wizard: Wizard, cloud: Cloud) -> None:
    third = replace(WELL, id="3d3d3d3d")
    cloud.tasks["service.hello"] = (OLD, WELL, third)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await finish(pilot)
        await pilot.press("3")
        await until(pilot, lambda: "3 running, 2 wanted" in screen_of(wizard))


async def test_what_is_not_whole_does_not_stand(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await finish(pilot)
        assert wizard.sight
        assert "practice stands." in seen_in(wizard, "#headline")
        wizard.sight.take(Observed(resource="s", tasks=(OLD,), wanted=2, service="hostname-app"))
        wizard.redraw_now()
        await pilot.pause()
        assert "practice is not whole: hostname-app has 1 of 2 tasks." in seen_in(wizard, "#headline")
        for name in ("network", "load-balancer"):
            wizard.sight.take(Drifted(resource=name, what="deleted", missing=True))
        wizard.redraw_now()
        await pilot.pause()
        told = seen_in(wizard, "#headline")
        assert "practice is not whole: network deleted, load-balancer deleted, and 1 more." in told
        wizard.sight.take(Taken(resource="network", what="deleted"))
        wizard.sight.take(Taken(resource="load-balancer", what="deleted"))
        wizard.redraw_now()
        await pilot.pause()
        assert "deleted" not in seen_in(wizard, "#headline")


async def test_a_failing_pull_says_why_in_full_on_the_smallest_screen(wizard: Wizard, cloud: Cloud) -> None:
    gate = cloud.slow["service.hello"] = threading.Event()
    cloud.tasks["service.hello"] = (NEW, FAILED)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n", "n", "n", "n")
        assert isinstance(wizard.screen, StepPage)
        await pilot.press("enter", "3")
        await until(pilot, lambda: row_of(wizard, FAILED.id) != "")
        await pilot.pause(0.1)
        assert row_of(wizard, FAILED.id).split("✗")[1].split() == ["STOPPED", "2c2c2c2c", "1a", "0:51"]
        assert REASON.replace(" ", "") in seen_in(wizard, "#reason").replace(" ", "")
        assert wizard.screen.query_one(Tasks).reason == REASON
        gate.set()
        await settled(pilot)


LAST = (*(f"step {number}" for number in range(15)), "\x1b[31mKeyError\x1b[0m: 'LEDGER'")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_what_it_wrote_last_stands_below_the_reason_as_much_as_there_is_room_for(
    wizard: Wizard, cloud: Cloud, size: tuple[int, int]
) -> None:
    gate = cloud.slow["service.hello"] = threading.Event()
    crashed = replace(FAILED, stopped="Essential container in task exited (exit code 1)")
    cloud.tasks["service.hello"], cloud.crying["service.hello"] = (NEW, crashed), LAST
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n", "n", "n", "n")
        await pilot.press("enter", "3")
        await until(pilot, lambda: "KeyError: 'LEDGER'" in seen_in(wizard, "#reason"))
        said = seen_in(wizard, "#reason")
        assert "Essential container in task exited" in said
        shown = said.partition("It wrote last:")[2]
        assert shown.endswith("step 13step 14KeyError: 'LEDGER'")
        assert ("step 11" in shown) is (size[1] > 24), "as many as there is room for"
        gate.set()
        await settled(pilot)


async def test_at_rest_the_tasks_are_looked_at_and_only_what_changed_is_told_and_nothing_recorded(
    wizard: Wizard, cloud: Cloud
) -> None:
    cloud.tasks["service.hello"] = (OLD,)
    async with wizard.run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        assert wizard.sight
        sight, journal = wizard.sight, wizard.sight.work.deployment.journal
        await until(pilot, lambda: sight.running("hello") == 1)
        before, seen = journal.output.read_bytes(), sight.observed["service.hello"]
        looks = cloud.looks
        await until(pilot, lambda: cloud.looks > looks + 3)
        assert sight.observed["service.hello"] is seen
        cloud.tasks["service.hello"] = (OLD, WELL)
        await until(pilot, lambda: sight.running("hello") == 2)
        assert journal.output.read_bytes() == before
        assert b"observed" not in before + journal.path.read_bytes()


async def test_nothing_is_watched_where_no_tasks_are_shown(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await until(pilot, watching)
        for key in ("question_mark", "escape", "d"):
            await press(pilot, key)
            await until(pilot, lambda key=key: watching() is (key == "escape"))  # type: ignore[misc]  # a default is what binds it
        await press(pilot, "escape")
        assert wizard.sight
        wizard.pages.show_step(wizard.sight.step("network"))
        await until(pilot, lambda: not watching())
        await pilot.press("3")
        await until(pilot, watching)
        await pilot.press("1")
        await until(pilot, lambda: not watching())


async def test_a_watch_ends_as_soon_as_there_is_something_to_do(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await until(pilot, watching)
        gate = cloud.slow["service.hello"] = threading.Event()
        await pilot.press("r")
        await until(pilot, lambda: wizard.room.busy and not watching())
        wizard.attend()
        assert not watching()
        gate.set()
        await settled(pilot)
        await until(pilot, watching)
    wait_until(lambda: not watching())  # and with the program


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "No."}}, "ListTasks")


async def test_an_ended_login_ends_the_watch_quietly_and_coming_back_begins_it_again(
    wizard: Wizard, cloud: Cloud
) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await until(pilot, watching)
        cloud.refusal = refused("ExpiredTokenException")
        await until(pilot, lambda: not watching())
        wizard.attend()
        assert not watching(), "it is not tried again and again"
        assert wizard.sight
        assert wizard.sight.progress.paused is None
        assert not wizard.room.busy
        cloud.refusal = None
        await press(pilot, "question_mark", "escape")
        await until(pilot, watching)


async def test_any_other_refusal_only_spoils_one_look(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        cloud.refusal = refused("AccessDeniedException")
        looks = cloud.looks
        await until(pilot, lambda: cloud.looks > looks + 2)
        cloud.refusal, cloud.tasks["service.hello"] = None, (OLD,)
        await until(pilot, lambda: bool(wizard.sight and wizard.sight.running("hello") == 1))


async def test_a_build_does_not_fail_because_its_tasks_cannot_be_looked_at(
    wizard: Wizard, cloud: Cloud
) -> None:
    gate = cloud.slow["service.hello"] = threading.Event()
    cloud.refusal = refused("AccessDeniedException")
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter")
        await pilot.press("b")
        await until(pilot, lambda: cloud.looks > 1)
        gate.set()
        await settled(pilot)
        assert "Everything stands" in screen_of(wizard)


async def test_a_service_that_is_gone_has_no_tasks_and_no_reasons(wizard: Wizard, cloud: Cloud) -> None:
    cloud.tasks["service.hello"] = (OLD, FAILED)
    async with wizard.run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        page: Any = wizard.screen
        await until(pilot, lambda: page.query_one(Tasks).reason == REASON)
        await press(pilot, "d", "enter")
        assert wizard.sight
        assert wizard.sight.observed == {}
        assert page.query_one(Tasks).reason == ""
