"""In every weather `up` and `down` end right, or stop with the right words and go on when it has cleared."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import starmap
from typing import Any

import pytest

from steps.sandbox.control import clear_weather, reset, set_weather, weather_kinds
from tests.crash.disturbed import Disturbed, done
from tests.marks import long
from tests.practice import at

Begin = Callable[..., None]
Weather = dict[str, dict[str, Any]]
"""What is on at once: kinds with their settings."""

RIDDEN_OUT: list[Weather] = [
    {"throttle": {"count": 5, "at": 40}, "lag": {"seconds": 0, "calls": 2}},
    {"endpoint-bucket": {}, "lingering": {}, "iam": {"calls": 2}},
    {"errors": {"count": 4, "at": 40}, "slow": {}},
    {"lost": {"action": "ec2:CreateVpc"}},
    {"lost": {"action": "ecs:CreateService", "count": 2}},
    {"lost": {"action": "elbv2:Create*", "count": 3}},
    {"lost": {"action": "*:Delete*", "count": 3}},
]
MORE_OF_THESE: list[Weather] = [
    {"throttle": {"count": 5, "at": 40}},
    {"lag": {"seconds": 0, "calls": 2}},
    {"endpoint-bucket": {}},
    {"lingering": {}},
    {"iam": {"calls": 2}},
    {"errors": {"count": 4, "at": 40}},
    {"slow": {}},
    {"errors": {"count": 2, "action": "ecs:CreateService"}},
    {"lost": {"action": "ec2:CreateSubnet", "count": 2}},
    {"lost": {"action": "ec2:CreateInternetGateway"}},
    {"lost": {"action": "ec2:AssociateRouteTable", "count": 2}},
    {"lost": {"action": "ec2:CreateVpcEndpoint", "count": 2}},
    {"lost": {"action": "ecs:RegisterTaskDefinition", "count": 2}},
    {"lost": {"action": "servicediscovery:CreatePrivateDnsNamespace"}},
    {"lost": {"action": "logs:CreateLogGroup", "count": 2}},
]
LOOKS_DIFFERENT: list[tuple[str, dict[str, Any]]] = [
    ("guardduty", {}),  # its endpoint and group are in the network
    ("zone", {"endpoints": True}),  # the platform is in the other zones
]
STOPPED: list[tuple[str, str, dict[str, Any], str]] = [
    ("up", "denied", {"action": "ec2:CreateVpcEndpoint"}, "does not allow you the call CreateVpcEndpoint"),
    ("up", "expired", {"at": 50}, "does not accept your credentials"),
    ("up", "quota", {"vcpus": 0}, "may not run so many tasks"),
    ("up", "unverified", {}, "may not create load balancers"),
    ("up", "zone", {}, "cannot start tasks in one of the chosen availability zones"),
    ("down", "denied", {"action": "ecs:DeleteService"}, "does not allow you the call DeleteService"),
    ("down", "expired", {"at": 60}, "does not accept your credentials"),
]
MORE_STOPPED: list[tuple[str, str, dict[str, Any], str]] = [
    ("up", "quota", {"vpcs": 1}, "quota of this account is used up"),
    ("up", "quota", {"balancers": 0}, "quota of this account is used up"),
    ("down", "denied", {"action": "ec2:DeleteVpc"}, "does not allow you the call DeleteVpc"),
]
EXITS = {"up": 1, "down": 3}
ELSEWHERE = {"first-use", "policy", "scp", "small-pages", "spot", "public-access", "region", "clock"}
"""Met below, in tests/whole/test_permissions.py, test_doctor.py, test_small_pages.py; tests/sandbox/test_capacity.py."""


def words(value: object) -> str:
    """A parameter as the name of its test: `lost-action=ec2:CreateVpc`."""
    if isinstance(value, dict):
        return ",".join(f"{setting}={each}" for setting, each in value.items())
    return str(value).partition(" ")[0]


def together(weather: Weather) -> str:
    """A weather as the name of its test: `lost-action=ec2:CreateVpc`."""
    return "+".join(f"{kind}-{words(settings)}".strip("-") for kind, settings in weather.items())


@pytest.fixture
def begin(disturbed: Disturbed) -> Iterator[Begin]:
    """`begin(kind, **settings)`: a weather that ends with the test."""
    running = at(disturbed.wizard.cloud)
    yield partial(set_weather, running)
    clear_weather(running)


def test_every_kind_of_weather_is_met() -> None:
    met = {kind for weather in RIDDEN_OUT for kind in weather}
    met |= {kind for kind, _ in LOOKS_DIFFERENT} | {kind for _, kind, _, _ in STOPPED}
    assert met | ELSEWHERE == {kind["kind"] for kind in weather_kinds()}


@pytest.mark.parametrize("weather", [*RIDDEN_OUT, *map(long, MORE_OF_THESE)], ids=together)
def test_up_and_down_end_right(disturbed: Disturbed, begin: Begin, weather: Weather) -> None:
    name = disturbed.new_name()
    for kind, settings in weather.items():
        begin(kind, **settings)
    done(disturbed.wizard.up(name))
    assert disturbed.wrong(name) == []
    for kind, settings in weather.items():
        begin(kind, **settings)
    done(disturbed.wizard.down(name))
    assert disturbed.left() == []


@pytest.mark.parametrize(("kind", "settings"), LOOKS_DIFFERENT, ids=words)
def test_the_platform_stands_all_the_same_and_goes_without_a_trace(
    disturbed: Disturbed, begin: Begin, kind: str, settings: dict[str, Any]
) -> None:
    name = disturbed.new_name()
    begin(kind, **settings)
    done(disturbed.wizard.up(name))
    assert disturbed.harmed() == []
    done(disturbed.wizard.down(name))
    assert disturbed.left() == []


def test_an_account_that_never_used_ecs(disturbed: Disturbed, begin: Begin) -> None:
    name = disturbed.new_name()
    reset(at(disturbed.wizard.cloud))
    begin("first-use", calls=2)
    done(disturbed.wizard.up(name))
    done(disturbed.wizard.down(name))
    disturbed.begin_anew()


@pytest.mark.parametrize(
    ("command", "kind", "settings", "said"), [*STOPPED, *starmap(long, MORE_STOPPED)], ids=words
)
def test_it_stops_with_the_right_words_and_goes_on_when_it_has_cleared(
    disturbed: Disturbed, begin: Begin, command: str, kind: str, settings: dict[str, Any], said: str
) -> None:
    wizard, name = disturbed.wizard, disturbed.new_name()
    if command == "down":
        done(wizard.up(name))
    begin(kind, **settings)
    broken = wizard.up(name) if command == "up" else wizard.down(name)
    clear_weather(at(wizard.cloud))
    assert broken.code == EXITS[command]
    failed = broken.of("failed")
    assert said in " ".join(each["what"] for each in failed)
    assert all(each["cure"] for each in failed)
    if command == "up":
        done(wizard.up(name))
        assert disturbed.wrong(name) == []
    done(wizard.down(name))
    assert disturbed.left() == []
