"""Many lives side by side: when each is stepped, how many at once, and what a stop and an error come to."""

import contextvars
import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace

import pytest

from steps.engine.build import schedule as of_schedule
from steps.engine.build.schedule import AT_ONCE, BLINK, SHORTEST, Life, Schedule
from steps.engine.cloud.clients import given_up, speaking
from steps.engine.model.resource import Node

MARK: contextvars.ContextVar[str] = contextvars.ContextVar("mark", default="")
AGES = 100_000.0  # seconds that nobody waits for


class Named(Node):
    """A node with nothing to it but its name."""

    label: str

    @property
    def name(self) -> str:
        return self.label


def schedule(
    lives: Iterable[Life],
    begin: Callable[[], Iterable[tuple[Node, Life]]] = lambda: (),
    stop: threading.Event | None = None,
    pace: float = 1.0,
) -> list[tuple[str, Exception]]:
    """Run these, and what `begin` has from its second asking on; the errors that were told."""
    errors: list[tuple[str, Exception]] = []
    first = iter([[(Named(f"life-{place}"), life) for place, life in enumerate(lives)]])
    Schedule(
        lambda: next(first, None) or begin(),
        lambda node, error: errors.append((node.name, error)),
        stop or threading.Event(),
        pace,
    ).run()
    return errors


def test_an_error_ends_its_own_life_and_no_other() -> None:
    seen = []

    def breaks() -> Life:
        yield 0.0
        raise ValueError("broken")

    def goes_on() -> Life:
        for step in range(3):
            seen.append(step)
            yield 0.0

    errors = schedule([breaks(), goes_on()])
    assert [(name, str(error)) for name, error in errors] == [("life-0", "broken")]
    assert seen == [0, 1, 2]


@pytest.mark.parametrize(("wait", "pace", "least"), [(2.0, 10.0, 0.2), (0.2, 1.0, 0.2), (1.0, 1e6, SHORTEST)])
def test_a_wait_is_divided_by_the_pace_and_never_so_short_that_it_spins(
    wait: float, pace: float, least: float
) -> None:
    moments = []

    def life() -> Life:
        moments.append(time.monotonic())
        yield wait
        moments.append(time.monotonic())

    schedule([life()], pace=pace)
    assert moments[1] - moments[0] >= least


def test_the_pace_is_awss_own_unless_another_is_given() -> None:
    def life() -> Life:
        yield 0.1

    began = time.monotonic()
    lives: list[tuple[Node, Life]] = [(Named("a"), life())]
    Schedule(lambda: [lives.pop()] if lives else [], lambda *_: None, threading.Event()).run()
    assert time.monotonic() - began >= 0.1


def test_no_more_are_under_way_than_may_talk_at_once_and_all_have_their_turn() -> None:
    under_way, peak, release, turns = [], [], threading.Event(), itertools.count(1)

    def life() -> Life:
        under_way.append(1)
        release.wait(30)
        under_way.pop()
        next(turns)
        yield 0.0

    def idle() -> Iterable[tuple[Node, Life]]:
        peak.append(len(under_way))
        if len(under_way) >= AT_ONCE:
            release.set()
        return ()

    schedule([life() for _ in range(AT_ONCE + 4)], idle)
    assert max(peak) == AT_ONCE
    assert next(turns) == AT_ONCE + 5


def test_a_life_knows_whose_it_is_and_is_left_behind_when_the_program_ends() -> None:
    found = []

    def life() -> Life:
        thread = threading.current_thread()
        found.append((speaking.get(), MARK.get(), thread.name, thread.daemon))
        yield 0.0

    token = MARK.set("of the caller")
    schedule([life()])
    MARK.reset(token)
    assert found == [("life-0", "of the caller", "life-0", True)]


def test_what_can_begin_meanwhile_begins_while_another_is_still_under_way() -> None:
    arrived = threading.Event()
    late: list[tuple[Node, Life]] = [(Named("late"), arrives(arrived))]
    offered: Iterator[list[tuple[Node, Life]]] = iter([[], [], late])
    waited = []

    def waits() -> Life:
        waited.append(arrived.wait(30))
        yield 0.0

    schedule([waits()], lambda: next(offered, ()))
    assert waited == [True]


def arrives(arrived: threading.Event) -> Life:
    arrived.set()
    yield 0.0


def test_a_stop_waits_for_the_calls_under_way_and_for_nothing_else() -> None:
    stop, calling, ended, late = threading.Event(), threading.Event(), [], []

    def under_way() -> Life:
        calling.set()
        stop.wait(30)
        ended.append(True)
        yield AGES

    def stops() -> Life:
        calling.wait(30)
        stop.set()
        yield 0.0
        late.append("the step after it")

    def waits() -> Life:
        yield AGES

    def begins() -> Life:
        late.append("a new one")
        yield 0.0

    schedule(
        [waits(), under_way(), stops()],
        lambda: [(Named("new"), begins())] if stop.is_set() else (),
        stop,
    )
    assert ended == [True]
    assert not late


def test_a_call_that_ends_soon_after_a_stop_is_still_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_schedule, "time", SimpleNamespace(monotonic=lambda: 100.0))
    stop, release, looks, errors = threading.Event(), threading.Event(), itertools.count(1), []

    def ends_late() -> Life:
        stop.set()
        release.wait(30)
        raise ValueError("said no")
        yield

    def clock() -> float:
        if stop.is_set() and next(looks) == 3:
            release.set()
        return 0.0

    lives: list[tuple[Node, Life]] = [(Named("late"), ends_late())]
    Schedule(
        lambda: [lives.pop()] if lives else [], lambda _, error: errors.append(str(error)), stop, 1.0, clock
    ).run()
    assert errors == ["said no"]


def test_a_call_that_hangs_after_a_stop_is_left_behind_and_knows_it() -> None:
    stop, release, told = threading.Event(), threading.Event(), []

    def hangs() -> Life:
        told.append(given_up.get())
        stop.set()
        release.wait(30)
        yield 0.0

    schedule([hangs()], stop=stop)
    assert [over and over.is_set() for over in told] == [True]
    release.set()


def test_nothing_begins_that_was_stopped_before() -> None:
    stop, began = threading.Event(), []
    stop.set()

    def life() -> Life:
        began.append(True)
        yield 0.0

    schedule([life()], stop=stop)
    assert not began


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Schedule:
    """A schedule under a clock that stands still, with one life that can begin."""

    def life() -> Life:
        yield 0.0

    monkeypatch.setattr(of_schedule, "time", SimpleNamespace(monotonic=lambda: 100.0))
    return Schedule(lambda: [(Named("a"), life())], lambda *_: None, threading.Event())


def test_what_waits_for_nothing_is_due_at_once_and_stepped(still: Schedule) -> None:
    still._start_new()
    assert [due for due, *_ in still._due] == [100.0]
    still._step_due()
    assert still._busy == 1


def test_the_schedule_itself_waits_no_longer_than_until_the_next_is_due(still: Schedule) -> None:
    assert still._patience() == BLINK
    still._push(Named("late"), iter(()), AGES)  # type: ignore[arg-type]  # it is never stepped
    assert still._patience() == BLINK
    still._push(Named("soon"), iter(()), SHORTEST)  # type: ignore[arg-type]
    assert still._patience() == pytest.approx(SHORTEST)
    still._start_new()
    assert still._patience() == 0.0


def test_the_schedule_does_not_spin_while_it_may_start_no_more(still: Schedule) -> None:
    still._start_new()
    still._busy = AT_ONCE
    assert still._patience() == BLINK
