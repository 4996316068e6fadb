"""Listeners, rules and target groups: what AWS refuses, and what it returns unchanged."""

from typing import Any

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import Aws, FrontDoor, fixed, forward, path, weighted
from tests.sandbox.refused_calls import refused


@pytest.fixture
def door(aws: Aws) -> FrontDoor:
    return FrontDoor(aws)


def listener_asked(balancer: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {"Protocol": "HTTP", "Port": 80, "DefaultActions": [fixed()]}
    return {"LoadBalancerArn": balancer["LoadBalancerArn"]} | plain | more


def test_the_same_listener_asked_for_again_is_the_one_that_is_there(door: FrontDoor) -> None:
    asked = listener_asked(door.balancer(), DefaultActions=[forward(door.targets())])
    arns = {door.elb.create_listener(**asked)["Listeners"][0]["ListenerArn"] for _ in range(2)}
    assert len(arns) == 1


@pytest.mark.parametrize(
    "other", [{"DefaultActions": [fixed("other")]}, {"Tags": [{"Key": "a", "Value": "b"}]}]
)
def test_another_listener_on_the_same_port_is_refused(door: FrontDoor, other: dict[str, Any]) -> None:
    balancer = door.balancer()
    door.elb.create_listener(**listener_asked(balancer))
    code, message = refused(door.elb.create_listener, **listener_asked(balancer, **other))
    assert code == "DuplicateListener"
    assert balancer["LoadBalancerArn"] in message


def test_a_listener_on_another_port_is_another_listener(door: FrontDoor) -> None:
    balancer = door.balancer()
    arns = {door.listener(balancer, fixed(), port=port) for port in (80, 8080)}
    assert len(arns) == 2


def test_a_listener_needs_its_load_balancer_and_its_target_group(door: FrontDoor) -> None:
    balancer, group = door.balancer(), door.targets()
    gone = dict(balancer, LoadBalancerArn=balancer["LoadBalancerArn"] + "0")
    assert refused(door.elb.create_listener, **listener_asked(gone))[0] == "LoadBalancerNotFound"
    door.elb.delete_target_group(TargetGroupArn=group)
    asked = listener_asked(balancer, DefaultActions=[forward(group)])
    assert refused(door.elb.create_listener, **asked)[0] == "TargetGroupNotFound"


def test_https_needs_a_certificate(door: FrontDoor) -> None:
    asked = listener_asked(door.balancer(), Protocol="HTTPS", Port=443)
    assert refused(door.elb.create_listener, **asked)[0] == "ValidationError"


def test_a_target_group_serves_one_load_balancer(door: FrontDoor) -> None:
    group = door.targets()
    door.listener(door.balancer("one"), forward(group))
    asked = listener_asked(door.balancer("two"), DefaultActions=[forward(group)])
    assert refused(door.elb.create_listener, **asked)[0] == "TargetGroupAssociationLimit"


def test_a_target_group_of_another_network_is_refused(door: FrontDoor) -> None:
    other = door.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    asked = listener_asked(door.balancer(), DefaultActions=[forward(door.targets(VpcId=other))])
    assert refused(door.elb.create_listener, **asked)[0] == "InvalidConfigurationRequest"


def test_a_target_group_in_use_is_not_deleted(door: FrontDoor) -> None:
    by_listener, by_rule = door.targets("listener"), door.targets("rule")
    balancer = door.balancer()
    listener = door.listener(balancer, forward(by_listener))
    rule = door.rule(listener, 10, path("/x"), forward(by_rule))
    for group in (by_listener, by_rule):
        assert refused(door.elb.delete_target_group, TargetGroupArn=group) == (
            "ResourceInUse",
            f"The target group '{group}' is currently in use by a listener or a rule",
        )
    door.elb.delete_rule(RuleArn=rule)
    door.elb.delete_target_group(TargetGroupArn=by_rule)
    door.elb.delete_listener(ListenerArn=listener)
    door.elb.delete_target_group(TargetGroupArn=by_listener)
    assert refused(door.elb.delete_target_group, TargetGroupArn=by_listener)[0] == "TargetGroupNotFound"


def test_a_target_group_knows_the_load_balancer_that_uses_it(door: FrontDoor) -> None:
    group, balancer = door.targets(), door.balancer()

    def users() -> list[str]:
        found = door.elb.describe_target_groups(TargetGroupArns=[group])["TargetGroups"][0]
        return list(found["LoadBalancerArns"])

    assert users() == []
    listener = door.listener(balancer, forward(group))
    door.rule(listener, 1, path("/a"), forward(group))
    assert users() == [balancer["LoadBalancerArn"]]
    door.elb.modify_listener(ListenerArn=listener, DefaultActions=[fixed()])
    assert users() == [balancer["LoadBalancerArn"]]
    door.elb.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
    assert users() == []


def test_a_priority_is_taken_once(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(), fixed())
    door.rule(listener, 10, path("/a"), fixed())
    asked = {"ListenerArn": listener, "Priority": 10, "Conditions": [path("/b")], "Actions": [fixed()]}
    assert refused(door.elb.create_rule, **asked)[0] == "PriorityInUse"


def test_rules_are_listed_by_priority_with_their_values_spelled_both_ways(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(), fixed())
    door.rule(listener, 20, {"Field": "path-pattern", "Values": ["/b", "/b/*"]}, fixed())
    door.rule(listener, 3, path("/a"), fixed())
    rules = door.elb.describe_rules(ListenerArn=listener)["Rules"]
    assert [rule["Priority"] for rule in rules] == ["3", "20", "default"]
    assert [rule["IsDefault"] for rule in rules] == [False, False, True]
    assert rules[1]["Conditions"] == [
        {
            "Field": "path-pattern",
            "Values": ["/b", "/b/*"],
            "PathPatternConfig": {"Values": ["/b", "/b/*"]},
        }
    ]


def test_a_rule_has_at_most_five_values(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(), fixed())
    many = path(*(f"/{number}" for number in range(6)))
    asked = {"ListenerArn": listener, "Priority": 1, "Conditions": [many], "Actions": [fixed()]}
    assert refused(door.elb.create_rule, **asked)[0] == "ValidationError"


def test_the_default_rule_stays_and_an_unknown_one_is_not_found(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(), fixed())
    default = door.elb.describe_rules(ListenerArn=listener)["Rules"][0]["RuleArn"]
    assert refused(door.elb.delete_rule, RuleArn=default)[0] == "OperationNotPermitted"
    rule = door.rule(listener, 1, path("/a"), fixed())
    door.elb.delete_rule(RuleArn=rule)
    assert refused(door.elb.delete_rule, RuleArn=rule)[0] == "RuleNotFound"


def test_a_fresh_cloud_gives_a_listener_and_its_default_rule_the_same_arns(
    aws: Aws, practice: Practice
) -> None:
    def made() -> list[str]:
        practice.reset()
        door = FrontDoor(aws)
        listener = door.listener(door.balancer(), fixed())
        return [rule["RuleArn"] for rule in door.elb.describe_rules(ListenerArn=listener)["Rules"]]

    assert made() == made()


def test_a_target_group_name_that_aws_would_not_take_is_refused(door: FrontDoor) -> None:
    for name in ("a" * 33, "under_score", "-a", "a-"):
        asked = {"Name": name, "Protocol": "HTTP", "Port": 80, "VpcId": door.vpc, "TargetType": "ip"}
        assert refused(door.elb.create_target_group, **asked)[0] == "ValidationError"


def test_the_same_target_group_asked_for_again_is_the_one_that_is_there(door: FrontDoor) -> None:
    first = door.targets(Tags=[{"Key": "a", "Value": "b"}])
    spelled_out: dict[str, Any] = {"HealthyThresholdCount": 5, "Matcher": {"HttpCode": "200"}}
    assert door.targets(Tags=[{"Key": "a", "Value": "b"}], **spelled_out) == first
    assert len(door.elb.describe_target_groups()["TargetGroups"]) == 1


@pytest.mark.parametrize(
    "other", [{"Port": 81}, {"HealthCheckPath": "/other"}, {"Tags": [{"Key": "a", "Value": "b"}]}]
)
def test_the_same_name_with_other_settings_is_refused(door: FrontDoor, other: dict[str, Any]) -> None:
    group = door.targets()
    asked = {"Name": "one", "Protocol": "HTTP", "Port": 8080, "VpcId": door.vpc, "TargetType": "ip"}
    code, message = refused(door.elb.create_target_group, **asked | {"HealthCheckPath": "/health"} | other)
    assert code == "DuplicateTargetGroupName"
    assert "different settings" in message
    assert [one["TargetGroupArn"] for one in door.elb.describe_target_groups()["TargetGroups"]] == [group]


def test_attributes_are_kept_and_strange_ones_refused(door: FrontDoor) -> None:
    group = door.targets()

    def set_to(key: str, value: str) -> dict[str, Any]:
        return {"TargetGroupArn": group, "Attributes": [{"Key": key, "Value": value}]}

    delay = "deregistration_delay.timeout_seconds"
    door.elb.modify_target_group_attributes(**set_to(delay, "3600"))
    known = door.elb.describe_target_group_attributes(TargetGroupArn=group)["Attributes"]
    assert {"Key": delay, "Value": "3600"} in known
    for key, value in ((delay, "3601"), (delay, "soon"), ("deregistration_delay", "5")):
        assert refused(door.elb.modify_target_group_attributes, **set_to(key, value))[0] == "ValidationError"


def test_a_rule_with_weights_uses_every_group_that_it_names(door: FrontDoor) -> None:
    old, new = door.targets("old"), door.targets("new")
    door.listener(door.balancer(), weighted((old, 9), (new, 1)))
    for group in (old, new):
        assert refused(door.elb.delete_target_group, TargetGroupArn=group)[0] == "ResourceInUse"


def test_rules_change_places_all_at_once(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(), fixed())
    one, two = (door.rule(listener, priority, path(f"/{priority}"), fixed()) for priority in (1, 2))
    asked = [{"RuleArn": one, "Priority": 2}, {"RuleArn": two, "Priority": 1}]
    assert len(door.elb.set_rule_priorities(RulePriorities=asked)["Rules"]) == 2
    found = door.elb.describe_rules(ListenerArn=listener)["Rules"]
    assert [rule["RuleArn"] for rule in found if not rule["IsDefault"]] == [two, one]


def test_no_two_rules_have_one_priority(door: FrontDoor) -> None:
    listener = door.listener(door.balancer(), fixed())
    one, two, three = (door.rule(listener, priority, path(f"/{priority}"), fixed()) for priority in (1, 2, 3))
    default = next(
        rule["RuleArn"]
        for rule in door.elb.describe_rules(ListenerArn=listener)["Rules"]
        if rule["IsDefault"]
    )
    for wanted, code in (
        ({one: 3}, "PriorityInUse"),
        ({one: 3, two: 3}, "PriorityInUse"),
        ({default: 4}, "OperationNotPermitted"),
        ({f"{three}0": 4}, "RuleNotFound"),
    ):
        asked = [{"RuleArn": arn, "Priority": priority} for arn, priority in wanted.items()]
        assert refused(door.elb.set_rule_priorities, RulePriorities=asked)[0] == code
    assert door.elb.set_rule_priorities(RulePriorities=[{"RuleArn": one, "Priority": 1}])["Rules"]
