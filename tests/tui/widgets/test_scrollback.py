"""The live output: it is bounded, follows the end, folds, and can be selected."""

from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection

from steps.engine.model.events import Called, Failed, Planned, Said, TaskEvent, Waiting
from tests.tui.widgets.scene import history, plan
from tests.tui.widgets.stage import Stage, perform
from tui.widgets.output import Output, entries
from tui.widgets.scrollback import CAP, Entry, Scrollback
from tui.widgets.tasks_tab import Tasks, tells_why

LOG = Path("/home/ada/demo/output.log")
DRAWN = 0.2  # seconds: several frames


def say(output: Output, *lines: str, who: str = "image.hostname-app") -> None:
    for line in lines:
        output.take(Said(resource=who, line=line))


def test_lines_are_on_the_screen_a_frame_later() -> None:
    output = Output(LOG)

    async def script(pilot: Pilot[None]) -> None:
        say(output, "\x1b[1mStep 1/4\x1b[0m : FROM python")
        await pilot.pause(DRAWN)

    shown = perform(Stage(output), script)
    assert "hostname-app" in shown
    assert "Step 1/4 : FROM python" in shown
    assert "\x1b" not in shown


def test_what_came_before_it_was_shown_is_there() -> None:
    output = Output(LOG)
    say(output, "early")

    async def script(pilot: Pilot[None]) -> None:
        await pilot.pause(DRAWN)

    assert "early" in perform(Stage(output), script)


def test_memory_is_bounded_and_the_pane_says_where_the_rest_is() -> None:
    output = Output(LOG)

    async def script(pilot: Pilot[None]) -> None:
        say(output, *(f"line {number}" for number in range(CAP + 500)))
        await pilot.pause(DRAWN)

    shown = perform(Stage(output), script)
    assert len(output.lines) == CAP
    assert output.lines[0] == "line 500"
    assert f"line {CAP + 499}" in shown
    assert str(LOG) in shown


def test_a_short_output_says_nothing_of_the_log_file() -> None:
    output = Output(LOG)

    async def script(pilot: Pilot[None]) -> None:
        say(output, "one")
        await pilot.pause(DRAWN)

    assert str(LOG) not in perform(Stage(output), script)


def test_rows_are_bounded_even_when_every_line_is_folded() -> None:
    scrollback = Scrollback()

    async def script(pilot: Pilot[None]) -> None:
        for number in range(CAP):
            scrollback.add(Entry("x", f"{number} " + "word " * 60))
        await pilot.pause(DRAWN)

    perform(Stage(scrollback), script)
    assert len(scrollback._rows) == CAP


def test_it_follows_the_end_until_the_reader_scrolls_up() -> None:
    output = Output(LOG)
    seen: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        say(output, *(f"line {number}" for number in range(100)))
        await pilot.pause(DRAWN)
        output.query_one(Scrollback).focus()
        await pilot.press("home")
        await pilot.pause(DRAWN)
        say(output, "news")
        await pilot.pause(DRAWN)
        seen.append(pilot.app.text)  # type: ignore[attr-defined]  # the stage
        await pilot.press("end")
        await pilot.pause(DRAWN)

    at_the_end = perform(Stage(output), script)
    assert "line 0" in seen[0]
    assert "news" not in seen[0]
    assert "news" in at_the_end


def test_folded_again_when_the_terminal_is_resized() -> None:
    output = Output(LOG)

    async def script(pilot: Pilot[None]) -> None:
        say(
            output,
            "a line of output that is long enough to need two or three rows when it is narrow, but not here",
        )
        await pilot.pause(DRAWN)
        await pilot.resize_terminal(40, 24)
        await pilot.pause(DRAWN)

    shown = perform(Stage(output), script, (160, 24))
    assert "image.hostname-app" in shown  # without a gutter, above the line
    assert max(len(line) for line in shown.splitlines()) <= 40
    assert "but not here" in shown


def test_a_selection_is_the_text_without_labels_and_folds() -> None:
    scrollback = Scrollback()
    copied: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        scrollback.add(Entry("image.hostname-app", "word " * 30 + "end"))
        scrollback.add(Entry("image.hostname-app", "second"))
        await pilot.pause(DRAWN)
        everything = scrollback.get_selection(Selection(None, None))
        part = scrollback.get_selection(Selection(Offset(16, 0), Offset(20, 0)))
        copied.extend(text for text, _ in filter(None, (everything, part)))

    perform(Stage(scrollback), script)
    assert copied == ["word " * 30 + "end\nsecond", "word"]


def test_a_failure_is_told_whole() -> None:
    failed = history()[-1]
    assert isinstance(failed, Failed)
    entry = entries(failed)[0]
    assert [part for part in (failed.what, failed.why, failed.cure) if part not in entry.text] == []


@pytest.mark.parametrize("event", history(), ids=lambda event: type(event).__name__)
def test_every_event_of_a_run_is_told_but_its_beginning(event: object) -> None:
    lines = entries(event)  # type: ignore[arg-type]  # one of the events
    assert bool(lines) is (type(event).__name__ != "Began")


def test_what_is_shown_elsewhere_is_not_output() -> None:
    assert entries(Planned(plan=plan())) == ()
    assert entries(Called(resource="vpc", line="aws ec2 create-vpc", seconds=0.1)) == ()


def test_waiting_says_the_state() -> None:
    assert (
        entries(Waiting(resource="load-balancer", state="provisioning", seconds=70))[0].text == "provisioning"
    )


async def test_a_state_is_told_when_it_changes() -> None:
    states = ("provisioning", "provisioning", "active", "provisioning")
    async with Stage(Output(Path("output.log"))).run_test() as pilot:
        output = pilot.app.query_one(Output)
        for second, state in enumerate(states):
            output.take(Waiting(resource="load-balancer", state=state, seconds=float(second)))
        await pilot.pause(0.1)
        assert output.lines == ("provisioning", "active", "provisioning")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("(service x) has reached a steady state.", False),
        ("(service x) has stopped 1 running tasks: (task 1).", False),
        ("(service x) was unable to place a task. Reason: Internal error.", True),
        ("CannotPullContainerError: pull image manifest has been retried 5 time(s)", True),
        ("(service x) (task 1) failed container health checks.", True),
        ("Essential container in task exited (exit code 1)", True),
    ],
)
def test_a_reason_is_told_from_news(text: str, why: bool) -> None:
    assert tells_why(text) is why


def test_the_latest_reason_stays_on_top_whole() -> None:
    tasks = Tasks(lambda name: name.startswith("service."))
    reason = (
        "(task 1) stopped: ResourceInitializationError: "
        + "unable to pull registry auth " * 5
        + "no route at all"
    )

    async def script(pilot: Pilot[None]) -> None:
        tasks.take(TaskEvent(resource="service.static-app", text=reason))
        for number in range(40):
            tasks.take(TaskEvent(resource="service.static-app", text=f"registered target {number}"))
        await pilot.pause(DRAWN)

    shown = perform(Stage(tasks), script)
    assert tasks.reason == reason
    assert "Latest reason, from service.static-app" in shown
    assert "no route at all" in shown
    assert "registered target 39" in shown


def test_a_failed_service_is_a_reason_too() -> None:
    tasks = Tasks(lambda name: name.startswith("service."))
    tasks.take(TaskEvent(resource="lesson", text="(service lesson) has started 1 tasks"))
    tasks.take(Failed(resource="lesson", what="Its task does not start.", why="It has no way out."))
    assert tasks.reason == "Its task does not start. It has no way out."
    tasks.take(Failed(resource="vpc", what="There are too many."))
    assert tasks.reason.startswith("Its task")
