"""Practice clouds for the tests: real server processes, driven by real boto3 clients."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox import control

HOMES: dict[str, Path] = {}
"""The home of each practice cloud, by its endpoint: where its wizards register the folders that may run."""


@dataclass
class Practice:
    """One running practice cloud and the clients that were made for it."""

    running: control.RunningPractice
    speed: float
    home: Path
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """Its URL."""
        return self.running.endpoint

    def client(self, service: str, region: str = "eu-central-1") -> Any:
        """A boto3 client for it, that tries once."""
        if (service, region) not in self._clients:
            self._clients[service, region] = make_client(self.running, service, region)
        return self._clients[service, region]

    def reset(self) -> None:
        """Empty it."""
        control.reset(self.running)


def make_client(
    running: control.RunningPractice, service: str, region: str, key: tuple[str, str, str] | None = None
) -> Any:
    """A boto3 client at a practice cloud, with its own key or another, whatever the environment says."""
    import boto3
    from botocore.config import Config

    identifier, secret, token = key or (running.key, running.secret, "")
    session: Any = boto3.Session(identifier, secret, token or None, region)
    config = Config(
        retries={"total_max_attempts": 1}, inject_host_prefix=False, proxies={}, max_pool_connections=20
    )
    return session.client(service, endpoint_url=running.endpoint, config=config)


def unchecked(client: Any) -> Any:
    """The same client without botocore's own checks of what it sends."""
    import boto3
    from botocore.config import Config

    from tests.practice import behind

    there = behind(client)
    session: Any = boto3.Session(there.key, there.secret, region_name=client.meta.region_name)
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1}, proxies={})
    return session.client(client.meta.service_model.service_name, endpoint_url=there.endpoint, config=config)


@pytest.fixture(scope="session")
def _clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[float], Practice]]:
    started: dict[float, Practice] = {}

    def at(speed: float) -> Practice:
        if speed not in started:
            home = tmp_path_factory.mktemp("practice")
            running = control.start(home, speed=speed)
            HOMES[running.endpoint] = home
            started[speed] = Practice(running, speed, home)
        return started[speed]

    yield at
    for cloud in started.values():
        control.stop(cloud.home)


@pytest.fixture(scope="session")
def practice(_clouds: Callable[[float], Practice]) -> Practice:
    """The practice cloud without delays that all tests share."""
    return _clouds(math.inf)


@pytest.fixture
def aws(practice: Practice) -> Callable[..., Any]:
    """`aws(service, region="eu-central-1")`: a boto3 client for an empty practice cloud without delays."""
    practice.reset()
    return practice.client


@pytest.fixture
def ec2(aws: Callable[..., Any]) -> Any:
    """Its client of EC2."""
    return aws("ec2")


@pytest.fixture
def vpc(ec2: Any) -> str:
    """A VPC in it, with nothing in it."""
    return str(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


@pytest.fixture
def weather(practice: Practice) -> Iterator[Callable[..., None]]:
    """`weather(kind, **settings)`: bad weather in the practice cloud without delays, until the test is over."""

    def begin(kind: str, **settings: Any) -> None:
        control.set_weather(practice.running, kind, **settings)

    yield begin
    control.clear_weather(practice.running)


@pytest.fixture
def practice_at(_clouds: Callable[[float], Practice]) -> Callable[[float], Practice]:
    """`practice_at(speed)`: an empty practice cloud at that speed, for tests that watch states pass."""

    def at(speed: float) -> Practice:
        cloud = _clouds(speed)
        cloud.reset()
        return cloud

    return at


@pytest.fixture
def untouched(practice: Practice) -> Iterator[Practice]:
    """A practice cloud in which nothing has been made after the test."""
    practice.reset()
    before = len(practice.client("ec2").describe_vpcs()["Vpcs"])
    yield practice
    assert len(practice.client("ec2").describe_vpcs()["Vpcs"]) == before
