"""A login that ends in the middle of a run pauses it and nothing more."""

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox.control import clear_weather, make_key, set_weather
from tests.marks import long
from tests.practice import at
from tests.whole.account import client
from tests.whole.conftest import Wizard
from tests.whole.standing import standing

NAME = "renewed"


@pytest.fixture
def files(tmp_path: Path, cloud: dict[str, str]) -> Iterator[dict[str, str]]:
    """AWS's own files of a user who has a profile, at the practice cloud."""
    keys = tmp_path / "credentials"
    log_in(keys, *make_key(at(cloud)))
    yield {
        "AWS_ENDPOINT_URL": cloud["AWS_ENDPOINT_URL"], "AWS_SHARED_CREDENTIALS_FILE": str(keys), "AWS_PROFILE": "work",
        "AWS_REGION": "eu-central-1",
    }  # fmt: skip
    clear_weather(at(cloud))


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard, cloud: dict[str, str]) -> Iterator[None]:
    yield
    clear_weather(at(cloud))
    wizard("down", NAME, "--yes", environ=cloud)
    shutil.rmtree(wizard.home / NAME, ignore_errors=True)


def log_in(keys: Path, key: str, secret: str, token: str = "") -> None:
    lines = ["[work]", f"aws_access_key_id = {key}", f"aws_secret_access_key = {secret}"]
    lines += [f"aws_session_token = {token}"] if token else []
    fresh = keys.with_suffix(".fresh")
    fresh.write_text("\n".join(lines))
    fresh.replace(keys)


def until(process: "subprocess.Popen[str]", kind: str) -> dict[str, Any]:
    """Read on until an event of this kind."""
    assert process.stdout
    for line in process.stdout:
        event: dict[str, Any] = json.loads(line)
        if event["event"] == kind:
            return event
    raise AssertionError(f"{kind} never came: {process.stderr.read() if process.stderr else ''}")


def start(wizard: Wizard, files: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return wizard.start(*words, "--yes", "--json", environ=files)


@pytest.mark.parametrize("number", [8, long(60)])
def test_up_waits_for_a_new_login_and_goes_on_with_the_same_call(
    wizard: Wizard, cloud: dict[str, str], files: dict[str, str], number: int
) -> None:
    set_weather(at(cloud), "expired", at=number)
    process = start(wizard, files, "up", NAME, "--target", "aws")
    paused = until(process, "paused")
    assert "`aws sso login --profile work`" in paused["cure"]
    log_in(Path(files["AWS_SHARED_CREDENTIALS_FILE"]), *make_key(at(cloud), 3600))
    until(process, "resumed")
    assert until(process, "ended")["outcome"] == "done"
    process.communicate()
    assert process.returncode == 0
    found = standing(cloud, NAME)
    assert (len(found["vpcs"]), len(found["subnets"]), len(found["endpoints"])) == (1, 4, 4)
    journal = (wizard.home / NAME / "journal.jsonl").read_text()
    assert journal.count('"paused"') == 1
    assert not [line for line in journal.splitlines() if '"failed"' in line]


def test_down_waits_as_well(wizard: Wizard, cloud: dict[str, str], files: dict[str, str]) -> None:
    assert wizard("up", NAME, "--target", "aws", "--yes", environ=files).code == 0
    set_weather(at(cloud), "expired", at=70)
    process = start(wizard, files, "down", NAME)
    until(process, "paused")
    log_in(Path(files["AWS_SHARED_CREDENTIALS_FILE"]), *make_key(at(cloud)))
    assert until(process, "ended")["outcome"] == "done"
    process.communicate()
    assert not any(standing(cloud, NAME).values())


def test_a_login_of_another_account_is_refused(
    wizard: Wizard, cloud: dict[str, str], files: dict[str, str]
) -> None:
    role = client(cloud, "sts").assume_role(
        RoleArn="arn:aws:iam::999999999999:role/other", RoleSessionName="somebody"
    )
    other = role["Credentials"]
    set_weather(at(cloud), "expired", at=30)
    process = start(wizard, files, "up", NAME, "--target", "aws")
    until(process, "paused")
    keys = Path(files["AWS_SHARED_CREDENTIALS_FILE"])
    log_in(keys, other["AccessKeyId"], other["SecretAccessKey"], other["SessionToken"])
    assert "That login is for account 999999999999" in until(process, "paused")["why"]
    log_in(keys, *make_key(at(cloud)))
    assert until(process, "ended")["outcome"] == "done"
    process.communicate()


def test_whoever_waits_can_be_stopped(wizard: Wizard, cloud: dict[str, str], files: dict[str, str]) -> None:
    set_weather(at(cloud), "expired", at=30)
    process = start(wizard, files, "up", NAME, "--target", "aws")
    until(process, "paused")
    process.send_signal(signal.SIGINT)
    assert until(process, "ended")["outcome"] == "stopped"
    process.communicate()
    assert process.returncode == 130


def test_keys_of_the_environment_cannot_be_renewed_so_it_ends_with_the_cure(
    wizard: Wizard, cloud: dict[str, str]
) -> None:
    set_weather(at(cloud), "expired", at=30)
    told = wizard("up", NAME, "--target", "aws", "--yes", "--json", environ=cloud)
    assert told.code == 1
    assert not told.of("paused")
    assert "expired" in told.of("failed")[0]["what"]
    clear_weather(at(cloud))
    assert wizard("up", NAME, "--target", "aws", "--yes", "--json", environ=cloud).code == 0


def test_a_login_that_ends_before_the_usual_time_is_over_is_said_first(
    wizard: Wizard, cloud: dict[str, str], files: dict[str, str]
) -> None:
    with Path(files["AWS_SHARED_CREDENTIALS_FILE"]).open("a") as keys:
        keys.write("\naws_expiration = 2020-01-01T00:00:00Z\n")
    told = wizard("up", NAME, "--target", "aws", "--until", "cluster", "--yes", environ=files)
    assert told.code == 0
    assert "Your login ends in 0 min" in told.out
    assert "the run waits for you" in told.out


def test_no_key_is_written_anywhere(wizard: Wizard, cloud: dict[str, str], files: dict[str, str]) -> None:
    told = wizard("up", NAME, "--target", "aws", "--yes", environ=files)
    assert told.code == 0
    written = b"".join(path.read_bytes() for path in (wizard.home / NAME).rglob("*") if path.is_file())
    secret = Path(files["AWS_SHARED_CREDENTIALS_FILE"]).read_text().rpartition("= ")[2]
    assert secret.encode() not in written
    assert secret not in told.out + told.err
