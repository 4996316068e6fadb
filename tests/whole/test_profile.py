"""The profile that a deployment was built with is in its record, so that what we print works as it stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.whole.conftest import Wizard


@pytest.fixture
def files(wizard: Wizard, tmp_path: Path, cloud: dict[str, str]) -> Iterator[dict[str, str]]:
    """AWS's own files of a user who has nothing but a named profile, at the practice cloud."""
    key, secret = cloud["AWS_ACCESS_KEY_ID"], cloud["AWS_SECRET_ACCESS_KEY"]
    keys = tmp_path / "credentials"
    keys.write_text(f"[work]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
    yield {
        "AWS_ENDPOINT_URL": cloud["AWS_ENDPOINT_URL"], "AWS_SHARED_CREDENTIALS_FILE": str(keys),
        "AWS_REGION": "eu-central-1",
    }  # fmt: skip
    wizard("down", "kept", "--yes", environ=cloud)
    shutil.rmtree(wizard.home / "kept", ignore_errors=True)


def test_it_is_taken_down_without_naming_the_profile_again(wizard: Wizard, files: dict[str, str]) -> None:
    up = ("up", "kept", "--target", "aws", "--profile", "work", "--until", "network", "--yes")
    assert wizard(*up, environ=files).code == 0
    down = wizard("down", "kept", "--yes", environ=files)
    assert down.code == 0, down.err
    assert "nothing of it is left" in down.out


def test_one_that_is_configured_no_more_leaves_it_to_aws_rules(
    wizard: Wizard, files: dict[str, str], cloud: dict[str, str]
) -> None:
    up = ("up", "kept", "--target", "aws", "--profile", "work", "--until", "network", "--yes")
    assert wizard(*up, environ=files).code == 0
    down = wizard("down", "kept", "--yes", environ=cloud)
    assert down.code == 0, down.err


def test_in_the_practice_cloud_a_profile_is_refused(wizard: Wizard, files: dict[str, str]) -> None:
    told = wizard("up", "kept", "--target", "sandbox", "--profile", "work", "--yes", environ=files)
    assert told.code == 2
    assert "in the practice cloud, where there are no profiles" in told.err
    assert "--target aws --profile work" in told.err
    assert not (wizard.home / "kept").exists()
