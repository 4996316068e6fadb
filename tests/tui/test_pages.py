"""Every kind of page as it looks, at both sizes and in both themes."""

import threading

import pytest
from syrupy.assertion import SnapshotAssertion

from steps.engine.model.events import Task
from tests.marks import long
from tests.tui.book import Cloud
from tests.tui.conftest import NOON, new_wizard, press, press_until, settled, until
from tests.tui.pictures import Picture
from tests.tui.widgets.scene import PULL
from tui.screens.holder_menu import HolderMenu
from tui.screens.logs_page import LogsPage
from tui.screens.trouble_menu import TroubleMenu
from tui.widgets.theme import DARK, LIGHT

WALK = (
    ("start", ()),
    ("target", ("enter",)),
    ("review", ("enter",)),
    ("bill", ("v",)),
    ("edit", ("e", "enter")),
    ("question", ("escape", "escape", "enter", "enter")),
    ("network", ("enter", "enter")),
    ("help", ("question_mark",)),
    ("glossary", ("escape", "g")),
    ("optional", ("escape", "enter")),
    ("front", ("s", "enter")),
    ("everything", ("b", "5")),
    ("finish", ("enter",)),
    ("quit-menu", ("q",)),
    ("teardown", ("escape", "d")),
    ("receipt", ("enter",)),
)
"""The pages in the order of a whole life, and the keys that lead from each to the next."""

pytestmark = pytest.mark.usefixtures("at_noon")
SIZES = ((80, 24), (120, 40))
looked_at = pytest.mark.parametrize(
    ("theme", "size"),
    [*((DARK.name, size) for size in SIZES), (LIGHT.name, SIZES[0]), long(LIGHT.name, SIZES[1])],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)


@looked_at
async def test_the_pages_of_a_life(snapshot: SnapshotAssertion, size: tuple[int, int], theme: str) -> None:
    wizard = new_wizard(Cloud(), theme=theme)
    wizard.now = lambda: NOON + 3600
    different = []
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        for page, keys in WALK:
            await press(pilot, *keys)
            picture = snapshot(name=page, extension_class=Picture)
            different += [] if wizard.export_screenshot() == picture else [page]
    assert different == []


@looked_at
async def test_the_page_of_trouble(snapshot: SnapshotAssertion, size: tuple[int, int], theme: str) -> None:
    wizard = new_wizard(Cloud(broken={"network"}), theme=theme)
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        await press_until(pilot, TroubleMenu, "enter", "enter", "enter", "n", "enter")
        await settled(pilot)
        assert wizard.export_screenshot() == snapshot(extension_class=Picture)


@looked_at
async def test_the_page_of_trouble_with_what_the_app_wrote_last(
    snapshot: SnapshotAssertion, size: tuple[int, int], theme: str
) -> None:
    lines = (*(f"step {number}" for number in range(15)), "\x1b[31mKeyError\x1b[0m: 'LEDGER'")
    wizard = new_wizard(Cloud(broken={"network"}, crying={"network": lines}), theme=theme)
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        await press_until(pilot, TroubleMenu, "enter", "enter", "enter", "n", "enter")
        await settled(pilot)
        assert wizard.export_screenshot() == snapshot(extension_class=Picture)
        await pilot.press("l")
        await until(pilot, lambda: isinstance(wizard.screen, LogsPage))


@looked_at
async def test_the_menu_about_somebody_else_at_work(
    snapshot: SnapshotAssertion, size: tuple[int, int], theme: str
) -> None:
    cloud = Cloud()
    cloud.logs.put_his("practice")
    wizard = new_wizard(cloud, theme=theme)
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        await press_until(pilot, HolderMenu, "enter", "enter", "enter", "n", "enter")
        await until(pilot, lambda: not wizard.room.busy)
        wizard.redraw_now()
        await pilot.pause()
        assert wizard.export_screenshot() == snapshot(extension_class=Picture)


@looked_at
async def test_the_page_of_something_overdue(
    snapshot: SnapshotAssertion, size: tuple[int, int], theme: str
) -> None:
    gate = threading.Event()
    cloud = Cloud(slow={"load-balancer": gate})
    wizard = new_wizard(cloud, theme=theme)
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "n", "n", "n")
        await pilot.press("enter")
        sight = wizard.sight
        assert sight
        await until(pilot, lambda: sight.progress.node("load-balancer").waiting != "")
        wizard.now = lambda: NOON + 400
        wizard.redraw_now()
        await pilot.pause()
        assert wizard.export_screenshot() == snapshot(extension_class=Picture)
        gate.set()
        await settled(pilot)


def tasks_at(now: float) -> tuple[Task, ...]:
    """One that is well, one that comes, and one whose image could not be pulled."""
    return (
        Task(id="4f1c2b3a", status="RUNNING", zone="eu-central-1a", health="healthy", since=now - 725),
        Task(id="5a6b7c8d", status="RUNNING", zone="eu-central-1b", health="initial",
             reason="Target registration is in progress", since=now - 31),
        Task(id="6b7c8d9e", status="STOPPED", zone="eu-central-1b", stopped=PULL, since=now - 95, ended=now - 35),
    )  # fmt: skip


@looked_at
async def test_the_pages_with_tasks(snapshot: SnapshotAssertion, size: tuple[int, int], theme: str) -> None:
    cloud = Cloud()
    wizard = new_wizard(cloud, theme=theme)
    wizard.now = lambda: NOON + 3600
    async with wizard.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b", "enter", "3")
        cloud.tasks["service.hello"] = tasks_at(wizard.now())
        sight = wizard.sight
        assert sight
        await until(pilot, lambda: bool(sight.observed))
        await settled(pilot)
        await pilot.pause(0.2)
        different = []
        for page, step in (("finish-tasks", ""), ("step-tasks", "look")):
            if step:
                wizard.pages.show_step(sight.step(step))
                await press(pilot, "3")
                await pilot.pause(0.2)
            picture = snapshot(name=page, extension_class=Picture)
            different += [] if wizard.export_screenshot() == picture else [page]
    assert different == []
