"""The doctor: what is wrong stops in its own line, with a cure, and every other line is ok."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.doctor.admission import admit, new_plan
from steps.doctor.examination import examine
from steps.doctor.examinations import EXAMINATIONS
from steps.engine.cloud.clients import Aws
from steps.sandbox.control import clear_weather, set_weather
from tests.practice import at
from tests.whole.conftest import Told, Wizard

NOWHERE = {"DOCKER_HOST": "unix:///nowhere/docker.sock", "HOME": "/nowhere", "AWS_CONFIG_FILE": os.devnull}
ABSENT = {"region": {"zones", "quota of VPCs"}, "clock": {"zones", "quota of VPCs"}}
"""Lines that cannot be seen before another one is right."""


@pytest.fixture
def weather(cloud: dict[str, str]) -> Iterator[Callable[..., None]]:
    yield lambda kind, **settings: set_weather(at(cloud), kind, **settings)
    clear_weather(at(cloud))


def lines(told: Told) -> dict[str, dict[str, Any]]:
    return {line["look"]: line for line in json.loads(told.out)}


def not_ok(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {look: line["verdict"] for look, line in found.items() if line["verdict"] != "ok"}


def test_an_account_that_lacks_nothing(wizard: Wizard) -> None:
    told = wizard("doctor", "demo", "--target", "sandbox", "--json")
    assert told.code == 0
    assert not_ok(lines(told)) == {}
    assert len(lines(told)) > 15
    assert not (wizard.home / "demo" / "journal.jsonl").exists()
    assert "Nothing would stop a build." in wizard("doctor", "--target", "sandbox").out


@pytest.mark.parametrize(
    ("kind", "settings", "look", "cure"),
    [
        ("region", {}, "region", "aws account enable-region --region-name eu-central-1"),
        ("clock", {}, "clock", "date -u"),
        ("quota", {"vpcs": 1}, "quota of VPCs", "--service-code vpc --quota-code L-F678F1CE --desired-value 2"),
        ("quota", {"gateways": 0}, "quota of internet gateways", "--quota-code L-A4707A72"),
        ("quota", {"balancers": 0}, "quota of load balancers", "--service-code elasticloadbalancing"),
        ("quota", {"vcpus": 0}, "quota of Fargate", "--service-code fargate"),
        ("public-access", {}, "public access", "aws ec2 modify-vpc-block-public-access-options"),
    ],
)  # fmt: skip
def test_what_is_lacking_stops_in_its_line_alone(
    wizard: Wizard, weather: Callable[..., None], kind: str, settings: dict[str, Any], look: str, cure: str
) -> None:
    weather(kind, **settings)
    told = wizard("doctor", "demo", "--target", "sandbox", "--json")
    found = lines(told)
    assert told.code == 1
    assert not_ok(found) == {look: "stop"}
    assert cure in found[look]["cure"]
    assert not ABSENT.get(kind, set()) & found.keys()


@pytest.mark.parametrize(
    ("kind", "settings", "what", "cure"),
    [
        ("region", {}, "eu-central-1 is not enabled", "aws account enable-region --region-name eu-central-1"),
        ("clock", {}, "clock is wrong", "date -u"),
        ("quota", {"vpcs": 1}, "VPCs", "--quota-code L-F678F1CE"),
        ("public-access", {"mode": "block-ingress"}, "VPC Block Public Access is on", "modify-vpc-block-public-access-options"),
    ],
)  # fmt: skip
def test_a_build_stops_where_the_doctor_does_before_anything_is_made(
    wizard: Wizard, weather: Callable[..., None], kind: str, settings: dict[str, Any], what: str, cure: str
) -> None:
    weather(kind, **settings)
    told = wizard("up", "shut", "--target", "sandbox", "--yes", "--json")
    assert told.code == 1
    said = " ".join((told.out + told.err).split())
    assert what in said
    assert cure in said
    assert not told.of("creating")


def test_what_is_worth_knowing_stops_nothing(wizard: Wizard, weather: Callable[..., None]) -> None:
    weather("guardduty")
    told = wizard("doctor", "--target", "sandbox")
    assert told.code == 0
    assert "GuardDuty's Runtime Monitoring is on" in told.out
    assert "Worth knowing: GuardDuty." in told.out


def test_a_machine_without_docker(cloud: dict[str, str], tmp_path: Path) -> None:
    """As it is where a build is for AWS: the practice cloud does without."""
    session = boto3.Session(cloud["AWS_ACCESS_KEY_ID"], cloud["AWS_SECRET_ACCESS_KEY"])
    aws = Aws(session, "eu-central-1", cloud["AWS_ENDPOINT_URL"])
    aws.banner, aws.endpoint = None, ""
    plan = new_plan("demo", "aws", "eu-central-1", load(BUNDLED))
    findings = examine(EXAMINATIONS, admit(aws, STEPS, plan, tmp_path, NOWHERE))
    (found,) = [each for each in findings if each.verdict != "ok"]
    assert (found.look, found.verdict) == ("docker", "stop")
    assert "`" in found.cure
