"""Names inside: a process that honours http_proxy reaches instances by their name in Cloud Map."""

import base64
import http.client
import math
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox.clock import Clock
from steps.sandbox.web.room import ConnectionRoom
from steps.sandbox.world import World
from tests.sandbox import raw
from tests.sandbox.origin import origin
from tests.sandbox.waiting import until

ARN_OF = "arn:aws:servicediscovery:{region}:123456789012:service/{id}"

KNOWN = {"Proxy-Authorization": "Basic " + base64.b64encode(b"vpc-1:a secret").decode()}


class Inside:
    """A world of its own with a namespace in a VPC, without an HTTP API before it."""

    def __init__(self, home: Path, speed: float) -> None:
        from steps.sandbox.service_discovery import ServiceDiscovery

        lock = threading.RLock()
        self.world = World(Clock(speed, lock), lock, "http://127.0.0.1:1", home)
        self.names = self.world.names = ServiceDiscovery(self.world)

    def service(
        self,
        name: str = "quotes",
        namespace: str = "demo.internal",
        vpc: str = "vpc-1",
        region: str = "eu-central-1",
    ) -> str:
        """A service in a namespace of its own; its ARN."""
        from moto.servicediscovery import servicediscovery_backends
        from moto.servicediscovery.models import Namespace

        from steps.sandbox.cloudmap.discovery_services import create_service

        backend = servicediscovery_backends["123456789012"][region]
        made = Namespace("123456789012", region, namespace, "DNS_PRIVATE", "", "", {}, {}, vpc)
        backend.namespaces[made.id] = made
        records = {"DnsRecords": [{"Type": "A", "TTL": 10}]}
        asked = {"Name": name, "NamespaceId": made.id, "DnsConfig": records}
        return str(create_service(backend, asked)["Service"]["Arn"])

    def listed(self, service_arn: str) -> list[dict[str, Any]]:
        """What list_instances would say."""
        from moto.servicediscovery import servicediscovery_backends

        from steps.sandbox.cloudmap.instances import list_instances

        with self.world.lock:
            backend = servicediscovery_backends["123456789012"][service_arn.split(":")[3]]
            return list(list_instances(backend, {"ServiceId": service_arn})["Instances"])

    @property
    def address(self) -> str:
        """Where the proxy listens."""
        return self.names.admit("a secret", "vpc-1").rpartition("@")[2]

    def ask(
        self, url: str, vpc: str = "vpc-1", method: str = "GET", body: str | None = None
    ) -> tuple[int, str]:
        """One request through the proxy, as a process with `http_proxy` would make it."""
        proxy = self.names.admit(f"secret-of-{vpc}", vpc)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
        data = None if body is None else body.encode()
        try:
            with opener.open(urllib.request.Request(url, data, method=method), timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    made = Inside(tmp_path, math.inf)
    yield made
    made.world.reset()


def test_a_task_is_listed_and_found_by_its_name(inside: Inside) -> None:
    service = inside.service()
    inside.names.register(service, "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5", "ECS_CLUSTER_NAME": "demo"})
    inside.names.register(service, "t2", {"AWS_INSTANCE_IPV4": "10.0.2.5", "AWS_INSTANCE_PORT": "8080"})
    assert inside.names.resolve("quotes.demo.internal", "vpc-1") == ["10.0.1.5", "10.0.2.5"]
    assert inside.names.resolve("Quotes.Demo.Internal.", "vpc-1") == ["10.0.1.5", "10.0.2.5"]
    first, second = (one["Attributes"] for one in inside.listed(service))
    assert first["AWS_INSTANCE_IPV4"] == "10.0.1.5"
    assert first["ECS_CLUSTER_NAME"] == "demo"
    assert second["AWS_INSTANCE_PORT"] == "8080"


def test_a_name_is_known_as_a_whole_or_not_at_all(inside: Inside) -> None:
    inside.names.register(inside.service(), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
    for host in ("quotes", "demo.internal", "other.demo.internal", "a.quotes.demo.internal", ""):
        assert inside.names.resolve(host, "vpc-1") == []


def test_a_task_that_goes_is_not_found_any_more_and_then_not_listed(inside: Inside) -> None:
    service = inside.service()
    inside.names.register(service, "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
    with inside.world.lock:
        inside.names.deregister(service, "t1")
        assert inside.names.resolve("quotes.demo.internal", "vpc-1") == []
        assert [one["Id"] for one in inside.listed(service)] == ["t1"]
    until(lambda: inside.listed(service) == [])


def test_a_task_registered_again_stays(inside: Inside) -> None:
    service = inside.service()
    gone = threading.Event()
    with inside.world.lock:
        inside.names.register(service, "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
        inside.names.deregister(service, "t1")
        inside.names.register(service, "t1", {"AWS_INSTANCE_IPV4": "10.0.1.6"})
        inside.world.clock.after(60, gone.set)
    assert gone.wait(10)
    assert inside.names.resolve("quotes.demo.internal", "vpc-1") == ["10.0.1.6"]


def test_taking_away_what_is_not_there_is_no_matter(inside: Inside) -> None:
    service = inside.service()
    inside.names.deregister(service, "nobody")
    inside.names.deregister(ARN_OF.format(region="eu-central-1", id="srv-gone"), "nobody")


def test_a_task_of_no_service_is_refused(inside: Inside) -> None:
    from moto.core.exceptions import ServiceException

    with pytest.raises(ServiceException) as caught:
        inside.names.register(
            ARN_OF.format(region="eu-central-1", id="srv-gone"), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"}
        )
    assert caught.value.code == "ServiceNotFound"


def test_a_request_by_name_reaches_the_task(inside: Inside) -> None:
    with origin("quote: ") as server:
        inside.names.register(inside.service(), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
        inside.world.addresses.set("10.0.1.5", 8080, server.host, server.port)
        url = "http://quotes.demo.internal:8080/random?n=1"
        assert inside.ask(url, method="POST", body="hello") == (200, "quote: hello")
        method, path, headers, _ = server.asked[0]
        assert (method, path, headers["Host"]) == ("POST", "/random?n=1", "quotes.demo.internal:8080")
        assert not {name for name in headers if name.lower().startswith("proxy")}
        assert inside.ask("http://10.0.1.5:8080/")[0] == 200, "a private address is reached as well"


def test_requests_by_name_go_round_the_tasks(inside: Inside) -> None:
    service = inside.service()
    with origin("one") as one, origin("two") as two:
        for number, server in enumerate((one, two)):
            inside.names.register(service, f"t{number}", {"AWS_INSTANCE_IPV4": f"10.0.1.{number}"})
            inside.world.addresses.set(f"10.0.1.{number}", 80, server.host, server.port)
        said = [inside.ask("http://quotes.demo.internal/")[1] for _ in range(4)]
    assert sorted(said) == ["one", "one", "two", "two"]


def test_an_unknown_name_a_closed_port_and_the_world_outside_are_told_in_a_sentence(inside: Inside) -> None:
    inside.names.register(inside.service(), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
    status, words = inside.ask("http://nobody.demo.internal:8080/")
    assert (status, "nobody.demo.internal is not known" in words) == (502, True)
    status, words = inside.ask("http://quotes.demo.internal:81/")
    assert (status, "nothing listens there on port 81" in words) == (502, True)
    assert inside.ask("http://example.com/")[0] == 502
    for target, expected in (("/no-proxy-request", 400), ("http://quotes.demo.internal:many/", 400)):
        connection = http.client.HTTPConnection(inside.address, timeout=10)
        connection.request("GET", target, headers=KNOWN)
        assert connection.getresponse().status == expected
        connection.close()


def test_a_task_that_has_just_died_is_a_502(inside: Inside) -> None:
    with origin() as server:
        inside.names.register(inside.service(), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
        inside.world.addresses.set("10.0.1.5", 80, server.host, server.port)
    status, words = inside.ask("http://quotes.demo.internal/")
    assert (status, "did not answer" in words) == (502, True)


def test_a_process_sees_the_names_of_its_own_network(inside: Inside) -> None:
    with origin("mine") as mine, origin("theirs") as theirs:
        for number, (vpc, server) in enumerate((("vpc-mine", mine), ("vpc-theirs", theirs))):
            inside.names.register(
                inside.service(vpc=vpc), f"t{number}", {"AWS_INSTANCE_IPV4": f"10.0.1.{number}"}
            )
            inside.world.addresses.set(f"10.0.1.{number}", 80, server.host, server.port)
        url = "http://quotes.demo.internal/"
        assert {inside.ask(url, "vpc-mine")[1] for _ in range(4)} == {"mine"}
        assert inside.ask(url, "vpc-nobody")[0] == 502


def test_a_tunnel_leads_to_the_task(inside: Inside) -> None:
    with origin("through the tunnel") as server:
        inside.names.register(inside.service(), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
        inside.world.addresses.set("10.0.1.5", 8080, server.host, server.port)
        host, port = inside.address.split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        connection.set_tunnel("quotes.demo.internal", 8080, headers=KNOWN)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"through the tunnel"
        connection.close()
        refused = http.client.HTTPConnection(host, int(port), timeout=10)
        refused.set_tunnel("nobody.demo.internal", 8080, headers=KNOWN)
        with pytest.raises(OSError, match="502"):
            refused.request("GET", "/")
        refused.close()


@pytest.mark.parametrize("way", ["by its address", "through a tunnel"])
def test_a_websocket_goes_through_the_proxy(inside: Inside, way: str) -> None:
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"
    known = f"Proxy-Authorization: {KNOWN['Proxy-Authorization']}\r\n"
    host = "quotes.demo.internal:8080"
    with raw.target() as server:
        inside.names.register(inside.service(), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
        inside.world.addresses.set("10.0.1.5", 8080, server.host, server.port)
        with raw.connect(inside.address) as connection:
            if way == "by its address":
                asked = f"GET http://{host}/ws HTTP/1.1\r\nHost: {host}\r\n{known}{upgrade}"
            else:  # the client says all at once, as it may when it does not wait for the tunnel
                tunnel = f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n{known}\r\n"
                asked = f"{tunnel}GET /ws HTTP/1.1\r\nHost: {host}\r\n{upgrade}"
            connection.sendall(asked.encode() + b"early ")
            head, rest = raw.head_of(connection)
            if way == "through a tunnel":
                assert head.startswith(b"HTTP/1.1 200 ")
                while b"\r\n\r\n" not in rest:
                    rest += connection.recv(1000)
                head, _, rest = rest.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 101 ")
            assert rest + raw.read(connection, 12 - len(rest)) == b"hello,EARLY "
            connection.sendall(b"late")
            assert raw.read(connection, 4) == b"LATE"


@pytest.mark.parametrize(
    "request_line",
    [
        "CONNECT quotes.demo.internal",
        "CONNECT quotes.demo.internal:0",
        "CONNECT /x:80",
        "GET http://[::1/",
        "GET /",
    ],
)
def test_what_a_proxy_cannot_be_asked_is_a_400(inside: Inside, request_line: str) -> None:
    known = f"Proxy-Authorization: {KNOWN['Proxy-Authorization']}"
    asked = f"{request_line} HTTP/1.1\r\nHost: quotes.demo.internal\r\n{known}\r\n\r\n"
    assert raw.status(raw.say(inside.address, asked.encode())) == 400


def test_slow_processes_keep_no_other_from_the_proxy(inside: Inside) -> None:
    with origin("one") as server, ExitStack() as slow:
        inside.names.register(inside.service(), "t1", {"AWS_INSTANCE_IPV4": "10.0.1.5"})
        inside.world.addresses.set("10.0.1.5", 80, server.host, server.port)
        inside.names._proxy.room = ConnectionRoom(20)
        for _ in range(30):
            slow.enter_context(raw.connect(inside.address)).sendall(b"GET http://quo")
        assert inside.ask("http://quotes.demo.internal/") == (200, "one")


def test_the_proxy_listens_on_loopback_only(inside: Inside) -> None:
    host, port = inside.address.split(":")
    assert host == "127.0.0.1"
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"
