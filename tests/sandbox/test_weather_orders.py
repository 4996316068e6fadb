"""Asking for weather: from Python and by HTTP, what is refused, what ends it, and how calls are counted."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from steps.sandbox import control
from steps.sandbox.signature import sign

Aws = Callable[..., Any]
Weather = Callable[..., None]

KINDS = [
    *("throttle", "endpoint-bucket", "errors", "lost", "lag", "slow", "lingering"),
    *(
        "expired",
        "denied",
        "policy",
        "scp",
        "zone",
        "quota",
        "iam",
        "first-use",
        "guardduty",
        "region",
        "public-access",
        "unverified",
        "clock",
        "spot",
        "small-pages",
    ),
]


def ask(
    running: control.RunningPractice, method: str, body: bytes | None = None, page: str = "weather"
) -> tuple[int, dict[str, Any]]:
    """What HTTP answers to the holder of the practice cloud's key."""
    url = f"{running.endpoint}/_practice/{page}"
    request = urllib.request.Request(
        url, body, sign(method, url, body or b"", running.key, running.secret), method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def test_every_kind_says_what_aws_does_and_what_can_be_set() -> None:
    kinds = control.weather_kinds()
    assert [kind["kind"] for kind in kinds] == KINDS
    for kind in kinds:
        first, _, more = kind["about"].partition("\n\n")
        assert first.endswith(".")
        assert len(first) < 90
        assert len(more) > 200, f"{kind['kind']} explains too little"
        assert all(
            f"`{setting}`" in more for setting in kind["settings"] if kind["kind"] != "endpoint-bucket"
        )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_had_without_settings(practice: Any, weather: Weather, kind: str) -> None:
    weather(kind)
    [on] = control.weather(practice.running)["on"]
    assert on["kind"] == kind


def test_it_begins_changes_and_ends(practice: Any, weather: Weather) -> None:
    weather("throttle", count=40, action="ec2")
    weather("slow")
    weather("throttle", count=2)
    throttle, slow = control.weather(practice.running)["on"]
    assert throttle == {"kind": "throttle", "count": 2, "at": 1, "action": "*", "burst": 0, "rate": 0.0}
    assert slow == {"kind": "slow", "factor": 5.0, "what": "all"}
    control.clear_weather(practice.running)
    assert control.weather(practice.running)["on"] == []


def test_a_reset_ends_it(practice: Any, weather: Weather) -> None:
    weather("errors")
    practice.reset()
    assert control.weather(practice.running)["on"] == []


def test_http_answers_the_same(practice: Any, weather: Weather) -> None:
    status, told = ask(practice.running, "POST", b'{"kind": "throttle", "count": "40"}')
    assert (status, told["on"][0]["count"]) == (200, 40)
    assert ask(practice.running, "GET")[1]["on"] == told["on"]
    assert ask(practice.running, "DELETE")[1]["on"] == []
    assert ask(practice.running, "PUT", b"{}")[0] == 405


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("hail", {}, "There is no weather “hail”. There are: throttle, endpoint-bucket, errors,"),
        ("throttle", {"speed": 1}, "“throttle” has no setting “speed”. Its settings are: count, at, action,"),
        ("guardduty", {"speed": 1}, "“guardduty” has no setting “speed”. It has no settings."),
        ("throttle", {"count": "many"}, "“throttle” cannot be had like this: Expected `int`"),
        ("throttle", {"count": 0}, "Expected `int` >= 1"),
        ("slow", {"what": "people"}, "Invalid enum value 'people'"),
        ("scp", {"document": "{"}, "“scp” cannot be had like this: It is no JSON."),
        ("policy", {"without": "ec3:CreateVpc"}, "“ec3” is no service"),
        (
            "denied",
            {"action": "ec3:CreateVpc"},
            "“ec3” is no service of the practice cloud. There are: cloudwatch, ec2,",
        ),
    ],
)
def test_what_is_not_to_be_had(practice: Any, kind: str, settings: dict[str, Any], words: str) -> None:
    with pytest.raises(control.WeatherRefused) as refused:
        control.set_weather(practice.running, kind, **settings)
    assert words in str(refused.value)
    assert control.weather(practice.running)["on"] == []


@pytest.mark.parametrize("body", [b"", b"rain", b"[1]"])
def test_what_is_no_question(practice: Any, body: bytes) -> None:
    status, told = ask(practice.running, "POST", body)
    assert status == 400
    assert "Send a JSON object" in told["error"]


def test_calls_are_counted_refused_ones_too(aws: Aws, practice: Any, weather: Weather) -> None:
    ec2, running = aws("ec2"), practice.running

    def counted() -> dict[str, int]:
        return ask(running, "GET", page="calls")[1]

    assert counted() == {"calls": 0, "since_weather": 0}
    ec2.describe_vpcs()
    with pytest.raises(ClientError):
        ec2.delete_vpc(VpcId="vpc-00000000000000000")
    assert counted() == {"calls": 2, "since_weather": 2}
    weather("throttle", count=1)
    with pytest.raises(ClientError):
        ec2.describe_vpcs()
    assert control.count_calls(running) == 1
    assert counted() == {"calls": 3, "since_weather": 1}
