"""How long a run will still take: along the longest path, from what is usual, and soon from the user's own runs."""

from pathlib import Path

import pytest

from steps.engine.memory.outlook import elapsed, is_late, outlook, time_left
from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.memory.usual import Usual, learn, read_usual
from steps.engine.model.events import (
    AnyEvent,
    Began,
    Created,
    Creating,
    Deleted,
    Deleting,
    Ended,
    Outcome,
    Paused,
    Ready,
    Resumed,
    Verb,
)
from steps.engine.model.resource import Check, Resource, WhenReady

START = 1_800_000_000.0


class Network(Resource):
    """Soon there."""

    kind = "AWS::EC2::VPC"


class Door(Resource):
    """Slow, and of use before it is ready."""

    kind = "AWS::X::Door"
    network: Network
    typical = 150.0
    typical_deletion = 20.0


class Phone(Resource):
    """Rather slow."""

    kind = "AWS::X::Phone"
    network: WhenReady[Network]
    typical = 60.0


class House(Resource):
    """Comes when the phone is ready and the door is made."""

    kind = "AWS::X::House"
    door: Door
    phone: WhenReady[Phone]
    typical = 80.0
    typical_deletion = 75.0


class Answers(Check):
    """Somebody is at home."""

    house: WhenReady[House]


NETWORK = Network()
HOUSE = House(Door(NETWORK), Phone(NETWORK))
NODES = (NETWORK, HOUSE.door, HOUSE.phone, HOUSE, Answers(HOUSE))


def began(verb: Verb = Verb.BUILD, at: float = START) -> Began:
    return Began(verb=verb, deployment="demo", target="aws", account="1", region="x", at=at)


def made(name: str, at: float, seconds: float) -> list[AnyEvent]:
    return [
        Creating(resource=name, kind="AWS::X", at=at),
        Created(resource=name, id=name, at=at),
        Ready(resource=name, id=name, seconds=seconds, at=at + seconds),
    ]


def after(*events: AnyEvent) -> Progress:
    return Progress.of([began(), *events])


def test_nothing_is_done_yet_and_the_longest_path_is_left() -> None:
    found = outlook(NODES, after(), Usual(), START)
    assert (found.done, found.whole) == (0, 5)
    assert found.left == 2 + 150, "the door; the phone and the house take no longer beside it"
    assert found.words == "about 2 min 40 s left"


def test_what_is_under_way_takes_the_rest_of_its_usual_time() -> None:
    progress = after(
        *made("network", START, 2),
        *made("door", START + 2, 10),
        Creating(resource="phone", kind="X", at=START + 2),
    )
    found = outlook(NODES, progress, Usual(), START + 32)
    assert found.left == 30 + 80, "the phone, and then the house"
    assert found.share == pytest.approx(32 / (32 + 110))


def test_what_is_overdue_is_named_and_the_end_is_not_said_to_be_there() -> None:
    progress = after(*made("network", START, 2), Creating(resource="phone", kind="X", at=START + 2))
    assert outlook(NODES, progress, Usual(), START + 92).overdue == ()
    found = outlook(NODES, progress, Usual(), START + 102)
    assert found.overdue == ("phone",)
    assert found.late == "phone overdue"
    assert found.left > 80


def test_the_practice_clock_runs_faster() -> None:
    assert outlook(NODES, after(), Usual(10), START).left == pytest.approx(15.2)


def test_a_pause_is_nobodys_delay() -> None:
    node = Standing("phone", state=State.CREATED, since=START)
    progress = after(Paused(what="no network", at=START + 10), Resumed(seconds=600, at=START + 610))
    assert elapsed(progress, node, START + 650) == 50
    assert not is_late(progress, node, 60, START + 650)
    still = after(Paused(what="no network", at=START + 10))
    assert elapsed(still, node, START + 650) == 10


def test_nobody_waits_between_two_runs() -> None:
    asked = Creating(resource="x", kind="AWS::X", at=START)
    stop = Ended(verb=Verb.BUILD, outcome=Outcome.STOPPED, seconds=30, at=START + 30)
    stopped = after(asked, stop)
    assert elapsed(stopped, stopped.node("x"), START + 9_000) == 30
    assert not is_late(stopped, stopped.node("x"), 10, START + 9_000)
    killed = after(asked)
    killed.cut_off = START + 40
    assert elapsed(killed, killed.node("x"), START + 9_000) == 40
    assert not is_late(killed, killed.node("x"), 10, START + 9_000)
    killed.take(began(at=START + 9_000))
    assert elapsed(killed, killed.node("x"), START + 9_012) == 12
    assert not is_late(killed, killed.node("x"), 10, START + 9_012)
    assert is_late(killed, killed.node("x"), 10, START + 9_100)


def test_late_is_what_takes_half_as_long_again() -> None:
    node = Standing("x", state=State.CREATED, since=START)
    assert not is_late(after(), node, 100, START + 150)
    assert is_late(after(), node, 100, START + 160)
    assert not is_late(after(), Standing("x", state=State.READY, since=START, seconds=500), 100, START + 900)


def test_taking_down_goes_the_other_way() -> None:
    events = [event for node in NODES[:4] for event in made(node.name, START, 1)]
    progress = Progress.of(
        [*events, began(Verb.TEARDOWN, START + 100), Deleting(resource="house", at=START + 100)]
    )
    found = outlook(NODES[3::-1], progress, Usual(), START + 110)
    assert found.left == 65 + 20 + 2, "the house, the door, the network"
    gone = [Deleted(resource=node.name, at=START + 200) for node in NODES[:4]]
    for event in gone:
        progress.take(event)
    assert outlook(NODES[3::-1], progress, Usual(), START + 210).words == ""


def test_after_a_first_run_its_own_times_are_the_usual_ones(tmp_path: Path) -> None:
    progress = after(*made("network", START, 2), *made("door", START + 2, 40))
    progress.take(Ended(verb=Verb.BUILD, outcome=Outcome.DONE, seconds=42, at=START + 42))
    learn(tmp_path, progress, 1)
    usual = read_usual(tmp_path, "aws", 1)
    assert usual.seconds(HOUSE.door) == 40
    assert usual.seconds(HOUSE.phone) == 60, "it has not been made yet"
    assert usual.seconds(HOUSE.door, Verb.TEARDOWN) == 20
    assert read_usual(tmp_path, "sandbox", 10).seconds(HOUSE.door) == 15


def test_a_run_that_was_paused_and_what_was_there_before_teach_nothing(tmp_path: Path) -> None:
    paused = after(*made("door", START, 900), Paused(what="no network"), Resumed(seconds=800))
    learn(tmp_path, paused, 1)
    learn(tmp_path, Progress.of([*made("door", START - 900, 40), began()]), 1)
    assert read_usual(tmp_path, "aws", 1).seconds(HOUSE.door) == 150


def test_of_the_latest_runs_the_median_counts(tmp_path: Path) -> None:
    for seconds in (900, 30, 34, 32, 36, 31):
        learn(tmp_path, after(*made("door", START, seconds)), 1)
    assert read_usual(tmp_path, "aws", 1).seconds(HOUSE.door) == 32


def test_what_cannot_be_read_or_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "usual-times.json").write_text("{")
    assert read_usual(tmp_path, "aws", 1).seconds(HOUSE.door) == 150
    learn(tmp_path / "nowhere", after(*made("door", START, 40)), 1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds left"),
        (6, "about 10 s left"),
        (99, "about 1 min 40 s left"),
        (601, "about 11 min left"),
    ],
)
def test_times_that_nobody_knows_are_round(seconds: float, words: str) -> None:
    assert time_left(seconds) == words
