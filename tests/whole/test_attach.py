"""A deployment is found again from AWS alone: on another machine, or after its record was lost."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.appfile.apps import BUNDLED
from tests.marks import long
from tests.whole.conftest import Told, Wizard
from tests.whole.standing import standing
from tests.whole.test_up_down import get, kill_when

NAME = "found"
HERE = ("--target", "sandbox", "--region", "eu-central-1")


def up(wizard: Wizard, *words: str) -> Told:
    return wizard("up", NAME, "--target", "sandbox", "--yes", "--json", *words)


def attach(wizard: Wizard, *words: str) -> Told:
    return wizard("attach", NAME, *HERE, *words)


def status(wizard: Wizard) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(wizard("status", NAME, "--json").out)
    return told


def forget(wizard: Wizard) -> None:
    """Lose the record of the deployment."""
    shutil.rmtree(wizard.home / NAME)


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard) -> Iterator[None]:
    yield
    wizard("down", NAME, "--yes")
    shutil.rmtree(wizard.home / NAME, ignore_errors=True)


def test_a_standing_platform_is_attached_whole(wizard: Wizard, cloud: dict[str, str]) -> None:
    assert up(wizard, "--set", "namespace=quotes.internal", "--tag", "Team=blue").code == 0
    assert wizard("scale", NAME, "hostname-app", "3", "--yes").code == 0
    before = status(wizard)
    forget(wizard)
    listed = json.loads(wizard("list", "--all", *HERE, "--json").out)
    assert [(each["deployment"], each["state"]) for each in listed] == [(NAME, "unknown here")]
    assert "fargate-wizard attach NAME" in wizard("list", "--all", *HERE).out
    told = attach(wizard)
    assert told.code == 0, told.err
    after = status(wizard)
    assert after["state"] == "standing"
    assert after["urls"] == before["urls"]
    assert after["zones"] == before["zones"]
    optional = {"first-light", "lesson"}
    assert {each["key"]: each["id"] for each in after["resources"] if each["key"] not in optional} == {
        each["key"]: each["id"] for each in before["resources"] if each["key"] not in optional
    }
    again = up(wizard)
    assert again.code == 0, again.out[-2000:]
    assert not again.of("creating")
    assert not again.of("updating")
    assert wizard("scale", NAME, "hostname-app", "1", "--yes").code == 0
    assert json.loads(get(after["urls"]["hostname-app"]))["hostname"]
    assert wizard("down", NAME, "--yes").code == 0
    assert not any(standing(cloud, NAME).values())


@pytest.mark.parametrize(
    ("event", "moment"),
    [
        ("created", "repository.static-app"),
        long("creating", "subnet.private"),
        long("creating", "endpoint.logs"),
        ("creating", "service.hostname-app"),
    ],
)
def test_the_record_lost_in_the_middle_of_up_costs_nothing(
    wizard: Wizard, cloud: dict[str, str], event: str, moment: str
) -> None:
    kill_when(wizard, event, moment, "up", NAME, "--target", "sandbox", "--yes", "--json")
    forget(wizard)
    told = attach(wizard)
    assert told.code == 0, told.err
    done = {"standing"} if moment.startswith("service") else set()  # all may be there before the kill arrives
    assert status(wizard)["state"] in {"stopped", *done}
    gone = wizard("down", NAME, "--yes")
    assert gone.code == 0, gone.out[-2000:]
    assert not any(standing(cloud, NAME).values())


@pytest.mark.long
def test_what_was_attached_half_built_is_built_to_the_end(wizard: Wizard, cloud: dict[str, str]) -> None:
    kill_when(wizard, "creating", "load-balancer", "up", NAME, "--target", "sandbox", "--yes", "--json")
    forget(wizard)
    assert attach(wizard).code == 0
    built = up(wizard)
    assert built.code == 0, built.out[-2000:]
    found = standing(cloud, NAME)
    assert (len(found["vpcs"]), len(found["subnets"]), len(found["gateways"])) == (1, 4, 1)


def test_apps_that_are_not_here_are_read_from_their_recipes(
    wizard: Wizard, cloud: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(BUNDLED / "static-app", tmp_path / "only-app")
    settings = tmp_path / "only-app" / "app.toml"
    settings.write_text(
        settings.read_text().replace('"static-app"', '"only-app"').replace('"/static/*"', '"/"')
    )
    assert up(wizard, "--apps", str(tmp_path)).code == 0
    forget(wizard)
    assert attach(wizard).code == 0
    found = status(wizard)
    assert found["state"] == "standing"
    assert list(found["urls"]) == ["only-app"]
    again = up(wizard)
    assert again.code == 0, again.err
    assert not again.of("creating")
    assert wizard("down", NAME, "--yes").code == 0
    assert not any(standing(cloud, NAME).values())


def test_nothing_to_attach_is_said_and_nothing_is_written(wizard: Wizard) -> None:
    told = attach(wizard)
    assert told.code == 1
    assert f"AWS shows nothing of “{NAME}”" in told.err
    assert "list --all" in told.err
    assert not wizard.journal(NAME)


def test_what_is_known_here_is_not_attached(wizard: Wizard) -> None:
    assert up(wizard, "--until", "cluster").code == 0
    told = attach(wizard)
    assert told.code == 2
    assert "knows found already" in told.err
