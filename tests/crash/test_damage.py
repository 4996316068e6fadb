"""A fixed sample of random damage to the journal: `down` never says that nothing is left while something is."""

import pytest

from tests.crash.damage import leaks
from tests.crash.disturbed import Disturbed


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_hides_what_stands(disturbed: Disturbed, seed: int) -> None:
    assert list(leaks(disturbed, seed)) == []
