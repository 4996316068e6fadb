"""One pace for all calls."""

from itertools import pairwise

import pytest

from steps.engine.cloud.brake import LEAST, MOST, Brake


class Clock:
    """A clock that stands until it is told to go on."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def brake(clock: Clock) -> Brake:
    return Brake(clock=clock)


def test_nobody_waits_while_aws_does_not_complain(brake: Brake) -> None:
    assert [brake.wait() for _ in range(100)] == [0.0] * 100


def test_once_pressed_calls_go_one_after_another(brake: Brake, clock: Clock) -> None:
    brake.press(sent=clock.now)
    waits = [brake.wait() for _ in range(5)]
    assert [later - earlier for earlier, later in pairwise(waits)] == pytest.approx([LEAST] * 4)


def test_a_burst_that_was_sent_at_one_time_presses_once(brake: Brake, clock: Clock) -> None:
    sent = clock.now
    for _ in range(16):
        clock.now += 0.01
        brake.press(sent)
    assert brake.wait() <= LEAST
    assert brake.wait() <= 2 * LEAST


def test_it_gets_slower_while_aws_goes_on_complaining_but_never_stands_still(
    brake: Brake, clock: Clock
) -> None:
    for _ in range(50):
        clock.now += 1
        brake.press(clock.now)
    assert brake.wait() == pytest.approx(MOST)


def test_it_lets_go_when_aws_is_content(brake: Brake, clock: Clock) -> None:
    brake.press(clock.now)
    for _ in range(20):
        brake.ease()
    assert brake.wait() == 0.0


def test_a_turn_that_has_come_is_not_waited_for(brake: Brake, clock: Clock) -> None:
    brake.press(clock.now)
    clock.now += 60
    assert brake.wait() == 0.0


def test_the_practice_clouds_clock_divides_its_seconds(clock: Clock) -> None:
    brake = Brake(pace=1000.0, clock=clock)
    brake.press(clock.now)
    assert brake.wait() == pytest.approx(LEAST / 1000)
