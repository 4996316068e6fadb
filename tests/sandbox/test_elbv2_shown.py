"""What Elastic Load Balancing shows of what it was asked: every attribute, and rules with all that AWS fills in."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.front_door import FrontDoor, fixed, forward, path, weighted
from tests.sandbox.refused_calls import refused

Aws = Callable[..., Any]
Attributes = dict[str, str]


@pytest.fixture
def door(aws: Aws) -> FrontDoor:
    return FrontDoor(aws)


def read(answer: dict[str, Any]) -> Attributes:
    return {one["Key"]: one["Value"] for one in answer["Attributes"]}


def asked(**attributes: str) -> list[dict[str, str]]:
    return [{"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()]


def test_a_load_balancer_shows_all_its_attributes(door: FrontDoor) -> None:
    arn = door.balancer(wait=False)["LoadBalancerArn"]
    shown = read(door.elb.describe_load_balancer_attributes(LoadBalancerArn=arn))
    assert len(shown) == 23
    assert shown["idle_timeout.timeout_seconds"] == "60"
    assert shown["routing.http2.enabled"] == "true"
    assert shown["routing.http.desync_mitigation_mode"] == "defensive"
    assert shown["load_balancing.cross_zone.enabled"] == "true"
    assert shown["ipv6.deny_all_igw_traffic"] == "false"
    changed = door.elb.modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=asked(idle_timeout__timeout_seconds="4000")
    )
    assert read(changed) == shown | {"idle_timeout.timeout_seconds": "4000"}
    assert read(door.elb.describe_load_balancer_attributes(LoadBalancerArn=arn)) == read(changed)


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        ({"colour": "red"}, "Load balancer attribute key 'colour' is not recognized"),
        (
            {"idle_timeout.timeout_seconds": "4001"},
            "'idle_timeout.timeout_seconds' value '4001' must be between '1-4000' inclusive",
        ),
        (
            {"deletion_protection.enabled": "yes"},
            "'deletion_protection.enabled' value 'yes' must be one of [true, false]",
        ),
        (
            {"routing.http.xff_header_processing.mode": "drop"},
            "'routing.http.xff_header_processing.mode' value 'drop' must be one of [append, preserve, remove]",
        ),
    ],
)
def test_what_a_load_balancer_attribute_cannot_be(door: FrontDoor, attribute: Attributes, words: str) -> None:
    arn = door.balancer(wait=False)["LoadBalancerArn"]
    before = read(door.elb.describe_load_balancer_attributes(LoadBalancerArn=arn))
    answer = refused(
        door.elb.modify_load_balancer_attributes, LoadBalancerArn=arn, Attributes=asked(**attribute)
    )
    assert answer == ("ValidationError", words)
    assert read(door.elb.describe_load_balancer_attributes(LoadBalancerArn=arn)) == before


def test_logs_go_to_no_bucket_that_is_not_there(door: FrontDoor) -> None:
    arn = door.balancer(wait=False)["LoadBalancerArn"]
    attributes = asked(access_logs__s3__enabled="true", access_logs__s3__bucket="mine")
    code, words = refused(
        door.elb.modify_load_balancer_attributes, LoadBalancerArn=arn, Attributes=attributes
    )
    assert (code, words[:30]) == ("InvalidConfigurationRequest", "Access Denied for bucket: mine")


def test_a_target_group_shows_all_its_attributes(door: FrontDoor) -> None:
    group = door.targets()
    shown = read(door.elb.describe_target_group_attributes(TargetGroupArn=group))
    assert len(shown) == 14
    assert shown["deregistration_delay.timeout_seconds"] == "300"
    assert shown["stickiness.lb_cookie.duration_seconds"] == "86400"
    assert shown["load_balancing.algorithm.anomaly_mitigation"] == "off"
    modify = door.elb.modify_target_group_attributes
    modify(TargetGroupArn=group, Attributes=asked(slow_start__duration_seconds="30"))
    now = read(door.elb.describe_target_group_attributes(TargetGroupArn=group))
    assert now == shown | {"slow_start.duration_seconds": "30"}
    for wrong in (
        {"slow_start.duration_seconds": "29"},
        {"stickiness.type": "source_ip"},
        {"preserve_client_ip.enabled": "true"},
    ):
        assert refused(modify, TargetGroupArn=group, Attributes=asked(**wrong))[0] == "ValidationError"


def test_a_listener_shows_all_its_attributes(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(wait=False), fixed())
    shown = read(door.elb.describe_listener_attributes(ListenerArn=listener))
    assert shown["routing.http.response.server.enabled"] == "true"
    assert "tcp.idle_timeout.seconds" not in shown
    modify = door.elb.modify_listener_attributes
    modify(ListenerArn=listener, Attributes=asked(routing__http__response__server__enabled="false"))
    now = read(door.elb.describe_listener_attributes(ListenerArn=listener))
    assert now == shown | {"routing.http.response.server.enabled": "false"}
    wrong = asked(tcp__idle_timeout__seconds="60")
    assert refused(modify, ListenerArn=listener, Attributes=wrong)[0] == "ValidationError"


def hosts(*names: str) -> dict[str, Any]:
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(names)}}


CONDITIONS = {
    "path in its structure": (path("/a", "/b"), path("/a", "/b") | {"Values": ["/a", "/b"]}),
    "path plainly": ({"Field": "path-pattern", "Values": ["/a"]}, path("/a") | {"Values": ["/a"]}),
    "host in its structure": (hosts("a.b", "c.d"), hosts("a.b", "c.d") | {"Values": ["a.b", "c.d"]}),
    "host plainly": ({"Field": "host-header", "Values": ["a.b"]}, hosts("a.b") | {"Values": ["a.b"]}),
} | {
    field: (condition, condition)
    for field, condition in {
        "header": {
            "Field": "http-header",
            "HttpHeaderConfig": {"HttpHeaderName": "X-Kind", "Values": ["a*"]},
        },
        "method": {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
        "query": {
            "Field": "query-string",
            "QueryStringConfig": {"Values": [{"Key": "a", "Value": "b"}]},
        },
        "source": {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}},
    }.items()
}


@pytest.mark.parametrize("kind", CONDITIONS)
def test_a_rule_shows_its_condition_in_full_however_it_was_made(door: FrontDoor, kind: str) -> None:
    given, shown = CONDITIONS[kind]
    listener = door.listener(door.balancer(wait=False), fixed())
    rule = door.rule(listener, 1, given, fixed())
    described = door.elb.describe_rules(RuleArns=[rule])["Rules"][0]
    assert described["Conditions"] == [shown]
    other = door.rule(listener, 2, path("/other"), fixed())
    modified = door.elb.modify_rule(RuleArn=other, Conditions=[given])["Rules"][0]
    assert modified["Conditions"] == [shown]


def test_actions_show_what_aws_fills_in(door: FrontDoor) -> None:
    one, other = door.targets("one"), door.targets("other")
    alone = {
        "Type": "forward",
        "TargetGroupArn": one,
        "ForwardConfig": {
            "TargetGroups": [{"TargetGroupArn": one, "Weight": 1}],
            "TargetGroupStickinessConfig": {"Enabled": False},
        },
    }
    listener = door.listener(door.balancer(wait=False), forward(one))
    assert door.elb.describe_listeners(ListenerArns=[listener])["Listeners"][0]["DefaultActions"] == [alone]

    def shown(priority: int, action: dict[str, Any]) -> dict[str, Any]:
        rule = door.rule(listener, priority, path(f"/{priority}"), action)
        return dict(door.elb.describe_rules(RuleArns=[rule])["Rules"][0]["Actions"][0])

    assert shown(1, weighted((one, 1))) == alone
    both = shown(2, weighted((one, 3), (other, 1)))
    assert "TargetGroupArn" not in both
    assert both["ForwardConfig"]["TargetGroups"][0]["Weight"] == 3
    redirect = shown(3, {"Type": "redirect", "RedirectConfig": {"Host": "a.b", "StatusCode": "HTTP_302"}})
    assert redirect["RedirectConfig"] == {
        "Protocol": "#{protocol}",
        "Port": "#{port}",
        "Host": "a.b",
        "Path": "/#{path}",
        "Query": "#{query}",
        "StatusCode": "HTTP_302",
    }
    assert shown(4, fixed("no", "404")) == fixed("no", "404")


def test_what_would_be_kept_and_not_done_is_refused(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(wait=False), fixed())
    asked: dict[str, Any] = {"ListenerArn": listener, "Priority": 1, "Actions": [fixed()]}
    regex = {"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["^/a.$"]}}
    rewrite = {
        "Type": "url-rewrite",
        "UrlRewriteConfig": {"Rewrites": [{"Regex": "a", "Replace": "b"}]},
    }
    assert refused(door.elb.create_rule, Conditions=[regex], **asked)[0] == "UnsupportedOperation"
    answer = refused(door.elb.create_rule, Conditions=[path("/a")], Transforms=[rewrite], **asked)
    assert answer[0] == "UnsupportedOperation"
    assert len(door.elb.describe_rules(ListenerArn=listener)["Rules"]) == 1
