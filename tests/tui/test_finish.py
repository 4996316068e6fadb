"""The page of what stands lives: requests and who answers them, a meter, and scaling that waits for the next key."""

from collections.abc import Iterator

import pytest
from textual.widgets import Input, Static

from steps.engine.model.events import Task
from tests.tui.book import Cloud
from tests.tui.conftest import NOON, new_wizard, press, settled, until
from tests.tui.log_groups import LogGroups
from tests.tui.test_tasks import screen_of
from tui.screens import following, scaling
from tui.screens.count_page import CountPage
from tui.screens.finish import Finish
from tui.screens.outage_menu import OutageMenu
from tui.screens.step_page import StepPage
from tui.widgets.requests import Requests
from tui.wizard.app import Wizard

TO_FINISH = ("enter", "enter", "b", "enter")
ONE, TWO = "11aa22bb", "33cc44dd"


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """One look follows the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "LEAST", 0.02)
        yield


def headline(wizard: Wizard) -> str:
    return str(wizard.screen.query_one("#headline", Static).render())


async def test_requests_come_as_they_are_answered_and_light_the_task_that_answered() -> None:
    logs = LogGroups()
    cloud = Cloud(logs=logs)
    wizard = new_wizard(cloud)
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH)
        requests = wizard.screen.query_one(Requests)
        assert "Requests come here" in screen_of(wizard)
        assert "opens the app" in str(wizard.screen.query_one("#try", Static).render())
        logs.written += [
            (NOON, "hostname-app", ONE * 4, '10.0.1.7 "GET / HTTP/1.1" 200'),
            (NOON + 1, "hostname-app", TWO * 4, '10.0.1.7 "GET /health HTTP/1.1" 200'),
            (NOON + 2, "hostname-app", TWO * 4, '10.0.1.7 "GET /who HTTP/1.1" 503'),
        ]
        await until(pilot, lambda: requests.any)
        await settled(pilot)
        shown = screen_of(wizard)
        assert "2 requests, answered by 2 tasks" in shown
        assert "200 GET /" in shown
        assert "503 GET /who" in shown
        assert "/health" not in shown
        assert requests.lit(NOON) == {ONE, TWO}
        assert requests.lit(NOON + 60) == frozenset()
        assert "one task more" in str(wizard.screen.query_one("#try", Static).render())


async def test_the_square_of_a_task_that_has_just_answered_is_lit() -> None:
    logs = LogGroups(written=[(NOON, "hostname-app", TWO * 4, '10.0.1.7 "GET / HTTP/1.1" 200')])
    tasks = tuple(Task(id=name, status="RUNNING", since=NOON) for name in (ONE, TWO))
    wizard = new_wizard(Cloud(logs=logs, tasks={"service.hello": tasks}))
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH)
        assert wizard.sight
        sight = wizard.sight
        await until(pilot, lambda: bool(sight.observed) and wizard.screen.query_one(Requests).any)
        observed = sight.observed["service.hello"]
        sight.observed["service.hello"] = type(observed)(
            resource="service.hello", tasks=tasks, wanted=2, service="hostname-app"
        )
        wizard.redraw_now()
        await pilot.pause()
        row = next(row for row in screen_of(wizard).splitlines() if "hostname-app" in row and "▣" in row)
        assert "□ ▣" in row, "the second task has answered, and not the first"
        wizard.now = lambda: NOON + 60
        wizard.tick()
        await pilot.pause()
        assert "▣" not in screen_of(wizard)


async def test_the_meter_runs_while_nothing_happens() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH)
        assert wizard.sight
        began = wizard.sight.progress.first_began
        wizard.now = lambda: began + 60
        wizard.tick()
        first = headline(wizard)
        wizard.now = lambda: began + 120
        wizard.tick()
        assert "Begun 1 min ago" in first
        assert "Begun 2 min ago" in headline(wizard)
        assert "$0.00 so far" in first
        assert "a month if forgotten" in first
        spent = [each.split("on AWS $")[1].split(",")[0] for each in (first, headline(wizard))]
        assert 0 < float(spent[0]) < float(spent[1])


async def test_keys_are_gathered_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling, "GATHER", 600.0)
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH)
        assert wizard.sight
        page, app = wizard.screen, wizard.sight.plan.apps[0]
        assert isinstance(page, Finish)
        await press(pilot, "plus", "plus", "plus", "minus")
        assert wizard.sight.plan.apps[0].count == app.count, "nothing is asked of AWS yet"
        assert f"{app.count} → {app.count + 2} tasks" in screen_of(wizard)
        page._ask()
        await settled(pilot)
        assert wizard.sight.plan.apps[0].count == app.count + 2
        assert [each.count for each in wizard.sight.progress.scaled.values()] == [app.count + 2], "once"


async def test_a_number_is_typed_and_an_outage_asked_about() -> None:
    wizard = new_wizard(Cloud())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH, "s")
        page = wizard.screen
        assert isinstance(page, CountPage)
        page.query_one(Input).value = "many"
        await press(pilot, "enter")
        assert "not a number" in str(page.query_one(".hint", Static).render())
        page.query_one(Input).value = "5"
        await press(pilot, "enter")
        assert wizard.sight
        assert wizard.sight.plan.apps[0].count == 5
        await press(pilot, "s")
        wizard.screen.query_one(Input).value = "0"
        await press(pilot, "enter")
        assert isinstance(wizard.screen, OutageMenu)
        await press(pilot, "escape")
        assert wizard.sight.plan.apps[0].count == 5


async def test_the_pages_can_be_read_again(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FINISH, "p")
        assert isinstance(wizard.screen, StepPage)
        assert wizard.screen.current.key == "preflight"
