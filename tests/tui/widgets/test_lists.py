"""The rail and the plan's table: drawn for their width, chosen from with Enter or the mouse."""

from textual.pilot import Pilot

from steps.aws.prices import Cost, Item
from steps.engine.memory.usual import Usual
from tests.tui.widgets.scene import BOOK, NOW, PLAN_ROWS, plan, progress
from tests.tui.widgets.stage import Stage, perform
from tui.widgets.cost import CostLine
from tui.widgets.picture import Picture
from tui.widgets.plan_table import PlanTable
from tui.widgets.prose import Prose
from tui.widgets.rail import Rail
from tui.widgets.resources import Resources
from tui.widgets.timeline import Timeline

COST = Cost((Item("everything", 0.13, 95.0),), "eu-central-1", "eu-central-1")


def test_the_rail_follows_the_reader_and_enter_asks_for_a_page() -> None:
    rail = Rail(BOOK)
    stage = Stage(rail)

    async def script(pilot: Pilot[None]) -> None:
        rail.show(progress(), plan(), "endpoints")
        rail.focus()
        await pilot.press("down", "enter")
        await pilot.pause()

    shown = perform(stage, script)
    assert [message.key for message in stage.heard if isinstance(message, Rail.StepChosen)] == ["names"]
    for words in ("done", "skipped", "waiting", "failed", "now", "Before we start", "Look at it"):
        assert words in shown or words == "now"


def test_showing_the_same_page_leaves_the_cursor_where_the_reader_put_it() -> None:
    rail = Rail(BOOK)

    async def script(pilot: Pilot[None]) -> None:
        rail.show(progress(), plan(), "endpoints")
        rail.focus()
        await pilot.press("down", "down")
        rail.show(progress(), plan(), "endpoints")

    perform(Stage(rail), script)
    assert rail.highlighted == 6


def test_a_click_on_the_rail_asks_for_a_page() -> None:
    rail = Rail(BOOK)
    stage = Stage(rail)

    async def script(pilot: Pilot[None]) -> None:
        rail.show(progress(), plan(), "preflight")
        await pilot.pause()
        await pilot.click(Rail, offset=(5, 3))
        await pilot.pause()

    perform(stage, script)
    assert [message.key for message in stage.heard if isinstance(message, Rail.StepChosen)] == ["first_light"]


def test_the_plan_says_where_each_value_comes_from_and_lets_it_be_changed() -> None:
    table = PlanTable()
    stage = Stage(table)

    async def script(pilot: Pilot[None]) -> None:
        table.show(PLAN_ROWS)
        table.focus()
        await pilot.press("home", "down", "enter")
        await pilot.pause()

    shown = perform(stage, script)
    assert [message.place for message in stage.heard if isinstance(message, PlanTable.RowChosen)] == [1]
    for words in ("availability zones", "from app.toml", "your answer", "default", "MiB, at /static/*"):
        assert words in shown


def test_the_cost_says_about_and_what_practice_costs() -> None:
    line = CostLine()

    async def script(pilot: Pilot[None]) -> None:
        line.show(COST, practice=False)
        await pilot.pause()
        assert "about $0.13 an hour" in pilot.app.text  # type: ignore[attr-defined]  # the stage
        line.show(COST, practice=True)

    assert "nothing is billed here; on AWS about $0.13 an hour" in perform(Stage(line), script)


def test_drawings_are_empty_before_there_is_a_plan() -> None:
    async def script(pilot: Pilot[None]) -> None:
        await pilot.pause()

    assert "The picture appears when there is a plan." in perform(Stage(Picture()), script)
    assert "Nothing has been built in this run yet." in perform(Stage(Timeline()), script)
    assert "Nothing is made on this page." in perform(Stage(Resources(BOOK[0])), script)


def test_a_drawing_can_be_given_news_before_it_is_on_the_screen() -> None:
    picture, timeline, resources = Picture(), Timeline(), Resources(BOOK[1])
    picture.show(BOOK, plan(), progress())
    timeline.show(plan(), progress(), NOW)
    resources.show(progress(), plan(), Usual(), NOW)

    async def script(pilot: Pilot[None]) -> None:
        await pilot.pause()

    assert "load balancer" in perform(Stage(picture), script)
    assert "load-balancer" in perform(Stage(timeline), script)
    assert "vpc-0a1b2c3d4e5f60718" in perform(Stage(resources), script)


def test_resources_turn_to_another_step() -> None:
    resources = Resources(BOOK[1])

    async def script(pilot: Pilot[None]) -> None:
        resources.show(progress(), plan(), Usual(), NOW)
        resources.turn(BOOK[3])
        await pilot.pause()

    shown = perform(Stage(resources), script)
    assert "load-balancer" in shown
    assert "vpc" not in shown


def test_a_page_is_turned_to_its_top() -> None:
    page = Prose("# One\n\n" + "A paragraph.\n\n" * 40)

    async def script(pilot: Pilot[None]) -> None:
        page.scroll_end(animate=False, immediate=True)
        await pilot.pause()
        await page.turn("# Two\n\n" + "Another paragraph.\n\n" * 40)

    shown = perform(Stage(page), script)
    assert "Two" in shown
    assert "One" not in shown
