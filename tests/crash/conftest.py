"""One account for all cases of a kind; a case that failed does not spoil those that come after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.crash.disturbed import Disturbed
from tests.crash.forked import forking

settings.register_profile(
    "many", max_examples=50, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="session")
def _account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disturbed]:
    with forking(Path(tmp_path_factory.mktemp("crash"))) as wizard:
        yield Disturbed(wizard)


@pytest.fixture
def disturbed(_account: Disturbed, request: pytest.FixtureRequest) -> Iterator[Disturbed]:
    """A forked wizard and an account with foreign things in it, as it was before the first case.

    Each case says itself at its end that nothing is left; one that failed does not spoil the next.
    """
    failed = request.session.testsfailed
    yield _account
    if request.session.testsfailed > failed:
        _account.begin_anew()
