"""The alarm on the load balancer's 5xx: a choice that stays, seen when it is changed, found again, and gone with the rest."""

import http.client
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps import CONTENTS, STEPS
from steps.aws.prices import cost
from tests.aws.test_prices import plan
from tests.sandbox.waiting import until
from tests.whole.account import client, everything
from tests.whole.conftest import Told, Wizard
from tests.whole.rebound import rebind, run

NAME = "watched"
HERE = ("--target", "sandbox", "--region", "eu-central-1")
TOPIC = "arn:aws:sns:eu-central-1:123456789012:wake-me"

Cloud = dict[str, str]


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard, cloud: Cloud) -> Iterator[None]:
    yield
    assert wizard("down", NAME, "--yes").code == 0
    assert everything(cloud)["cloudwatch alarms"] == []


def up(wizard: Wizard, *words: str) -> Told:
    told = wizard("up", NAME, *HERE, "--yes", "--json", *words)
    assert told.code == 0, told.out[-2000:] + told.err
    return told


def made(told: Told) -> set[str]:
    return {each["resource"] for each in told.of("creating")}


def alarms(cloud: Cloud) -> list[Any]:
    return list(client(cloud, "cloudwatch").describe_alarms()["MetricAlarms"])


def status(wizard: Wizard) -> dict[str, Any]:
    return dict(json.loads(wizard("status", NAME, "--json").out))


def drift(wizard: Wizard) -> dict[str, str]:
    return {each["key"]: each["drift"] for each in status(wizard)["resources"] if each["drift"]}


def tampered(cloud: Cloud, **changed: Any) -> None:
    """Somebody else puts the alarm again, with other settings."""
    (alarm,) = alarms(cloud)
    kept = {
        key: value
        for key, value in alarm.items()
        if not key.startswith("State") and key not in ("AlarmArn", "AlarmConfigurationUpdatedTimestamp")
    }
    client(cloud, "cloudwatch").put_metric_alarm(**kept | changed)


def test_it_is_a_choice_that_stays_until_it_is_taken_back(wizard: Wizard, cloud: Cloud) -> None:
    assert "server-error-alarm" not in made(up(wizard))
    assert alarms(cloud) == []
    assert made(up(wizard, "--set", "alarm=yes")) == {"server-error-alarm"}
    again = up(wizard)
    assert not made(again)
    assert not again.of("deleting")
    assert [each["AlarmName"] for each in alarms(cloud)] == [f"{NAME}-5xx"]
    assert status(wizard)["state"] == "standing"
    taken = up(wizard, "--set", "alarm=no")
    assert {each["resource"] for each in taken.of("deleting")} == {"server-error-alarm"}
    assert alarms(cloud) == []
    assert status(wizard)["state"] == "standing"


def test_it_fires_when_the_load_balancer_itself_fails(wizard: Wizard, cloud: Cloud) -> None:
    up(wizard, "--set", "alarm=yes")
    host = status(wizard)["urls"]["hostname-app"].split("/")[2]
    until(lambda: alarms(cloud)[0]["StateValue"] == "OK")
    ecs = client(cloud, "ecs")
    ecs.update_service(cluster=f"{NAME}-cluster", service=f"{NAME}-hostname-app", desiredCount=0)

    def fires() -> bool:
        for _ in range(5):
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
        return bool(alarms(cloud)[0]["StateValue"] == "ALARM")

    until(fires, within=30.0)


@pytest.mark.long
def test_what_somebody_changes_is_named_and_put_back_without_what_they_added(
    wizard: Wizard, cloud: Cloud
) -> None:
    up(wizard, "--set", "alarm=yes")
    tampered(cloud, AlarmActions=[TOPIC])
    assert drift(wizard) == {}
    tampered(cloud, Threshold=500.0)
    assert drift(wizard) == {"server-error-alarm": "Threshold"}
    assert {each["resource"] for each in up(wizard).of("updating")} == {"server-error-alarm"}
    (alarm,) = alarms(cloud)
    assert (alarm["Threshold"], alarm["AlarmActions"]) == (5.0, [TOPIC])
    client(cloud, "cloudwatch").delete_alarms(AlarmNames=[f"{NAME}-5xx"])
    assert drift(wizard) == {"server-error-alarm": "deleted"}
    assert made(up(wizard)) == {"server-error-alarm"}


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_it_is_attached_as_it_was_chosen(wizard: Wizard, cloud: Cloud, answer: str) -> None:
    up(wizard, "--set", f"alarm={answer}")
    shutil.rmtree(wizard.home / NAME)
    told = wizard("attach", NAME, *HERE)
    assert told.code == 0, told.err
    assert {"alarm": answer}.items() <= status_answers(wizard).items()
    assert not made(up(wizard))


def status_answers(wizard: Wizard) -> dict[str, Any]:
    return {
        event["question"]: event["value"] for event in wizard.journal(NAME) if event["event"] == "answered"
    }


@pytest.mark.long
def test_a_later_book_without_the_page_still_takes_it_down(
    wizard: Wizard, cloud: Cloud, tmp_path: Path
) -> None:
    up(wizard, "--set", "alarm=yes")
    rebind(tmp_path, [word for word in CONTENTS if word != "alarm"])
    (tmp_path / "steps/book/alarm.py").unlink()
    told = run(tmp_path, wizard, "down", NAME, "--yes")
    assert told.code == 0, told.out[-2000:] + told.err
    assert "server-error-alarm: gone" in told.out
    assert alarms(cloud) == []


def test_it_is_on_the_bill_when_it_is_wanted() -> None:
    with_it, without = cost(STEPS, plan(alarm="yes")), cost(STEPS, plan(alarm="no"))
    assert with_it.a_month - without.a_month == pytest.approx(0.10)
    assert with_it.an_hour == without.an_hour


def test_only_yes_and_no_are_answers(wizard: Wizard) -> None:
    told = wizard("up", NAME, *HERE, "--yes", "--set", "alarm=maybe")
    assert told.code == 2
    assert "Say no or yes." in told.err
