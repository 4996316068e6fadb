"""The drawings fit whatever width they get, and say without colour what they say with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.aws.prices import Cost, Item
from steps.engine.memory.outlook import Outlook
from steps.engine.memory.progress import Progress
from steps.engine.model.events import AnyEvent, Began, Creating, Deleting, Failed, Verb
from tests.tui.widgets.scene import APPS, BOOK, NOW, PLAN_ROWS, START, app, finished, plan, progress
from tui.screens.review import bill
from tui.widgets.far_line import drawn as drawn_far
from tui.widgets.marks import step_nodes
from tui.widgets.picture import NARROWEST, WIDE, WIDEST, draw_picture
from tui.widgets.plan_table import draw_row
from tui.widgets.rail import draw_entry, entries
from tui.widgets.resources import draw_table
from tui.widgets.text import MUTED, Line, width_of
from tui.widgets.theme import ASCII, UNICODE, Glyphs
from tui.widgets.timeline import draw_timeline, spans

GLYPHS = st.sampled_from([UNICODE, ASCII])
STATES = st.sampled_from([Progress(), progress(), finished()])
ZONES = [f"ap-northeast-1{letter}" for letter in "abcdef"]


def text(lines: list[Line]) -> str:
    return "\n".join("".join(piece for piece, _ in line).rstrip() for line in lines)


@given(st.integers(26, 160), GLYPHS, STATES)
@settings(deadline=None)
def test_the_rail_fits(width: int, glyphs: Glyphs, progress: Progress) -> None:
    for entry in entries(BOOK, progress, plan(), "services"):
        assert width_of(draw_entry(entry, width, glyphs)) <= width


@given(st.integers(36, 160), GLYPHS, STATES, st.sampled_from(BOOK), st.integers(0, 90_000))
@settings(deadline=None)
def test_resources_fit(width: int, glyphs: Glyphs, progress: Progress, step: object, later: int) -> None:
    nodes = step_nodes(step, plan())  # type: ignore[arg-type]  # drawn from the book
    assert all(width_of(line) <= width for line in draw_table(nodes, progress, NOW + later, width, glyphs))


@given(st.integers(30, 160), GLYPHS, STATES, st.integers(0, 90_000))
@settings(deadline=None)
def test_the_timeline_fits(width: int, glyphs: Glyphs, progress: Progress, later: int) -> None:
    assert all(
        width_of(line) <= width for line in draw_timeline(spans(progress, NOW + later, glyphs), width, glyphs)
    )


@given(st.integers(NARROWEST, 160), GLYPHS, STATES, st.integers(0, 9), st.integers(2, 6))
@settings(deadline=None)
def test_the_picture_fits(width: int, glyphs: Glyphs, progress: Progress, apps: int, zones: int) -> None:
    many = [app(f"application-number-{number}", number, path=f"/path/{number}/*") for number in range(apps)]
    lines = draw_picture(BOOK, plan(many, ZONES[:zones]), progress, width, glyphs)
    assert all(width_of(line) <= width for line in lines)
    assert len(lines) <= 18


@given(st.integers(30, 160), GLYPHS, st.sampled_from(PLAN_ROWS))
def test_rows_of_the_plan_fit(width: int, glyphs: Glyphs, row: tuple[str, str, str]) -> None:
    assert all(width_of(line) <= width for line in draw_row(row, width, glyphs))


@pytest.mark.parametrize("width", [NARROWEST, 45, 46, WIDE])
def test_the_legend_is_whole(width: int) -> None:
    assert text(draw_picture(BOOK, plan(), progress(), width, UNICODE)).splitlines()[-1].endswith("failed")


@pytest.mark.parametrize("width", [54, 74, 114])
def test_no_name_of_the_plan_is_cut(width: int) -> None:
    row = ("Permissions boundary", "arn:aws:iam::123456789012:policy/a-boundary", "app.toml, scaled")
    columns = zip(*([piece for piece, _ in line] for line in draw_row(row, width, UNICODE)), strict=True)
    assert tuple("".join("".join(column).split()) for column in columns) == tuple(
        "".join(part.split()) for part in row
    )


def test_the_bill_fits_the_narrowest_terminal() -> None:
    zone = Item("names: 1 hosted zone, by the month", 0.0007, 0.5)
    table, _, note = bill(Cost((zone,), "eu-central-1", "eu-central-1")).plain.partition("\n\n")
    assert table.splitlines()[-1].split() == ["Total,", "about", "0.001", "0.50"]
    assert max(len(line) for line in table.splitlines()) <= 54
    assert note


@pytest.mark.parametrize("width", [76, WIDE, WIDEST])
def test_the_picture_names_every_part(width: int) -> None:
    drawn = text(draw_picture(BOOK, plan(), progress(), width, UNICODE))
    for part in (
        "VPC",
        "internet gateway",
        "load balancer",
        "eu-central-1a",
        "public subnet",
        "private subnet",
        "ecr.dkr",
        "s3",
    ):
        assert part in drawn
    for each in APPS:
        assert each.name in drawn
    assert "demo.internal" in drawn


def test_the_picture_shows_states_by_sign() -> None:
    drawn = text(draw_picture(BOOK, plan(), progress(), 76, ASCII))
    assert "* VPC" in drawn
    assert "~ load balancer  provisioning" in drawn
    assert "x hostname-app" in drawn
    assert ". static-app" in drawn
    assert drawn.isascii()


def test_a_platform_that_was_taken_down_is_only_planned_again() -> None:
    drawn = text(draw_picture(BOOK, plan(), Progress(), 76, ASCII))
    assert "* " not in drawn.partition("\n  ")[0].split(". planned")[0]
    assert ". VPC" in drawn


def test_tasks_are_drawn_one_by_one_until_they_are_many() -> None:
    drawn = text(
        draw_picture(BOOK, plan([app("few", 3, path="/"), app("many", 40, path="/m")]), finished(), 76, ASCII)
    )
    assert "few   . . ." in drawn
    assert "40 ." in drawn


def test_more_apps_than_lines_are_counted() -> None:
    drawn = text(
        draw_picture(BOOK, plan([app(f"app-{n}", path=f"/{n}") for n in range(7)]), Progress(), 76, UNICODE)
    )
    assert "and 5 more services" in drawn


def test_a_plan_without_answers_is_drawn_as_well() -> None:
    bare = type(plan())(deployment="demo", target="aws", account="1", region="eu-central-1")
    assert "no services yet" in text(draw_picture(BOOK, bare, Progress(), 76, UNICODE))


def test_bars_stand_side_by_side_on_one_scale() -> None:
    drawn = text(draw_timeline(spans(progress(), NOW, ASCII), 100, ASCII)).splitlines()
    assert ":0:00" in drawn[0]
    balancer = next(line for line in drawn if "load-balancer" in line)
    logs = next(line for line in drawn if "endpoint.logs" in line)
    assert balancer.count("=") > 4 * logs.count("=")
    assert balancer.endswith("4:12")
    assert abs(balancer.index("=") - logs.index("=")) <= 1


def test_only_the_latest_run_is_on_the_timeline() -> None:
    later = progress()
    later.take(
        Began(verb=Verb.TEARDOWN, deployment="demo", target="aws", account="1", region="x", at=START + 1000)
    )
    assert draw_timeline(spans(later, START + 1001, ASCII), 80, ASCII) == [
        [("Nothing has been built in this run yet.", MUTED)]
    ]
    later.take(Deleting(resource="vpc", at=START + 1002))
    assert [span.name for span in spans(later, START + 1010, ASCII)] == ["vpc"]


def test_resources_show_id_times_and_what_is_overdue() -> None:
    nodes = [node for step in BOOK for node in step_nodes(step, plan())]
    drawn = text(draw_table(nodes, progress(), NOW, 120, UNICODE))
    assert "vpc-0a1b2c3d4e5f60718" in drawn
    assert "! overdue  load-balancer" in drawn
    assert "provisioning" in drawn
    assert "4:12   2:30" in drawn
    assert "CannotPullContainerError" in text(draw_table(nodes, progress(), NOW, 200, UNICODE))
    assert drawn.index("Resources") < drawn.index("Checks")


def test_a_name_is_cut_only_where_its_bar_needs_the_room() -> None:
    name = "security-group-rule.apps.from.load-balancer.8080"
    events: list[AnyEvent] = [
        Creating(resource=name, kind="AWS::EC2::SecurityGroupIngress", at=START + 2000),
        Failed(resource="room", what="The quota is used up.", at=START + 2003),
    ]
    later = progress()
    later.take(
        Began(verb=Verb.BUILD, deployment="demo", target="aws", account="1", region="x", at=START + 2000)
    )
    for event in events:
        later.take(event)
    drawn = text(draw_timeline(spans(later, START + 2010, ASCII), 90, ASCII))
    assert name in drawn
    assert "x room" in drawn, "also what failed before it was begun"


def test_what_is_overdue_has_a_line_of_its_own_where_there_is_no_room_for_it() -> None:
    late = Outlook(61, 71, 10.0, 0.5, ("subnet.private.eu-central-1a",))
    narrow, wide = (drawn_far("Building", late, width).plain for width in (52, 120))
    assert narrow.splitlines()[1] == "subnet.private.eu-central-1a overdue"
    assert all(len(line) <= 52 for line in narrow.splitlines())
    assert wide.endswith("about 10 s left · subnet.private.eu-central-1a overdue")
