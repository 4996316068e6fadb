"""The values of an app's environment are in its app.toml and in its task definition, and nowhere else."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.appfile.apps import BUNDLED
from tests.whole.account import client
from tests.whole.conftest import Told, Wizard
from tests.whole.standing import standing

NAME = "discreet"
FIRST = {
    "DB_PASSWORD": "correct-horse-1",
    "COLOUR": "battery-staple-1",
    "URL": "http://u:pw-1@q.{namespace}/",
}
SECOND = {**FIRST, "COLOUR": "battery-staple-2"}
LEAKS = ("correct-horse", "battery-staple", "u:pw-1@")


@pytest.fixture
def apps(tmp_path: Path) -> Path:
    """A folder with one app whose environment has values that are easy to find again."""
    shutil.copytree(BUNDLED / "static-app", tmp_path / "only-app")
    settings = tmp_path / "only-app" / "app.toml"
    text = settings.read_text().replace('"static-app"', '"only-app"').replace('"/static/*"', '"/"')
    settings.write_text(text)
    put(tmp_path, FIRST)
    return tmp_path


@pytest.fixture
def other(
    wizard: Wizard, cloud: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Wizard]:
    """The wizard of another machine, which reaches the same cloud."""
    elsewhere = Wizard(tmp_path_factory.mktemp("elsewhere"))
    (elsewhere.home / "sandbox").symlink_to(wizard.home / "sandbox")
    yield elsewhere
    (elsewhere.home / "sandbox").unlink()


def put(apps: Path, environment: dict[str, str]) -> None:
    """Write this environment into the app's app.toml."""
    settings = apps / "only-app" / "app.toml"
    text = settings.read_text().partition("[environment]")[0]
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in environment.items())
    settings.write_text(f"{text}[environment]\n{lines}")


def recipe(cloud: dict[str, str]) -> dict[str, Any]:
    """The app's container definition in its newest task definition."""
    found = client(cloud, "ecs").describe_task_definition(taskDefinition=f"{NAME}-only-app")
    container: dict[str, Any] = found["taskDefinition"]["containerDefinitions"][0]
    return container


def environment(cloud: dict[str, str]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in recipe(cloud)["environment"]}


def leaks(text: str) -> list[str]:
    return [leak for leak in LEAKS if leak in text]


def leaks_in(home: Path) -> dict[str, list[str]]:
    """Which files of the wizard's own hold a value; the practice cloud stands for AWS and is not looked into."""
    files = [
        path for path in home.rglob("*") if path.is_file() and path.relative_to(home).parts[0] != "sandbox"
    ]
    assert any(path.name == "journal.jsonl" for path in files)
    texts = {str(path.relative_to(home)): path.read_bytes().decode(errors="replace") for path in files}
    return {name: leaks(text) for name, text in texts.items() if leaks(text)}


def test_a_whole_life_leaks_no_value(
    wizard: Wizard, other: Wizard, cloud: dict[str, str], apps: Path
) -> None:
    told: list[Told] = []

    def run(who: Wizard, *words: str) -> Told:
        told.append(who(*words))
        assert told[-1].code == 0, told[-1].out[-2000:] + told[-1].err
        return told[-1]

    run(wizard, "up", NAME, "--target", "sandbox", "--yes", "--json", "--apps", str(apps))
    assert environment(cloud) == {**FIRST, "URL": f"http://u:pw-1@q.{NAME}.internal/", "PORT": "8080"}
    put(apps, SECOND)
    changed = run(wizard, "up", NAME, "--yes", "--json")
    updated = {event["resource"] for event in changed.of("updating")}
    assert updated == {"task-definition.only-app", "service.only-app"}
    assert environment(cloud)["COLOUR"] == SECOND["COLOUR"]
    assert run(wizard, "up", NAME, "--yes", "--json").of("updating") == []
    put(apps, FIRST)
    scaled = run(wizard, "scale", NAME, "only-app", "2", "--yes", "--json")
    assert {event["resource"] for event in scaled.of("updating")} == {"service.only-app"}
    assert environment(cloud)["COLOUR"] == SECOND["COLOUR"]
    standing_still = json.loads(run(wizard, "status", NAME, "--json").out)
    assert standing_still["state"] == "standing"
    run(wizard, "status", NAME)
    label = json.dumps(recipe(cloud)["dockerLabels"])
    assert "DB_PASSWORD" in label
    shutil.move(apps / "only-app", apps / "away")
    run(other, "attach", NAME, "--target", "sandbox", "--region", "eu-central-1")
    assert json.loads(run(other, "status", NAME, "--json").out)["state"] == "standing"
    again = run(other, "up", NAME, "--yes", "--json")
    assert again.of("updating") == again.of("creating") == []
    run(other, "up", NAME, "--yes")
    run(other, "down", NAME, "--yes")
    run(wizard, "down", NAME, "--yes")
    assert not any(standing(cloud, NAME).values())
    assert leaks(label) == []
    assert [leaks(each.out + each.err) for each in told] == [[] for _ in told]
    assert leaks_in(wizard.home) == leaks_in(other.home) == {}
