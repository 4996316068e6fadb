"""On the screen, a paused run looks for the new login as soon as its user says so."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from steps.engine.build import perform
from steps.sandbox.control import clear_weather, make_key, set_weather
from steps.target.target import Target, TargetKind
from tests.practice import at
from tests.tui.conftest import until
from tests.whole.conftest import Wizard as Command
from tests.whole.test_login_ends import log_in
from tui.screens.frame import PausedBanner
from tui.widgets.theme import UNICODE, Appearance
from tui.wizard.app import Wizard

NAME = "hurried"


@pytest.fixture
def keys(command: Command, cloud: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with a profile at the practice cloud, whose file of keys this is; a run looks at it once an hour."""
    keys = tmp_path / "credentials"
    log_in(keys, *make_key(at(cloud)))
    monkeypatch.setattr(perform, "EVERY", 3600.0 * 1000)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    for name, value in {
        "FARGATE_WIZARD_HOME": str(command.home), "AWS_ENDPOINT_URL": cloud["AWS_ENDPOINT_URL"],
        "AWS_SHARED_CREDENTIALS_FILE": str(keys), "AWS_CONFIG_FILE": "/dev/null", "AWS_PROFILE": "work",
        "AWS_REGION": "eu-central-1", "AWS_EC2_METADATA_DISABLED": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return keys


@pytest.fixture(scope="module")
def command(wizard: Command) -> Command:
    return wizard


async def keys_offered(pilot: Pilot[int]) -> set[str]:
    await pilot.pause(0.2)
    return {each.binding.action for each in pilot.app.screen.active_bindings.values() if each.enabled}


async def test_try_now_finds_the_new_login_and_the_run_goes_on(keys: Path, cloud: dict[str, str]) -> None:
    app = Wizard(appearance=Appearance(glyphs=UNICODE, still=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.open(NAME, Target(TargetKind.AWS, "work", "eu-central-1"))
        sight = app.sight
        assert sight
        set_weather(at(cloud), "expired", at=4)
        app.pages.show_step(sight.step("cluster"))
        await pilot.pause()
        assert "try_now" not in await keys_offered(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: sight.progress.paused is not None)
        await until(pilot, lambda: bool(app.screen.query_one(PausedBanner).display))
        assert "t tries now" in str(app.screen.query_one(PausedBanner).render())
        assert "try_now" in await keys_offered(pilot)
        await pilot.press("t")
        await pilot.pause(0.3)
        assert sight.progress.paused, "there is no new login yet"
        log_in(keys, *make_key(at(cloud)))
        await pilot.press("t")
        await until(pilot, lambda: sight.progress.paused is None)
        await until(pilot, lambda: not app.room.busy)
        assert "Done" in str(app.screen.query_one("#next").render())
        assert "try_now" not in await keys_offered(pilot)
        clear_weather(at(cloud))
        await app.room.tear_down(sight.work)
        assert not sight.work.record.progress.recorded
