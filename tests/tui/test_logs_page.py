"""What the tasks write, on the screen: merged, told apart, searched, and read again and again."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from tests.marks import long
from tests.tui.book import Cloud
from tests.tui.conftest import NOON, new_wizard, press, settled, until
from tests.tui.log_groups import LogGroups
from tests.tui.pictures import Picture
from tests.tui.test_tasks import screen_of
from tui.screens import following
from tui.screens.finish import Finish
from tui.screens.help import Help
from tui.screens.logs_page import LogsPage
from tui.screens.step_page import StepPage
from tui.widgets.scrollback import Scrollback
from tui.widgets.theme import DARK, LIGHT
from tui.wizard.app import Wizard

pytestmark = pytest.mark.usefixtures("at_noon")
WEB, QUOTES = "hostname-app", "random-quote-app"
ONE, TWO, OTHER = "11aa" * 8, "22bb" * 8, "33cc" * 8
WRITTEN = [
    (NOON - 60, WEB, ONE, "listening on 0.0.0.0:8080"),
    (NOON - 40, WEB, ONE, "\x1b[31mTraceback\x1b[0m (most recent call last):\x1b]0;owned\x07"),
    (NOON - 40, WEB, ONE, "FileNotFoundError: there is no ledger"),
    (NOON - 20, WEB, TWO, "listening on 0.0.0.0:8080, and this is a line that is far too long for one row of a screen"),
    (NOON - 50, QUOTES, OTHER, "GET /quote \u202e200"),
    (NOON - 9000, QUOTES, OTHER, "long before"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """One look follows the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "LEAST", 0.02)
        yield


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(logs=LogGroups(written=[*WRITTEN]))


async def read(pilot: Pilot[int]) -> Scrollback:
    """Build all of it, and open the page from the one that shows what stands."""
    await settled(pilot)
    await press(pilot, "enter", "enter", "b", "enter")
    assert isinstance(pilot.app.screen, Finish)
    await pilot.press("l")
    await until(pilot, lambda: isinstance(pilot.app.screen, LogsPage))
    lines = pilot.app.screen.query_one(Scrollback)
    await until(pilot, lambda: lines.count >= len(WRITTEN) - 1)
    await pilot.pause(0.1)
    return lines


def rows(wizard: Wizard) -> list[str]:
    return [" ".join(row.split()) for row in screen_of(wizard).splitlines()]


@pytest.mark.parametrize(
    ("size", "theme"),
    [
        ((80, 24), DARK.name),
        ((120, 40), DARK.name),
        ((80, 24), LIGHT.name),
        long((120, 40), LIGHT.name),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)
async def test_the_page_looks_as_it_did(
    cloud: Cloud, snapshot: SnapshotAssertion, size: tuple[int, int], theme: str
) -> None:
    wizard = new_wizard(cloud, theme=theme)
    async with wizard.run_test(size=size) as pilot:
        await read(pilot)
        assert wizard.export_screenshot() == snapshot(extension_class=Picture)


async def test_lines_are_merged_and_each_has_its_task(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        lines = await read(pilot)
        assert [line.partition(" ")[2] for line in lines.lines] == [
            "listening on 0.0.0.0:8080",
            "GET /quote 200",
            "Traceback (most recent call last):",
            "FileNotFoundError: there is no ledger",
            WRITTEN[3][3],
        ]
        shown = "\n".join(rows(wizard))
        assert "11aa11aa" in shown
        assert "33cc33cc" in shown
        assert "3 tasks" in shown
        assert "long before" not in shown
        marks = {row.label[:8]: row.mark for row in lines._rows}
        assert len(set(marks.values())) == 3


async def test_it_is_searched_by_typing_and_escape_ends_the_search(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        lines = await read(pilot)
        await pilot.press("slash", *"LEDGER")
        await until(pilot, lambda: lines.found == 1)
        shown = "\n".join(rows(wizard))
        assert "there is no ledger" in shown
        assert "listening" not in shown
        assert "1 of 5 lines with “LEDGER”" in shown
        cloud.logs.written.append((NOON, WEB, TWO, "the ledger again"))
        await until(pilot, lambda: lines.found == 2)
        await pilot.press("enter")
        assert lines.has_focus
        await pilot.press("escape")
        await until(pilot, lambda: lines.found == 6)
        assert isinstance(wizard.screen, LogsPage)
        await pilot.press("slash", *"33cc")
        await until(pilot, lambda: lines.found == 1)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(wizard.screen, Finish))


async def test_new_lines_come_once_and_a_refusal_is_said_until_it_is_over(
    wizard: Wizard, cloud: Cloud
) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        lines = await read(pilot)
        cloud.logs.refusal = ClientError(
            {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "FilterLogEvents"
        )
        await until(pilot, lambda: "AWS does not allow you the call FilterLogEvents" in screen_of(wizard))
        cloud.logs.refusal = None
        cloud.logs.written.append((NOON, WEB, TWO, "here again"))
        await until(pilot, lambda: "here again" in screen_of(wizard))
        assert "AWS does not allow" not in screen_of(wizard)
        assert lines.count == len(WRITTEN)


async def test_the_lines_and_the_commands_are_copied(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await read(pilot)
        await pilot.press("c")
        assert "11aa11aa hostname-app  " in wizard.clipboard
        assert "FileNotFoundError: there is no ledger" in wizard.clipboard
        await pilot.press("y")
        copied = wizard.clipboard.splitlines()
        assert len(copied) == 3
        assert copied[0].startswith(
            f"aws logs filter-log-events --log-group-name /fargate-wizard/practice/{WEB} --start-time "
        )
        assert copied[0][:50] in "\n".join(rows(wizard))


async def test_the_key_is_there_as_soon_as_something_stands(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "enter", "l")
        assert isinstance(wizard.screen, StepPage)
        await press(pilot, "enter", "n", "enter", "question_mark")
        assert isinstance(wizard.screen, Help)
        assert "Read what the tasks write" in screen_of(wizard)
        await press(pilot, "escape")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(wizard.screen, LogsPage))
        assert not wizard.screen.query_one("#find", Input).has_focus


async def test_nothing_is_read_once_the_page_is_left(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await read(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(wizard.screen, Finish))
        await settled(pilot)
        assert not any(worker.group == "logs" for worker in wizard.workers)
