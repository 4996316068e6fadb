"""A role that takes a code of an MFA device: its user is asked once a session, and told where nobody can be asked."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from steps.engine.troubles import Trouble
from steps.target.profiles import identify
from steps.target.target import Target, TargetKind
from tests.tui.conftest import until
from tests.whole.account import client
from tests.whole.conftest import Wizard
from tui.screens.code_page import CodePage
from tui.wizard.app import Wizard as App

DEVICE = "arn:aws:iam::123456789012:mfa/ada"
TARGET = Target(TargetKind.AWS, "lent", "eu-central-1")


@pytest.fixture
def lent(cloud: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A user whose profile `lent` has a role for a code."""
    iam, who = client(cloud, "iam"), client(cloud, "sts").get_caller_identity()
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": f"arn:aws:iam::{who['Account']}:root"},
    }
    iam.create_role(
        RoleName="lent", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    config = tmp_path / "config"
    config.write_text(
        f"[profile own]\naws_access_key_id = {cloud['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {cloud['AWS_SECRET_ACCESS_KEY']}\n"
        f"[profile lent]\nrole_arn = arn:aws:iam::{who['Account']}:role/lent\nsource_profile = own\nmfa_serial = {DEVICE}\n"
    )
    environ = {
        "HOME": str(tmp_path), "AWS_ENDPOINT_URL": cloud["AWS_ENDPOINT_URL"], "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    yield environ
    iam.delete_role(RoleName="lent")


def test_the_code_is_asked_for_once_a_session(lent: dict[str, str], tmp_path: Path) -> None:
    asked: list[str] = []

    def ask_code(device: str) -> str:
        asked.append(device)
        return "123456"

    for _ in range(2):
        assert ":assumed-role/lent/" in identify(TARGET, ask_code).arn
    assert asked == [DEVICE]
    kept = list((tmp_path / ".aws" / "cli" / "cache").iterdir())
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]


def test_where_nobody_can_be_asked_it_is_said(wizard: Wizard, lent: dict[str, str]) -> None:
    told = wizard(
        "up",
        "lent",
        "--target",
        "aws",
        "--profile",
        "lent",
        "--region",
        "eu-central-1",
        "--yes",
        environ=lent,
    )
    assert told.code == 1
    assert DEVICE in told.err
    assert "There is no terminal here" in told.err
    assert "aws sts get-caller-identity" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("keys", "given"), [(("1", "2", "3", "4", "5", "6", "enter"), "123456"), (("escape",), "")]
)
async def test_the_wizard_asks_on_a_page_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...], given: str
) -> None:
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(tmp_path))
    got: list[str] = []
    app = App(practice=lambda: 0.0)

    def ask() -> None:
        try:
            got.append(app.ask_code(DEVICE))
        except Trouble as trouble:
            got.append(f"{trouble}")

    async with app.run_test(size=size) as pilot:
        asking = threading.Thread(target=ask)
        asking.start()
        await until(pilot, lambda: isinstance(app.screen, CodePage))
        assert app.screen.query_one("#code", Input).has_focus
        assert DEVICE in str(app.screen.query_one(".prose").render())
        await pilot.press("enter")
        assert isinstance(app.screen, CodePage), "an empty code is none"
        await pilot.press(*keys)
        await until(pilot, lambda: bool(got))
        asking.join(10)
        assert not isinstance(app.screen, CodePage)
    assert got == [given] if given else "No code was given." in got[0]
