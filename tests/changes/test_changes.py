"""From any set of apps to any other: what is changed is what would have been made afresh, and then nothing is left of it.

`make changes` draws other sets each time, of one app to thirty; otherwise it is a few that are always the same.
"""

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from steps.sandbox import control
from tests.changes.app_sets import Wish, wishes
from tests.changes.life import Lives
from tests.crash.platform import differences
from tests.practice import at
from tests.whole.account import everything

PAIRS = 1
MANY = int(os.environ.get("CHANGES", "0"))
LAG = {
    "calls": 2,
    "action": "ec2,ecs,iam,elasticloadbalancing:CreateRule,elasticloadbalancing:CreateTargetGroup",
}
"""What was made is unseen by the next two calls of its service; after a listener there may be none, and no clock runs here."""


@pytest.fixture
def weather(lives: Lives) -> Iterator[None]:
    """Two things on a page, and nothing is seen at once; what every account has from its first deployment on is there."""
    first = next(sample(1, most=1))
    lives.up("first", first)
    lives.down("first")
    lives.before = everything(lives.cloud)
    control.set_weather(at(lives.cloud), "small-pages")
    control.set_weather(at(lives.cloud), "lag", **LAG)
    yield
    control.clear_weather(at(lives.cloud))


def sample(count: int, *, least: int = 1, most: int, chance: bool = False) -> Iterator[Wish]:
    """So many sets of apps, always the same unless they are left to chance."""
    found: list[Wish] = []

    @settings(
        max_examples=4 * count, derandomize=not chance, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(wishes(least, most))
    def draw(wish: Wish) -> None:
        found.append(wish)

    draw()
    yield from found[-count:]  # the first ones that hypothesis draws are small


def climb(lives: Lives, sets: Iterator[Wish]) -> None:
    """Build each set, make it into the next, compare that with the next one that is built, and take it down."""
    before, first = None, next(sets)
    changed: dict[str, list[str]] = {}
    for second in sets:
        name = lives.new_name()
        lives.up(name, first)
        if before:
            wrong = differences(lives.seen(name), changed)
            assert wrong == [], f"{before} was made into {first}"
        lives.up(name, second)
        changed = lives.seen(name)
        lives.down(name)
        assert lives.left() == [], f"{first} was made into {second}, and taken down"
        before, first = first, second


@pytest.mark.usefixtures("weather")
def test_what_is_changed_is_what_would_have_been_made_afresh(lives: Lives) -> None:
    climb(lives, sample(PAIRS + 2, most=4))


@pytest.mark.skipif(not MANY, reason="`make changes` tries many")
@pytest.mark.usefixtures("weather")
def test_the_same_of_many_sets_from_one_app_to_thirty(lives: Lives) -> None:
    climb(lives, sample(MANY, most=6, chance=True))
    sizes = random.sample(range(1, 31), 30)
    climb(lives, (next(sample(1, least=size, most=size, chance=True)) for size in sizes))
