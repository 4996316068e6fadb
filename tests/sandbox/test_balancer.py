"""A load balancer's name really answers: by its rules, over healthy targets, without losing a request."""

import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import Answer, Aws, FrontDoor, ask, fixed, forward, path, weighted
from tests.sandbox.origin import Origin, origin
from tests.sandbox.waiting import until


@pytest.fixture
def door(aws: Aws) -> FrontDoor:
    return FrontDoor(aws)


@pytest.fixture
def origins() -> Iterator[Callable[..., Origin]]:
    with ExitStack() as stack:
        yield lambda *asked, **more: stack.enter_context(origin(*asked, **more))


def serve(door: FrontDoor, group: str, *servers: Origin) -> None:
    """Register the servers, and wait until each is healthy."""
    door.elb.register_targets(TargetGroupArn=group, Targets=[server.target for server in servers])
    door.wait_for(group, *["healthy"] * len(servers))


def site(door: FrontDoor, *servers: Origin) -> tuple[str, str]:
    """A load balancer before these servers: its DNS name and its target group."""
    group, balancer = door.targets(), door.balancer()
    door.listener(balancer, forward(group))
    serve(door, group, *servers)
    return balancer["DNSName"], group


def page(answer: Answer) -> tuple[int, str]:
    """What tells an answer of the load balancer itself."""
    assert answer.headers["Server"] == "awselb/2.0"
    assert f"<center><h1>{answer.status} " in answer.text
    return answer.status, answer.headers["Content-Type"]


def test_requests_go_round_the_healthy_targets(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    name, _ = site(door, origins("one"), origins("two"))
    assert Counter(ask(name).text for _ in range(10)) == {"one": 5, "two": 5}


def test_an_unhealthy_target_gets_nothing_while_another_is_healthy(
    door: FrontDoor, origins: Callable[..., Origin]
) -> None:
    good, bad = origins("good"), origins("bad", health=500)
    name, group = site(door, good)
    door.elb.register_targets(TargetGroupArn=group, Targets=[bad.target])
    door.wait_for(group, "healthy", "unhealthy")
    assert {ask(name).text for _ in range(6)} == {"good"}
    assert bad.asked == []


def test_when_all_are_unhealthy_all_are_asked(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    group, balancer = door.targets(), door.balancer()
    door.listener(balancer, forward(group))
    bad = [origins("one", health=500), origins("two", health=500)]
    door.elb.register_targets(TargetGroupArn=group, Targets=[server.target for server in bad])
    door.wait_for(group, "unhealthy", "unhealthy")
    assert {ask(balancer["DNSName"]).text for _ in range(4)} == {"one", "two"}


def test_rules_are_tried_by_priority(door: FrontDoor) -> None:
    balancer = door.balancer()
    listener = door.listener(balancer, fixed("default"))
    door.rule(listener, 30, path("/static/*"), fixed("late"))
    door.rule(listener, 20, path("/static/*", "/static"), fixed("static"))
    door.rule(listener, 10, path("/static/?.css"), fixed("css"))
    found = {
        asked: ask(balancer["DNSName"], asked).text
        for asked in ("/", "/static", "/static/x/y", "/static/a.css")
    }
    assert found == {"/": "default", "/static": "static", "/static/x/y": "static", "/static/a.css": "css"}
    assert ask(balancer["DNSName"], "/Static/x").text == "default", "paths are case-sensitive"
    assert ask(balancer["DNSName"], "/?/static/x").text == "default", "the query is no part of the path"


def test_rules_look_at_host_header_method_query_and_source(door: FrontDoor) -> None:
    balancer = door.balancer()
    name, listener = balancer["DNSName"], door.listener(balancer, fixed("default"))
    conditions: dict[str, dict[str, Any]] = {
        "host": {"Field": "host-header", "Values": ["*.Example.com"]},
        "header": {
            "Field": "http-header",
            "HttpHeaderConfig": {"HttpHeaderName": "X-Kind", "Values": ["gold*"]},
        },
        "method": {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["PATCH"]}},
        "query": {
            "Field": "query-string",
            "QueryStringConfig": {"Values": [{"Key": "version", "Value": "b?ta"}]},
        },
    }
    for priority, (word, condition) in enumerate(conditions.items(), 1):
        door.rule(listener, priority, condition, fixed(word))
    assert ask(name, Host="shop.example.COM:80").text == "host"
    assert ask(name, X_Kind="golden").text == "header"
    assert ask(name, method="PATCH").text == "method"
    assert ask(name, "/x?version=beta").text == "query"
    assert ask(name, "/x?version=alpha").text == "default"
    nobody = {"Field": "source-ip", "SourceIpConfig": {"Values": ["192.0.2.0/24"]}}
    here = {"Field": "source-ip", "SourceIpConfig": {"Values": ["127.0.0.0/8"]}}
    door.rule(listener, 50, nobody, fixed("nobody"))
    door.rule(listener, 60, here, fixed("here"))
    assert ask(name).text == "here"


def test_weights_spread_requests(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    old, new, never = door.targets("old"), door.targets("new"), door.targets("never")
    balancer = door.balancer()
    door.listener(balancer, weighted((old, 30), (new, 10), (never, 0)))
    serve(door, old, origins("old"))
    serve(door, new, origins("new"))
    assert Counter(ask(balancer["DNSName"]).text for _ in range(8)) == {"old": 6, "new": 2}


def test_a_fixed_response_is_answered_as_it_was_given(door: FrontDoor) -> None:
    balancer = door.balancer()
    door.listener(balancer, fixed("no such page", "404"))
    answer = ask(balancer["DNSName"], method="POST", body="unread")
    assert (answer.status, answer.text) == (404, "no such page")
    assert answer.headers["Content-Type"] == "text/plain"
    head = ask(balancer["DNSName"], method="HEAD")
    assert (head.status, head.text, head.headers["Content-Length"]) == (404, "", "12")


def test_a_redirect_fills_in_what_it_keeps(door: FrontDoor) -> None:
    balancer = door.balancer()
    settings = {"StatusCode": "HTTP_301", "Path": "/new/#{path}", "Host": "#{host}"}
    listener = door.listener(balancer, {"Type": "redirect", "RedirectConfig": settings})
    answer = ask(balancer["DNSName"], "/a/b?c=d")
    assert (answer.status, answer.headers["Location"]) == (301, f"http://{balancer['DNSName']}/new/a/b?c=d")
    away = {"StatusCode": "HTTP_302", "Protocol": "HTTPS", "Port": "443", "Host": "example.com", "Query": ""}
    door.elb.modify_listener(
        ListenerArn=listener, DefaultActions=[{"Type": "redirect", "RedirectConfig": away}]
    )
    answer = ask(balancer["DNSName"], "/a?c=d")
    assert (answer.status, answer.headers["Location"]) == (302, "https://example.com:443/a?c=d")


def test_a_second_listener_has_a_port_of_its_own_and_can_be_redirected_to(door: FrontDoor) -> None:
    balancer = door.balancer()
    settings = {"StatusCode": "HTTP_301", "Port": "8080"}
    first = door.listener(balancer, {"Type": "redirect", "RedirectConfig": settings})
    second = door.listener(balancer, fixed("second"), port=8080)

    def address(listener: str) -> str:
        told = door.elb.describe_listener_attributes(ListenerArn=listener)["Attributes"]
        return str({one["Key"]: one["Value"] for one in told}["practice.address"])

    assert address(first) == balancer["DNSName"] != address(second)
    assert ask(address(second)).text == "second"
    assert ask(balancer["DNSName"], "/x").headers["Location"] == f"http://{address(second)}/x"


def test_the_target_learns_who_asked_and_how(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    one = origins()
    name, _ = site(door, one)
    ask(name, "/x?y=%20z", X_Forwarded_For="192.0.2.7", Host="shop.example.com", X_Own="kept")
    method, asked_path, headers, _ = one.asked[0]
    assert (method, asked_path) == ("GET", "/x?y=%20z")
    assert headers["X-Forwarded-For"] == "192.0.2.7, 127.0.0.1"
    assert (headers["X-Forwarded-Proto"], headers["X-Forwarded-Port"]) == ("http", "80")
    assert headers["X-Amzn-Trace-Id"].startswith("Root=1-")
    assert (headers["Host"], headers["X-Own"]) == ("shop.example.com", "kept")


def test_bodies_arrive_whole_counted_or_in_chunks(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    name, _ = site(door, origins("got:"))
    big = "x" * 300_000
    assert ask(name, method="POST", body=big).text == f"got:{big}"
    chunks = iter([b"some", b"times"])
    assert ask(name, method="POST", body=chunks, Transfer_Encoding="chunked").text == "got:sometimes"
    assert ask(name, "/empty").status == 204
    assert ask(name, method="HEAD").text == ""


def test_an_answer_streams_through_as_it_comes(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    one = origins()
    name, _ = site(door, one)
    connection = http.client.HTTPConnection(name, timeout=10)
    connection.request("GET", "/stream")
    answer = connection.getresponse()
    assert answer.read1() == b"first", "the rest has not been written yet"
    one.go_on.set()
    assert answer.read() == b"second"
    connection.close()


def test_one_connection_carries_many_requests(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    name, _ = site(door, origins())
    connection = http.client.HTTPConnection(name, timeout=10)
    for body in ("a", "b", "c"):
        connection.request("POST", "/", body)
        assert connection.getresponse().read() == f"one{body}".encode()
    connection.close()


def test_a_group_without_targets_answers_503(door: FrontDoor) -> None:
    balancer = door.balancer()
    door.listener(balancer, forward(door.targets()))
    assert page(ask(balancer["DNSName"])) == (503, "text/html")


def test_a_target_that_closes_or_refuses_is_a_502(door: FrontDoor) -> None:
    group, balancer = door.targets(), door.balancer()
    door.listener(balancer, forward(group))
    with origin() as one:
        serve(door, group, one)
        assert page(ask(balancer["DNSName"], "/close")) == (502, "text/html")
    assert page(ask(balancer["DNSName"])) == (502, "text/html")


def test_a_target_that_stays_silent_is_a_504(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    one = origins()
    name, _ = site(door, one)
    arn = door.elb.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    idle = [{"Key": "idle_timeout.timeout_seconds", "Value": "1"}]
    door.elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=idle)
    assert page(ask(name, "/slow")) == (504, "text/html")


def test_a_private_address_where_nothing_is_is_a_504(door: FrontDoor) -> None:
    group, balancer = door.targets(), door.balancer()
    door.listener(balancer, forward(group))
    door.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.5"}])
    door.wait_for(group, "unhealthy")
    assert page(ask(balancer["DNSName"])) == (504, "text/html")


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_refused(
    door: FrontDoor, origins: Callable[..., Origin], request_text: bytes, status: bytes
) -> None:
    name, _ = site(door, origins())
    host, port = name.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        with suppress(OSError):
            connection.sendall(request_text)
        first = b""
        with suppress(ConnectionResetError):
            while len(first) < 12 and (piece := connection.recv(64)):
                first += piece
    assert status in first[:40]


def test_a_provisioning_load_balancer_refuses_connections(practice_at: Callable[[float], Practice]) -> None:
    door = FrontDoor(practice_at(100).client)
    balancer = door.balancer(wait=False)
    door.listener(balancer, fixed())
    with pytest.raises(ConnectionRefusedError):
        ask(balancer["DNSName"])
    door.active(balancer["LoadBalancerArn"])
    assert ask(balancer["DNSName"]).text == "fixed"


def test_a_deleted_listener_and_a_deleted_load_balancer_answer_no_more(door: FrontDoor) -> None:
    balancer = door.balancer()
    listener = door.listener(balancer, fixed("first"))
    assert ask(balancer["DNSName"]).text == "first"
    door.elb.delete_listener(ListenerArn=listener)
    with pytest.raises(ConnectionError):
        ask(balancer["DNSName"])
    door.listener(balancer, fixed("second"))
    assert ask(balancer["DNSName"]).text == "second"
    door.elb.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])

    def refuses() -> bool:
        try:
            ask(balancer["DNSName"])
        except ConnectionRefusedError:
            return True
        except ConnectionError:
            return False
        raise AssertionError("a deleted load balancer answered")

    until(refuses)


def test_a_deregistered_target_finishes_what_it_was_asked_and_gets_nothing_new(
    door: FrontDoor, origins: Callable[..., Origin]
) -> None:
    old, new = origins("old"), origins("new")
    name, group = site(door, old)
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(ask(name, "/slow").text))
    asking.start()
    until(lambda: old.asked)
    serve_more = [new.target]
    door.elb.register_targets(TargetGroupArn=group, Targets=serve_more)
    door.wait_for(group, "healthy", "healthy")
    door.elb.deregister_targets(TargetGroupArn=group, Targets=[old.target])
    assert {ask(name).text for _ in range(6)} == {"new"}
    assert door.states(group) == ["draining", "healthy"], "it stays while a request is under way"
    old.go_on.set()
    asking.join(10)
    assert answers == ["old"]
    until(lambda: door.states(group) == ["healthy"])


def test_a_roll_of_targets_loses_no_request(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    current = [origins("0a"), origins("0b")]
    name, group = site(door, *current)
    statuses: Counter[int] = Counter()
    stopped = threading.Event()

    def keep_asking() -> None:
        while not stopped.is_set():
            statuses[ask(name).status] += 1

    clients = [threading.Thread(target=keep_asking) for _ in range(3)]
    for client in clients:
        client.start()
    for round_ in range(1, 5):
        fresh = [origins(f"{round_}a"), origins(f"{round_}b")]
        serve_all = [server.target for server in fresh]
        door.elb.register_targets(TargetGroupArn=group, Targets=serve_all)
        door.wait_for(group, *["healthy"] * 4)
        door.elb.deregister_targets(TargetGroupArn=group, Targets=[server.target for server in current])
        door.wait_for(group, *["healthy"] * 2)
        current = fresh
    stopped.set()
    for client in clients:
        client.join(10)
    assert set(statuses) == {200}
    assert statuses[200] > 20


def test_many_clients_at_once_are_all_answered(door: FrontDoor, origins: Callable[..., Origin]) -> None:
    name, _ = site(door, origins("one"), origins("two"))
    answers: list[int] = []
    started = time.monotonic()
    clients = [threading.Thread(target=lambda: answers.append(ask(name).status)) for _ in range(60)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(10)
    assert answers == [200] * 60
    assert time.monotonic() - started < 10
