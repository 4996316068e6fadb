"""Draws every page at four sizes and in every theme, to be looked at one by one (`make pictures`): nothing of it is kept in git.

The real wizard walks through a whole life on a practice cloud of its own; on each page the terminal is made smaller and
larger. Beside the pictures, `index.html` lays out those of a size and a theme as a contact sheet.
"""

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from steps.appfile.apps import BUNDLED
from steps.engine.model.position import Part, Position
from steps.engine.model.site import DEPLOYMENT_TAG
from steps.target.target import start_practice, stop_practice
from tests.tools.screenshots import until
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.review import Review
from tui.screens.step_page import StepPage
from tui.screens.teardown import Teardown
from tui.screens.trouble_menu import TroubleMenu
from tui.widgets.theme import THEMES
from tui.wizard.app import Wizard

FOLDER = Path(__file__).parents[2] / "pictures"
SIZES = ((60, 20), (80, 24), (120, 40), (200, 60))
SPEED = 20.0
AFTER_ALL_OTHERS = 80  # the number of a picture in the sheets


class Album:
    """The pictures of one wizard; only pages whose name has `wanted` in it."""

    def __init__(self, wizard: Wizard, pilot: Pilot[int], wanted: str, number: int = 0) -> None:
        self._wizard, self._pilot, self._wanted, self._number = wizard, pilot, wanted, number

    async def keep(self, name: str) -> None:
        """This page, at every size and in every theme."""
        self._number += 1
        if self._wanted not in name:
            return
        for width, height in SIZES:
            await self._pilot.resize_terminal(width, height)
            for theme in THEMES:
                self._wizard.theme = theme.name
                self._wizard.redraw_now()
                await self._pilot.pause(0.05)
                await self._pilot.pause()
                path = FOLDER / f"{width}x{height}" / theme.name / f"{self._number:02} {name}.svg"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(self._wizard.export_screenshot(title=name))
        await self._pilot.resize_terminal(120, 40)
        await self._pilot.pause()


async def walk(wanted: str) -> None:
    """A whole life."""
    wizard = Wizard()
    async with wizard.run_test(size=(120, 40)) as pilot:
        album = Album(wizard, pilot, wanted)
        await pilot.pause(1.0)
        await album.keep("start")
        await pilot.press("enter")
        await until(pilot, lambda: wizard.focused is not None and wizard.focused.id == "onward")
        await album.keep("target")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, Review))
        for tab in ("plan", "bill", "picture"):
            await album.keep(f"review {tab}")
            await pilot.press("v")
        await over(album, pilot, "change", "e")
        await read(album, wizard, pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(wizard.screen, Everything))
        await album.keep("everything under way")
        await until(pilot, lambda: not wizard.room.busy)
        await tabs(album, pilot, "everything")
        await pilot.press("enter")
        await stand(album, wizard, pilot)
        await leave(album, wizard, pilot)


async def read(album: Album, wizard: Wizard, pilot: Pilot[int]) -> None:
    """Every page of the book, and what comes over one."""
    assert wizard.sight
    wizard.pages.show_step(wizard.sight.book[0])
    await until(pilot, lambda: isinstance(wizard.screen, StepPage))
    for step in wizard.sight.book:
        await album.keep(f"page {step.key}")
        await pilot.press("n")
        await pilot.pause(0.2)
    await over(album, pilot, "glossary", "g")
    await over(album, pilot, "help", "question_mark")


async def stand(album: Album, wizard: Wizard, pilot: Pilot[int]) -> None:
    """What stands, its tabs, a page of the book when it is done, and what tasks write."""
    await until(pilot, lambda: isinstance(wizard.screen, Finish) and not wizard.room.busy)
    await asyncio.to_thread(visit, wizard)
    await pilot.pause(3.0)
    await tabs(album, pilot, "finish", "6")
    await over(album, pilot, "how many", "s")
    await over(album, pilot, "quit", "q")
    await pilot.press("l")
    await pilot.pause(3.0)
    await album.keep("logs")
    await pilot.press("escape", "p")
    for _ in range(7):
        await pilot.press("n")
    await pilot.pause(0.5)
    await tabs(album, pilot, "page done")


def visit(wizard: Wizard) -> None:
    """Ask the apps for something, so that there are requests to see."""
    assert wizard.sight
    front = wizard.sight.standing_at(Position(Part.LOAD_BALANCER)).url.rstrip("/")
    for path in ("", "", "static/", "", "nowhere"):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{front}/{path}") as answer:
            answer.read()


async def fail(wanted: str, apps: Path) -> None:
    """An app that ends by itself: what was found, and the pages behind it."""
    wizard = Wizard(apps=apps)
    async with wizard.run_test(size=(120, 40)) as pilot:
        album = Album(wizard, pilot, wanted, number=AFTER_ALL_OTHERS)
        await pilot.pause(1.0)
        await pilot.press("enter")
        await until(pilot, lambda: wizard.focused is not None and wizard.focused.id == "onward")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(wizard.screen, Review))
        await pilot.press("b")
        await until(pilot, lambda: isinstance(wizard.screen, TroubleMenu))
        await album.keep("failed diagnosis")
        await pilot.press("escape")
        await tabs(album, pilot, "failed")
        await over(album, pilot, "failed in full", "i")


def broken_app(folder: Path) -> Path:
    """A folder of apps with one in it that misses its database."""
    shutil.copytree(BUNDLED / "hostname-app", folder / "hostname-app")
    (folder / "hostname-app" / "hostname.py").write_text('raise SystemExit("no database at db.example")\n')
    return folder


async def leave(album: Album, wizard: Wizard, pilot: Pilot[int]) -> None:
    """Taking down, which somebody else's network interface holds up, and the receipt."""
    assert wizard.sight
    ec2, name = wizard.sight.work.aws.ec2, wizard.sight.plan.deployment
    subnet = ec2.describe_subnets(Filters=[{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [name]}])["Subnets"][0]
    card = ec2.create_network_interface(SubnetId=subnet["SubnetId"], Description="somebody else's")
    await pilot.press("d")
    await until(pilot, lambda: isinstance(wizard.screen, Teardown))
    await album.keep("teardown")
    await pilot.press("enter")
    await until(pilot, lambda: bool(wizard.sight and wizard.sight.progress.obstacles))
    await album.keep("teardown held")
    await until(pilot, lambda: not wizard.room.busy)
    await album.keep("receipt of what is left")
    ec2.delete_network_interface(NetworkInterfaceId=card["NetworkInterface"]["NetworkInterfaceId"])
    await pilot.press("enter")
    await until(pilot, lambda: not wizard.room.busy)
    await album.keep("receipt")


async def tabs(album: Album, pilot: Pilot[int], name: str, *more: str) -> None:
    """Each tab of a page, and back to the first."""
    for key in ("2", "3", "4", "5", *more, "1"):
        await pilot.press(key)
        await pilot.pause(0.3)
        await album.keep(f"{name} tab {key}")


async def over(album: Album, pilot: Pilot[int], name: str, key: str) -> None:
    """What a key puts over the page."""
    await pilot.press(key)
    await pilot.pause(0.3)
    await album.keep(name)
    await pilot.press("escape")
    await pilot.pause(0.2)


def lay_out() -> None:
    """A contact sheet of each size and theme."""
    for folder in sorted(FOLDER.glob("*/*")):
        pictures = "".join(
            f'<img src="{picture.name}" title="{picture.stem}" style="width: 24%">'
            for picture in sorted(folder.glob("*.svg"))
        )
        (folder / "index.html").write_text(f"<!doctype html><title>{folder.name}</title>{pictures}")


def lives(wanted: str) -> Iterator[Coroutine[Any, Any, None]]:
    """Each begins with nothing, in a home of its own."""
    yield walk(wanted)
    with tempfile.TemporaryDirectory() as folder:
        yield fail(wanted, broken_app(Path(folder)))


def main() -> None:
    """Draw all of them, or those alone whose name has the first argument in it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for life in lives(next(iter(sys.argv[1:]), "")):
        with tempfile.TemporaryDirectory() as home:
            os.environ["FARGATE_WIZARD_HOME"] = home
            start_practice(speed=SPEED)
            try:
                asyncio.run(life)
            finally:
                stop_practice()
                lay_out()
    print(f"Look at {FOLDER}/*/*/index.html")


if __name__ == "__main__":
    main()
