"""The same command once more, and changed settings: only what differs happens."""

import json
import shutil
import signal
from pathlib import Path

import pytest

from steps.appfile.apps import BUNDLED
from tests.whole.conftest import Told, Wizard


def up(wizard: Wizard, name: str, *words: str) -> Told:
    told = wizard("up", name, "--target", "sandbox", "--yes", "--json", *words)
    assert told.code == 0, told.out[-2000:] + told.err
    return told


def resources(told: Told, kind: str) -> set[str]:
    return {event["resource"] for event in told.of(kind)}


def test_down_twice_and_up_again(wizard: Wizard) -> None:
    first = up(wizard, "again")
    assert wizard("down", "again", "--yes").code == 0
    twice = wizard("down", "again", "--yes")
    assert twice.code == 0
    assert "already gone" in twice.out
    second = up(wizard, "again")
    shared = {"ecs-service-role"}
    assert resources(second, "creating") == resources(first, "creating") - shared
    assert wizard("down", "again", "--yes").code == 0


def test_ctrl_c_stops_a_teardown_soon_and_down_carries_on(wizard: Wizard) -> None:
    up(wizard, "stopped")
    process = wizard.start("down", "stopped", "--yes", "--json")
    assert process.stdout
    for line in process.stdout:
        if json.loads(line)["event"] == "deleted":
            process.send_signal(signal.SIGINT)
            break
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["outcome"] == "stopped"
    assert json.loads(wizard("status", "stopped", "--json").out)["state"] == "deleting"
    assert wizard("down", "stopped", "--yes").code == 0
    assert json.loads(wizard("status", "stopped", "--json").out)["state"] == "gone"


@pytest.mark.long
def test_each_setting_changes_only_what_it_is_part_of(wizard: Wizard, tmp_path: Path) -> None:
    folder = tmp_path / "apps"
    for app in ("static-app", "hostname-app", "random-quote-app"):
        shutil.copytree(BUNDLED / app, folder / app)
    apps = ("--apps", str(folder))
    up(wizard, "settings", *apps)
    settings = folder / "random-quote-app" / "app.toml"
    settings.write_text(settings.read_text().replace("[environment]", '[environment]\nCOLOUR = "green"'))
    coloured = up(wizard, "settings", *apps)
    assert resources(coloured, "updating") == {"task-definition.random-quote-app", "service.random-quote-app"}
    assert resources(coloured, "creating") <= {"image.random-quote-app"}
    settings = folder / "static-app" / "app.toml"
    settings.write_text(settings.read_text().replace('path = "/health"', 'path = "/static/"'))
    checked = up(wizard, "settings", *apps)
    changed = resources(checked, "updating")
    assert "target-group.static-app.8080" in changed
    assert changed <= {"target-group.static-app.8080", "task-definition.static-app", "service.static-app"}
    assert resources(checked, "creating") <= {"image.static-app"}
    assert wizard("down", "settings", "--yes").code == 0


@pytest.mark.parametrize(("was", "becomes", "says"), [
    ('path = "/static/*"', 'path = "/"', '`path` is "/" in each'),
    ('path = "/static/*"', 'private = "random-quote"', '`private` is "random-quote" in each'),
    ("port = 8080", "port = 0", "from 1 to 65535"),
    ("cpu = 256", "cpu = 300", "no size that Fargate has"),
])  # fmt: skip
def test_apps_that_clash_are_refused(
    wizard: Wizard, tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    for app in ("static-app", "hostname-app", "random-quote-app"):
        shutil.copytree(BUNDLED / app, tmp_path / app)
    settings = tmp_path / "static-app" / "app.toml"
    settings.write_text(settings.read_text().replace(was, becomes))
    told = wizard("up", "clash", "--target", "sandbox", "--yes", "--apps", str(tmp_path))
    assert told.code == 2
    assert says in told.err
    assert "Traceback" not in told.err
    assert wizard.journal("clash") == []
