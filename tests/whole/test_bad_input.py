"""What cannot be used is refused in words, and nothing is made."""

import shutil
from pathlib import Path

import pytest

from steps.appfile.apps import BUNDLED
from tests.whole.conftest import Wizard

UP = ("up", "bad", "--target", "sandbox", "--yes")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*UP, "--region", "eu-nowhere-1"), "is not a region"),
        ((*UP, "--az", "eu-central-1a", "--az", "eu-central-1z"), "is not an availability zone"),
        ((*UP, "--az", "eu-central-1a"), "At least two availability zones"),
        ((*UP, "--az", "eu-central-1a", "--az", "eu-central-1a"), "named twice"),
        ((*UP, "--set", "endpoint-zones=some"), "is not an answer here"),
        ((*UP, "--set", "colour=red"), "the questions are"),
        ((*UP, "--set", "open-to=me"), "is not an address"),
        ((*UP, "--set", "namespace=demo.local"), "cannot be the private domain"),
        ((*UP, "--tag", "novalue"), "is not a tag"),
        ((*UP, "--tag", "aws:x=y"), "cannot be used"),
        ((*UP, "--tag", "Team=a", "--tag", "team=b"), "differ only in their capitals"),
        ((*UP, "--until", "roof"), "There is no step"),
        ((*UP, "--apps", "/nowhere/at/all"), "is not a folder"),
        (("up", "Bad_Name", "--target", "sandbox", "--yes"), "cannot be a deployment's name"),
        (("up", "../bad", "--target", "sandbox", "--yes"), "cannot be a deployment's name"),
        (("up", "a$(touch x)", "--target", "sandbox", "--yes"), "cannot be a deployment's name"),
        (("up", "a\x1b[31m", "--target", "sandbox", "--yes"), "a\\x1b[31m"),
        (("up", "démo", "--target", "sandbox", "--yes"), "“démo”"),
        (("up", "a\u202eb", "--target", "sandbox", "--yes"), "a\\u202eb"),
        (("up", "a" * 21, "--target", "sandbox", "--yes"), "2 to 20"),
        (("status", "unheard-of"), "knows no deployment"),
        (("scale", "unheard-of", "hostname-app", "2", "--yes"), "knows no deployment"),
        (("sandbox", "--speed", "0"), "is not possible"),
    ],
)
def test_it_is_one_paragraph_with_a_cure_and_nothing_is_made(
    wizard: Wizard, words: tuple[str, ...], says: str
) -> None:
    told = wizard(*words)
    assert told.code == 2
    assert says in told.err
    assert "Traceback" not in told.out + told.err
    assert not [event for event in wizard.journal("bad") if event["event"] == "creating"]


def test_apps_that_cannot_be_deployed_are_all_named_at_once(wizard: Wizard, tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "apps")
    first, second = tmp_path / "apps/static-app/app.toml", tmp_path / "apps/hostname-app/app.toml"
    first.write_text(first.read_text().replace("memory = 512", "memory = 600"))
    second.write_text(second.read_text().replace("port = 8080", "port = 99999"))
    told = wizard(*UP, "--apps", str(tmp_path / "apps"))
    assert told.code == 2
    assert "no size that Fargate has" in told.err
    assert "from 1 to 65535" in told.err


def test_without_credentials_it_says_how_to_get_some(wizard: Wizard) -> None:
    told = wizard("up", "bad", "--target", "aws", "--region", "eu-central-1", "--yes")
    assert told.code == 1
    assert "no AWS credentials" in told.err
    assert "--target sandbox" in told.err


def test_an_unknown_profile_is_named(wizard: Wizard) -> None:
    told = wizard("up", "bad", "--target", "aws", "--profile", "nobody", "--region", "eu-central-1", "--yes")
    assert told.code == 1
    assert "nobody" in told.err


def test_without_a_region_it_asks_for_one(wizard: Wizard) -> None:
    told = wizard("up", "bad", "--target", "aws", "--yes")
    assert told.code == 2
    assert "--region eu-central-1" in told.err


def test_an_endpoint_that_is_not_there_is_said(wizard: Wizard) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    told = wizard("up", "bad", "--target", "aws", "--region", "eu-central-1", "--yes", environ=keys)
    assert told.code == 1
    assert "AWS cannot be reached" in told.err


def test_without_yes_and_without_a_terminal_nothing_is_done(wizard: Wizard) -> None:
    told = wizard("up", "unasked", "--target", "sandbox")
    assert told.code == 2
    assert "Nothing was done" in told.err
    assert "Give --yes" in told.err
    assert not (wizard.home / "unasked").exists()


def test_without_a_command_and_without_a_terminal_it_helps_and_builds_nothing(wizard: Wizard) -> None:
    told = wizard()
    assert told.code == 2
    assert "fargate-wizard up practice --target sandbox" in told.err
    assert not (wizard.home / "practice").exists()


def test_a_name_that_is_slightly_wrong_is_told_the_right_one(wizard: Wizard) -> None:
    built = wizard("up", "correct", "--target", "sandbox", "--until", "preflight", "--yes")
    assert built.code == 0
    assert "correct is built up to “" in built.out
    assert built.out.count("  identity: account ") == 1, "each check is said once"
    assert "Carry on with: fargate-wizard up correct" in built.out
    meant = "Did you mean “correct”? This machine knows: "
    nowhere = wizard("down", "corect", "--yes")
    assert nowhere.code == 2
    assert meant in nowhere.err
    looked = wizard("down", "corect", "--target", "sandbox", "--yes")
    assert looked.code == 0
    assert meant in looked.out
    assert meant in wizard("status", "corect").err
    assert "Did you mean" not in wizard("status", "another").err
