"""One pace for all calls."""

import time

from steps.engine.brake import LEAST, MOST, Brake


def test_nobody_waits_while_aws_does_not_complain() -> None:
    brake = Brake()
    assert [brake.wait() for _ in range(100)] == [0.0] * 100


def test_once_pressed_calls_go_one_after_another() -> None:
    brake = Brake()
    brake.press(sent=time.monotonic())
    waits = [brake.wait() for _ in range(5)]
    assert all(later - earlier > LEAST * 0.9 for earlier, later in zip(waits, waits[1:], strict=False))


def test_a_burst_that_was_sent_at_one_time_presses_once() -> None:
    once, often = Brake(), Brake()
    sent = time.monotonic()
    once.press(sent)
    for _ in range(16):
        often.press(sent)
    once.wait(), often.wait()
    assert abs(often.wait() - once.wait()) < LEAST


def test_it_gets_slower_while_aws_goes_on_complaining_but_never_stands_still() -> None:
    brake = Brake()
    for _ in range(50):
        brake.press(time.monotonic())
    brake.wait()
    assert MOST * 0.9 < brake.wait() <= 2 * MOST


def test_it_lets_go_when_aws_is_content() -> None:
    brake = Brake()
    brake.press(time.monotonic())
    for _ in range(20):
        brake.ease()
    assert brake.wait() == 0.0


def test_the_practice_clouds_clock_divides_its_seconds() -> None:
    brake = Brake(pace=1000.0)
    brake.press(time.monotonic())
    assert brake.wait() <= LEAST / 1000
