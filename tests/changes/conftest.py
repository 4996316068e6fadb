"""A practice cloud without delays for deployments that are built in this process."""

from collections.abc import Iterator

import pytest

from steps.sandbox import control
from tests.changes.life import Lives


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """Where deployments are built in this process; no other file of tests finds its home in the environment."""
    home = tmp_path_factory.mktemp("changes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARGATE_WIZARD_HOME", str(home))
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        running = control.start(home / "sandbox", speed=float("inf"))
        cloud = control.environment(running)
        yield Lives(cloud, tmp_path_factory.mktemp("apps"))
        control.stop(home / "sandbox")
