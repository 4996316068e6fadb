"""From any set of apps to any other: what is changed is what would have been made afresh, and then nothing is left of it."""

import itertools
from collections.abc import Iterable

from tests.changes.app_sets import Wish
from tests.changes.life import Lives
from tests.crash.platform import differences


def ladder(lives: Lives, sets: Iterable[Wish]) -> None:
    """Build each set, make it into the next, compare that with the next one that is built, and take it down."""
    changed = None
    for first, second in itertools.pairwise(sets):
        name = lives.new_name()
        lives.up(name, first)
        if changed is not None:
            wrong = differences(lives.seen(name), changed)
            assert wrong == []
        lives.up(name, second)
        changed = lives.seen(name)
        lives.down(name)
        assert lives.left() == []
