"""Names inside, for containers: what stands in their hosts files, and what never does."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps.sandbox.docker.hosts import Hosts, HostsFile
from steps.sandbox.ecs.runner import Order
from tests.sandbox.test_service_discovery import Inside


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    made = Inside(tmp_path, math.inf)
    yield made
    made.world.reset()


def started(hosts: Hosts, ip: str, address: str, vpc: str = "vpc-1", port: int | None = 6379) -> HostsFile:
    """The file of a container that runs at this address."""
    environment = {"HOSTNAME": f"ip-{ip.replace('.', '-')}"}
    file = hosts.open(Order(None, "an-image", environment, port, vpc=vpc, ip=ip))
    assert read(file)[1] == f"127.0.0.1 ip-{ip.replace('.', '-')}", "it is not anywhere yet"
    file.place(address)
    return file


def read(file: HostsFile) -> list[str]:
    return file.path.read_text().replace("\t", " ").splitlines()


def test_a_name_stands_for_the_containers_behind_it_as_they_come_and_go(inside: Inside) -> None:
    hosts, service = Hosts(inside.world), inside.service("redis")
    web = started(hosts, "10.0.1.4", "172.17.0.4")
    own = ["127.0.0.1 localhost", "172.17.0.4 ip-10-0-1-4"]
    assert read(web) == own
    seen = web.path.stat().st_ino
    first, second = started(hosts, "10.0.1.5", "172.17.0.5"), started(hosts, "10.0.1.6", "172.17.0.6")
    for number, task in enumerate(("10.0.1.5", "10.0.1.6")):
        inside.names.register(service, f"t{number}", {"AWS_INSTANCE_IPV4": task})
    both = ["172.17.0.5 redis.demo.internal", "172.17.0.6 redis.demo.internal"]
    assert read(web) == own + both
    assert read(first)[2:] == both, "its own name is known to it too"
    inside.names.deregister(service, "t0")
    assert read(web) == [*own, both[1]], "a task that leaves is asked no more"
    second.close()
    assert read(web) == own
    assert not second.path.exists()
    assert web.path.stat().st_ino == seen, "a container sees the file that it was given, and no newer one"
    assert web.path.stat().st_mode & 0o777 == 0o644, "an app is rarely root"


def test_nothing_of_this_machine_and_of_another_network_has_a_name(inside: Inside) -> None:
    hosts = Hosts(inside.world)
    web = started(hosts, "10.0.1.4", "172.17.0.4")
    elsewhere = started(hosts, "10.0.1.4", "172.17.0.9", vpc="vpc-2")
    started(hosts, "10.0.1.7", "172.17.0.7", port=None)
    by_hand = inside.service("router")
    for number, ip in enumerate(("127.0.0.1", "192.168.1.1", "172.17.0.1", "10.0.1.7", "10.0.1.200")):
        inside.names.register(by_hand, f"hand-{number}", {"AWS_INSTANCE_IPV4": ip})
    inside.names.register(inside.service("bad", "a\n10.0.0.1 name"), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.4"})
    inside.names.register(
        inside.service("theirs", "other.internal", "vpc-2"), "t2", {"AWS_INSTANCE_IPV4": "10.0.1.4"}
    )
    inside.names.register(inside.service("redis"), "t3", {"AWS_INSTANCE_IPV4": "10.0.1.4"})
    assert read(web)[2:] == ["172.17.0.4 redis.demo.internal"]
    assert read(elsewhere)[2:] == ["172.17.0.9 theirs.other.internal"]


def test_what_an_app_calls_itself_names_nobody_else(inside: Inside) -> None:
    hosts = Hosts(inside.world)
    order = Order(None, "an-image", {"HOSTNAME": "me\n10.9.9.9 redis"}, 80, vpc="vpc-1", ip="10.0.1.4")
    assert read(hosts.open(order)) == ["127.0.0.1 localhost"]
    order = Order(None, "an-image", {"HOSTNAME": "MyHost"}, 80, vpc="vpc-1", ip="10.0.1.5")
    assert read(hosts.open(order)) == ["127.0.0.1 localhost", "127.0.0.1 MyHost"]


def test_nothing_is_left_of_them_nor_of_those_of_a_cloud_that_was_killed(inside: Inside) -> None:
    old = started(Hosts(inside.world), "10.0.1.4", "172.17.0.4")
    hosts = Hosts(inside.world)
    assert not old.path.exists()
    new = started(hosts, "10.0.1.5", "172.17.0.5")
    hosts.remove()
    new.close()
    assert not (inside.world.home / "hosts").exists()
