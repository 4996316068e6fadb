"""A deployment from nothing to nothing, undisturbed and disturbed."""

import json
import os
import shutil
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.appfile.apps import BUNDLED
from tests.marks import long
from tests.whole.conftest import Told, Wizard
from tests.whole.standing import standing

pytestmark = pytest.mark.usefixtures("neighbours")


def get(url: str, accept: str = "application/json") -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, headers={"Accept": accept}), timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def up(wizard: Wizard, name: str, *words: str) -> Told:
    return wizard("up", name, "--target", "sandbox", "--yes", "--json", *words)


def down(wizard: Wizard, name: str) -> Told:
    return wizard("down", name, "--yes", "--json")


def status(wizard: Wizard, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(wizard("status", name, "--json").out)
    return told


@pytest.fixture
def name(wizard: Wizard, request: pytest.FixtureRequest) -> Iterator[str]:
    """A deployment's name, taken down after the test."""
    name = f"t{abs(hash(request.node.name)) % 10**8}"
    yield name
    wizard("down", name, "--yes")


def test_up_answers_and_down_leaves_nothing(wizard: Wizard, cloud: dict[str, str], name: str) -> None:
    built = up(wizard, name)
    assert built.code == 0, built.err
    told = status(wizard, name)
    assert told["state"] == "standing"
    assert told["zones"] == ["eu-central-1a", "eu-central-1b"]
    assert {"key", "kind", "id", "arn", "state", "ours", "seconds"} <= told["resources"][0].keys()
    home = told["urls"]["hostname-app"]
    assert len({json.loads(get(home))["hostname"] for _ in range(6)}) == 2
    assert json.loads(get(f"{home}random-quote"))["quote"]
    assert "<svg" in get(told["urls"]["static-app"], "text/html")
    assert name in {each["deployment"] for each in json.loads(wizard("list", "--json").out)}
    taken = down(wizard, name)
    assert taken.code == 0
    assert not any(standing(cloud, name).values())
    assert status(wizard, name)["state"] == "gone"


def test_what_was_built_up_to_a_step_is_said_to_be_built_in_part(wizard: Wizard, name: str) -> None:
    assert up(wizard, name, "--until", "cluster").code == 0
    assert status(wizard, name)["state"] == "built in part"
    listed = {each["deployment"]: each["state"] for each in json.loads(wizard("list", "--json").out)}
    assert listed[name] == "built in part"
    assert up(wizard, name).code == 0
    assert status(wizard, name)["state"] == "standing"


def test_a_second_up_makes_nothing(wizard: Wizard, name: str) -> None:
    up(wizard, name)
    again = up(wizard, name)
    assert again.code == 0
    assert not again.of("creating")
    assert not again.of("updating")
    looks_and_claim = (" describe-", " list-", " get-", "/.lock.")
    assert [
        each["line"]
        for each in again.of("called")
        if not any(word in each["line"] for word in looks_and_claim)
    ] == []


def test_scaling_is_seen_from_outside_and_remembered(wizard: Wizard, name: str) -> None:
    up(wizard, name)
    assert wizard("scale", name, "hostname-app", "3", "--yes").code == 0
    home = status(wizard, name)["urls"]["hostname-app"]
    assert len({json.loads(get(home))["hostname"] for _ in range(9)}) == 3
    assert not up(wizard, name).of("updating")
    assert wizard("scale", name, "hostname-app", "1", "--yes").code == 0
    assert len({json.loads(get(home))["hostname"] for _ in range(6)}) == 1


@pytest.mark.parametrize(
    "moment", ["load-balancer", long("subnet.private"), long("endpoint.logs"), long("service.hostname-app")]
)
def test_killed_in_the_middle_of_up_it_carries_on_and_makes_nothing_twice(
    wizard: Wizard, cloud: dict[str, str], name: str, moment: str
) -> None:
    kill_when(wizard, "creating", moment, "up", name, "--target", "sandbox", "--yes", "--json")
    again = up(wizard, name)
    assert again.code == 0, again.out[-2000:] + again.err
    found = standing(cloud, name)
    counts = {kind: len(ids) for kind, ids in found.items()}
    expected = {
        "vpcs": 1, "subnets": 4, "gateways": 1, "tables": 2, "groups": 3, "rules": 8, "endpoints": 4, "balancers": 1,
        "target groups": 2, "clusters": 1, "task definitions": 3, "repositories": 3, "roles": 1, "namespaces": 1, "services": 3,
    }  # fmt: skip
    assert {kind: counts[kind] for kind in expected} == expected
    assert down(wizard, name).code == 0
    assert not any(standing(cloud, name).values())


@pytest.mark.parametrize(
    "moment", ["service.static-app", long("endpoint.logs"), long("load-balancer"), long("subnet.public")]
)
def test_killed_in_the_middle_of_down_it_carries_on(
    wizard: Wizard, cloud: dict[str, str], name: str, moment: str
) -> None:
    up(wizard, name)
    kill_when(wizard, "deleting", moment, "down", name, "--yes", "--json")
    assert down(wizard, name).code == 0
    assert not any(standing(cloud, name).values())


def test_ctrl_c_stops_soon_and_up_carries_on(wizard: Wizard, name: str) -> None:
    process = wizard.start("up", name, "--target", "sandbox", "--yes", "--json")
    assert process.stdout
    for line in process.stdout:
        if json.loads(line)["event"] == "created":
            process.send_signal(signal.SIGINT)
            break
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["outcome"] == "stopped"
    assert up(wizard, name).code == 0


def test_down_of_what_is_not_there_says_so(wizard: Wizard) -> None:
    told = wizard("down", "never-was", "--yes", "--target", "sandbox")
    assert told.code == 0
    assert "nothing to take down" in told.out
    assert not wizard.journal("never-was")


def test_down_of_what_nobody_knows_the_place_of_promises_nothing(wizard: Wizard) -> None:
    told = wizard("down", "never-was", "--yes")
    assert told.code == 1
    assert "fargate-wizard attach never-was --region" in told.err


def test_a_second_wizard_is_refused(wizard: Wizard, name: str) -> None:
    first = wizard.start("up", name, "--target", "sandbox", "--yes", "--json")
    assert first.stdout
    first.stdout.readline()
    first.send_signal(signal.SIGSTOP)
    try:
        second = wizard("up", name, "--target", "sandbox", "--yes")
    finally:
        first.send_signal(signal.SIGCONT)
        first.communicate(timeout=60)
    assert second.code == 1
    assert f"Another fargate-wizard is working on {name}" in second.err
    assert str(first.pid) in second.err


def test_optional_steps_stand_until_the_next_is_built(wizard: Wizard, name: str) -> None:
    lit = up(wizard, name, "--until", "first_light")
    assert lit.code == 0, lit.out[-2000:]
    url = next(each["url"] for each in lit.of("ready") if each["resource"] == "first-light")
    assert "<svg" in get(url, "text/html")
    taught = up(wizard, name, "--until", "lesson")
    assert taught.code == 0, taught.out[-2000:]
    assert "first-light" in {each["resource"] for each in taught.of("deleted")}
    assert any("ResourceInitializationError" in each["text"] for each in taught.of("taskevent"))
    whole = up(wizard, name)
    assert whole.code == 0
    assert "lesson" in {each["resource"] for each in whole.of("deleted")}


def test_aws_pointed_at_the_practice_cloud_is_the_practice_cloud(
    wizard: Wizard, cloud: dict[str, str], name: str
) -> None:
    built = wizard("up", name, "--target", "aws", "--yes", "--json", environ=cloud)
    assert built.code == 0, built.err
    assert wizard("down", name, "--yes", environ=cloud).code == 0
    assert not any(standing(cloud, name).values())


def test_only_what_differs_is_changed_and_a_folder_more_or_less_is_an_app_more_or_less(
    wizard: Wizard, cloud: dict[str, str], name: str, tmp_path: Path
) -> None:
    folder = tmp_path / "apps"
    for app in ("static-app", "hostname-app", "random-quote-app"):
        shutil.copytree(BUNDLED / app, folder / app)
    assert up(wizard, name, "--apps", str(folder)).code == 0
    settings = folder / "static-app" / "app.toml"
    settings.write_text(settings.read_text().replace("count = 1", "count = 2"))
    changed = up(wizard, name, "--apps", str(folder))
    assert {each["resource"] for each in changed.of("updating")} == {"service.static-app"}
    assert not changed.of("creating")
    fourth = folder / "fourth-app"
    shutil.copytree(folder / "static-app", fourth)
    shutil.copytree(fourth / "html/static", fourth / "html/fourth")
    text = settings.read_text().replace('"static-app"', '"fourth-app"').replace('"/static/*"', '"/fourth/*"')
    (fourth / "app.toml").write_text(text)
    added = up(wizard, name, "--apps", str(folder))
    assert added.code == 0, added.out[-2000:]
    assert get(f"{status(wizard, name)['urls']['fourth-app']}", "text/html")
    shutil.rmtree(fourth)
    removed = up(wizard, name, "--apps", str(folder))
    assert removed.code == 0, removed.out[-2000:]
    assert "service.fourth-app" in {each["resource"] for each in removed.of("deleted")}
    assert f"{name}-fourth-app" not in standing(cloud, name)["services"]


def kill_when(wizard: Wizard, event: str, resource: str, *words: str) -> None:
    """Start a command and end it, without a chance to tidy up, when this is about to be done."""
    process = wizard.start(*words)
    assert process.stdout
    for line in process.stdout:
        told = json.loads(line)
        if told["event"] == event and told["resource"].startswith(resource):
            os.kill(process.pid, signal.SIGKILL)
            break
    else:
        pytest.fail(f"{resource} was never {event}")
    process.communicate()


def test_optional_steps_can_be_gone_back_to_when_all_of_it_stands(wizard: Wizard, name: str) -> None:
    assert up(wizard, name).code == 0
    lit = up(wizard, name, "--until", "first_light")
    assert lit.code == 0, lit.out[-2000:]
    taught = up(wizard, name, "--until", "lesson")
    assert taught.code == 0, taught.out[-2000:]
    assert any("there is nothing to see" in each["text"] for each in taught.of("taskevent"))
    whole = up(wizard, name)
    assert whole.code == 0
    assert {"first-light", "lesson"} <= {
        each["resource"] for each in (*taught.of("deleted"), *whole.of("deleted"))
    }
