"""The profiles of a user's configuration, read without a call."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from steps.target.profiles import CredentialSource, Profile, login_left, read_profiles, read_regions

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

CONFIG = """
[default]
region = eu-central-1
sso_session = corp

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start

[profile console]
login_session = arn:aws:iam::111122223333:user/ada
region = us-east-1

[profile builder]
role_arn = arn:aws:iam::111122223333:role/builder
source_profile = default

[profile robot]
credential_process = /usr/bin/robot

[profile stored]
aws_access_key_id = AKIA
aws_secret_access_key = never shown

[profile empty]
region = eu-west-1
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(CONFIG)
    return {"HOME": str(tmp_path)}


def named(environ: dict[str, str], name: str) -> Profile:
    return next(each for each in read_profiles(environ, NOW) if each.name == name)


def cache(environ: dict[str, str], path: str, content: object) -> None:
    file = Path(environ["HOME"]) / ".aws" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))


def sso_file(name: str = "corp") -> str:
    return f"sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json"


@pytest.mark.parametrize(
    ("name", "source", "region"),
    [
        ("default", CredentialSource.SSO, "eu-central-1"),
        ("console", CredentialSource.LOGIN, "us-east-1"),
        ("builder", CredentialSource.ROLE, ""),
        ("robot", CredentialSource.PROCESS, ""),
        ("stored", CredentialSource.KEYS, ""),
        ("empty", CredentialSource.NOTHING, "eu-west-1"),
    ],
)
def test_a_profile_knows_where_its_credentials_come_from(
    environ: dict[str, str], name: str, source: CredentialSource, region: str
) -> None:
    profile = named(environ, name)
    assert (profile.source, profile.region) == (source, region)


def test_the_session_of_single_sign_on_is_no_profile(environ: dict[str, str]) -> None:
    assert "corp" not in {each.name.removeprefix("sso-session ") for each in read_profiles(environ, NOW)}


def test_the_chosen_profile_comes_first(environ: dict[str, str]) -> None:
    assert read_profiles(environ, NOW)[0].name == "default"
    assert read_profiles({**environ, "AWS_PROFILE": "robot"}, NOW)[0].name == "robot"


def test_keys_in_the_environment_come_before_all(environ: dict[str, str]) -> None:
    first = read_profiles({**environ, "AWS_ACCESS_KEY_ID": "AKIA", "AWS_REGION": "eu-west-1"}, NOW)[0]
    assert (first.name, first.source, first.region) == ("", CredentialSource.ENVIRONMENT, "eu-west-1")


def test_without_a_session_the_command_that_signs_in_is_named(environ: dict[str, str]) -> None:
    assert named(environ, "default") == Profile(
        "default",
        CredentialSource.SSO,
        "eu-central-1",
        usable=False,
        state="not signed in",
        cure="aws sso login",
    )
    assert named(environ, "console").cure == "aws login --profile console"


@pytest.mark.parametrize(
    ("ends", "usable", "state"),
    [
        ("2026-11-24T14:30:00Z", True, "signed in for 2 h 30 min"),
        ("2026-11-24T11:59:59Z", False, "session ended"),
        ("2026-11-24T13:00:00UTC", True, "signed in for 1 h 0 min"),
        ("soon", False, "not signed in"),
    ],
)
def test_a_session_lasts_until_it_ends(environ: dict[str, str], ends: str, usable: bool, state: str) -> None:
    cache(environ, sso_file(), {"accessToken": "secret", "expiresAt": ends})
    assert (named(environ, "default").usable, named(environ, "default").state) == (usable, state)


def test_a_session_that_renews_itself_counts_as_signed_in(environ: dict[str, str]) -> None:
    cache(environ, sso_file(), {"expiresAt": "2020-01-01T00:00:00Z", "refreshToken": "secret"})
    digest = hashlib.sha256(b"arn:aws:iam::111122223333:user/ada").hexdigest()
    cache(environ, f"login/cache/{digest}.json", {"accessToken": {}, "refreshToken": "secret"})
    assert named(environ, "default").state == "signed in"
    assert named(environ, "console").usable


def test_a_damaged_cache_counts_as_none(environ: dict[str, str]) -> None:
    cache(environ, sso_file(), ["no", "object"])
    assert not named(environ, "default").usable


def test_credentials_may_stand_in_the_other_file(environ: dict[str, str]) -> None:
    (Path(environ["HOME"]) / ".aws" / "credentials").write_text("[old]\naws_access_key_id = AKIA\n")
    assert named(environ, "old").source is CredentialSource.KEYS


def test_files_elsewhere_and_files_that_are_none(environ: dict[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("this is no configuration")
    assert read_profiles({**environ, "AWS_CONFIG_FILE": str(broken)}, NOW) == ()
    assert read_profiles({"HOME": str(tmp_path / "nobody")}, NOW) == ()


def test_nothing_secret_is_told(environ: dict[str, str]) -> None:
    assert "never shown" not in repr(read_profiles(environ, NOW))


def test_regions_have_their_places_in_words() -> None:
    places = {region.name: region.place for region in read_regions()}
    assert places["eu-central-1"] == "Europe (Frankfurt)"
    assert list(places) == sorted(places)


def test_how_long_a_login_lasts_is_known_where_the_files_tell(environ: dict[str, str]) -> None:
    cache(environ, sso_file(), {"accessToken": "hidden", "expiresAt": "2026-11-24T12:07:00UTC"})
    assert login_left("default", environ, NOW) == timedelta(minutes=7)
    assert login_left("stored", environ, NOW) is None
    keys = Path(environ["HOME"]) / ".aws" / "credentials"
    keys.write_text(
        "[tool]\naws_access_key_id = ASIA\nx_security_token_expires = 2026-11-24T13:00:00+00:00\n"
    )
    assert login_left("tool", environ, NOW) == timedelta(hours=1)
    assert login_left("nobody", environ, NOW) is None
