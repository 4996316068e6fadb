"""The apps that come with the wizard under other paths, and apps that are called as our own services are."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from steps.appfile.apps import BUNDLED
from steps.engine.model.events import AnyEvent, Checked, Ready
from tests.changes.app_sets import Wish
from tests.changes.life import Lives
from tests.changes.test_kinds import table
from tests.whole.account import client, everything

NAME = "moved"
PATHS = {
    "hostname-app": 'path = "/h/*"',
    "static-app": 'path = "/"',
    "random-quote-app": 'path = "/quotes/*"',
}


@pytest.fixture
def nothing_stays(lives: Lives) -> Iterator[None]:
    """Whatever was built is taken down."""
    yield
    lives.down(NAME)


def moved(folder: Path, **places: str) -> Path:
    """The bundled apps with these lines in the place of those that say how they are reached."""
    shutil.rmtree(folder, ignore_errors=True)
    for app in BUNDLED.glob("*/app.toml"):
        shutil.copytree(app.parent, folder / app.parent.name)
        if place := places.get(app.parent.name):
            text = re.sub(r'^(path|private) = ".*"$', place, app.read_text(), count=1, flags=re.MULTILINE)
            (folder / app.parent.name / "app.toml").write_text(text)
    return folder


def said(told: list[AnyEvent]) -> dict[str, str]:
    return {each.check: each.said for each in told if isinstance(each, Checked)}


@pytest.mark.usefixtures("nothing_stays")
def test_the_bundled_apps_answer_wherever_they_are_moved(lives: Lives, tmp_path: Path) -> None:
    lives.up_from(NAME, moved(tmp_path / "apps"))
    private = {name: place for name, place in PATHS.items() if name != "random-quote-app"}
    told = said(lives.up_from(NAME, moved(tmp_path / "apps", **private)))
    assert told.keys() >= {"answers.hostname-app", "answers.static-app", "host-names-alternate.hostname-app"}
    assert told["quote-comes-back.hostname-app"].startswith("“")
    found = lives.up_from(NAME, moved(tmp_path / "apps", **PATHS))
    url = next(each.url for each in found if isinstance(each, Ready) and each.resource == "listener")
    with urlopen(Request(f"{url}quotes/", headers={"Accept": "application/json"})) as answer:
        assert json.load(answer).keys() >= {"quote", "author"}


@pytest.mark.usefixtures("nothing_stays")
def test_an_app_may_be_called_as_our_own_services_are(lives: Lives) -> None:
    apps = {"first-light": table("first-light", path="/"), "lesson": table("lesson", path="/lesson/*")}
    wish = Wish(apps, {}, {})
    lives.up(NAME, wish, until="first_light")
    assert services(lives) == {f"{NAME}-first-light_demonstration"}
    told = lives.up(NAME, wish)
    assert said(told).keys() == {"answers.first-light", "answers.lesson", "docker"} | _others(told)
    assert services(lives) == {f"{NAME}-first-light", f"{NAME}-lesson"}
    lives.up(NAME, wish)
    assert services(lives) == {f"{NAME}-first-light", f"{NAME}-lesson"}


@pytest.mark.usefixtures("nothing_stays")
def test_first_light_of_an_earlier_version_is_found_under_the_name_that_it_had(lives: Lives) -> None:
    wish = Wish({"home": table("home", path="/")}, {}, {})
    lives.up(NAME, wish, until="cluster")
    lives.up(NAME, wish, until="first_light")
    ecs, cluster = client(lives.cloud, "ecs"), f"{NAME}-cluster"
    new = ecs.describe_services(
        cluster=cluster, services=[f"{NAME}-first-light_demonstration"], include=["TAGS"]
    )["services"][0]
    ecs.create_service(
        cluster=cluster, serviceName=f"{NAME}-first-light", taskDefinition=new["taskDefinition"], desiredCount=1,
        launchType="FARGATE", networkConfiguration=new["networkConfiguration"], tags=new["tags"],
    )  # fmt: skip
    ecs.delete_service(cluster=cluster, service=f"{NAME}-first-light_demonstration", force=True)
    lives.up(NAME, wish)
    assert services(lives) == {f"{NAME}-home"}


def services(lives: Lives) -> set[str]:
    found = everything(lives.cloud)["ecs services"]
    return {each["serviceName"] for each in found if each["status"] == "ACTIVE"}


def _others(told: list[AnyEvent]) -> set[str]:
    return {check for check in said(told) if not check.startswith("answers.")}
