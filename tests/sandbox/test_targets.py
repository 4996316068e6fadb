"""Targets: registered, checked by real requests, drained and gone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import Aws, FrontDoor, fixed, forward
from tests.sandbox.origin import origin
from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until

DELAY = "deregistration_delay.timeout_seconds"


@pytest.fixture
def door(aws: Aws) -> FrontDoor:
    return FrontDoor(aws)


def in_use(door: FrontDoor, **more: Any) -> str:
    """A target group behind an active load balancer."""
    group = door.targets(**more)
    door.listener(door.balancer(), forward(group))
    return group


def test_a_target_is_healthy_after_one_real_check(door: FrontDoor) -> None:
    group = in_use(door)
    with origin() as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        door.wait_for(group, "healthy")
        assert door.health(group) == [
            {
                "Target": one.target,
                "HealthCheckPort": str(one.port),
                "TargetHealth": {"State": "healthy"},
            }
        ]


def test_a_target_with_another_code_is_unhealthy_and_says_which(door: FrontDoor) -> None:
    group = in_use(door)
    with origin(health=404) as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        door.wait_for(group, "unhealthy")
        assert door.health(group)[0]["TargetHealth"] == {
            "State": "unhealthy",
            "Reason": "Target.ResponseCodeMismatch",
            "Description": "Health checks failed with these codes: [404]",
        }


def test_the_matcher_of_the_group_decides(door: FrontDoor) -> None:
    group = in_use(door, Matcher={"HttpCode": "200,400-404"})
    with origin(health=404) as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        door.wait_for(group, "healthy")


def test_a_target_that_refuses_connections_fails_its_checks(door: FrontDoor) -> None:
    group = in_use(door)
    with origin() as gone:
        pass
    door.elb.register_targets(TargetGroupArn=group, Targets=[gone.target])
    door.wait_for(group, "unhealthy")
    assert door.health(group)[0]["TargetHealth"]["Reason"] == "Target.FailedHealthChecks"


def test_a_private_address_where_nothing_is_times_out(door: FrontDoor) -> None:
    group = in_use(door)
    door.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.77"}])
    door.wait_for(group, "unhealthy")
    described = door.health(group)[0]
    assert described["TargetHealth"]["Reason"] == "Target.Timeout"
    assert described["Target"] == {"Id": "10.0.0.77", "Port": 8080, "AvailabilityZone": "eu-central-1a"}


def test_security_groups_that_keep_the_load_balancer_out_make_checks_time_out(aws: Aws) -> None:
    door = FrontDoor(aws, network="127.0")  # so that an interface can have the address of a server of ours
    group, guard = in_use(door), door.group("app")
    subnet = door.subnet(7, "a")
    with origin() as one:
        if one.host == "127.0.0.1":
            pytest.skip("this machine has no other loopback address to give a server")
        door.ec2.create_network_interface(SubnetId=subnet, Groups=[guard], PrivateIpAddress=one.host)
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        door.wait_for(group, "unhealthy")
        assert door.health(group)[0]["TargetHealth"]["Reason"] == "Target.Timeout"
        pair = {"GroupId": door.security_group}
        opened = {"IpProtocol": "tcp", "FromPort": one.port, "ToPort": one.port, "UserIdGroupPairs": [pair]}
        door.ec2.authorize_security_group_ingress(GroupId=guard, IpPermissions=[opened])
        door.wait_for(group, "healthy")


def test_health_follows_the_target_both_ways(door: FrontDoor) -> None:
    group = in_use(door, HealthyThresholdCount=2, UnhealthyThresholdCount=2)
    with origin(health=500) as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        door.wait_for(group, "unhealthy")
        one.health = 200
        door.wait_for(group, "healthy")
        one.health = 503
        door.wait_for(group, "unhealthy")


def test_the_targets_of_an_unused_group_are_unused_until_a_listener_comes(door: FrontDoor) -> None:
    group = door.targets()
    with origin() as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        assert door.health(group)[0]["TargetHealth"]["Reason"] == "Target.NotInUse"
        listener = door.listener(door.balancer(), forward(group))
        door.wait_for(group, "healthy")
        door.elb.modify_listener(ListenerArn=listener, DefaultActions=[fixed()])
        assert door.states(group) == ["unused"]


def test_a_target_outside_the_zones_of_the_load_balancer_is_unused(door: FrontDoor) -> None:
    door.subnet(2, "c")
    group = in_use(door)
    door.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.2.5"}])
    health = door.health(group)[0]["TargetHealth"]
    assert health["Reason"] == "Target.NotInUse"
    assert "not enabled for the load balancer" in health["Description"]


def test_a_target_that_nobody_registered_is_told_so(door: FrontDoor) -> None:
    group = in_use(door)
    health = door.health(group, Targets=[{"Id": "10.0.0.9", "Port": 80}])[0]["TargetHealth"]
    assert (health["State"], health["Reason"]) == ("unused", "Target.NotRegistered")


def test_an_address_outside_the_network_is_refused(door: FrontDoor) -> None:
    group = in_use(door)
    for address in ("192.0.2.1", "10.99.0.1"):
        asked = {"TargetGroupArn": group, "Targets": [{"Id": address}]}
        assert refused(door.elb.register_targets, **asked)[0] == "InvalidTarget"
    asked = {"TargetGroupArn": group, "Targets": [{"Id": "somewhere"}]}
    assert refused(door.elb.register_targets, **asked)[0] == "ValidationError"
    assert door.health(group) == []


def test_one_address_has_as_many_targets_as_ports(door: FrontDoor) -> None:
    group = in_use(door)
    ports = [{"Id": "10.0.0.5", "Port": port} for port in (80, 81, 82)]
    door.elb.register_targets(TargetGroupArn=group, Targets=ports)
    assert len(door.health(group)) == 3
    door.elb.deregister_targets(TargetGroupArn=group, Targets=ports[:1])
    until(lambda: [one["Target"]["Port"] for one in door.health(group)] == [81, 82])
    door.elb.deregister_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.5"}])
    until(lambda: door.health(group) == [])


def test_deregistering_an_unknown_target_is_no_error(door: FrontDoor) -> None:
    door.elb.deregister_targets(TargetGroupArn=in_use(door), Targets=[{"Id": "10.0.0.5"}])


def test_an_unknown_group_has_no_targets(door: FrontDoor) -> None:
    group = door.targets()
    door.elb.delete_target_group(TargetGroupArn=group)
    asked = {"TargetGroupArn": group}
    assert refused(door.elb.describe_target_health, **asked)[0] == "TargetGroupNotFound"
    targets = [{"Id": "10.0.0.5"}]
    assert refused(door.elb.register_targets, **asked, Targets=targets)[0] == "TargetGroupNotFound"
    assert refused(door.elb.deregister_targets, **asked, Targets=targets)[0] == "TargetGroupNotFound"


def test_a_target_passes_through_initial_healthy_and_draining(
    practice_at: Callable[[float], Practice],
) -> None:
    door = FrontDoor(practice_at(100).client)
    group = in_use(door, HealthCheckIntervalSeconds=10, HealthCheckTimeoutSeconds=5)
    set_to = [{"Key": DELAY, "Value": "60"}]
    door.elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=set_to)
    with origin() as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        health = door.health(group)[0]["TargetHealth"]
        assert (health["State"], health["Reason"]) == ("initial", "Elb.RegistrationInProgress")
        door.wait_for(group, "healthy")
        door.elb.deregister_targets(TargetGroupArn=group, Targets=[one.target])
        health = door.health(group)[0]["TargetHealth"]
        assert (health["State"], health["Reason"]) == ("draining", "Target.DeregistrationInProgress")
        until(lambda: door.health(group) == [])


def test_a_draining_target_that_is_registered_again_begins_anew(
    practice_at: Callable[[float], Practice],
) -> None:
    door = FrontDoor(practice_at(100).client)
    group = in_use(door)
    with origin() as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        door.wait_for(group, "healthy")
        door.elb.deregister_targets(TargetGroupArn=group, Targets=[one.target])
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        assert door.states(group) == ["initial"]
        door.wait_for(group, "healthy")


def test_targets_wait_for_their_load_balancer_to_be_active(practice_at: Callable[[float], Practice]) -> None:
    door = FrontDoor(practice_at(100).client)
    group, balancer = door.targets(), door.balancer(wait=False)
    door.listener(balancer, forward(group))
    with origin() as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])

        def provisioning_and_initial() -> bool:
            found = door.elb.describe_load_balancers()["LoadBalancers"][0]["State"]["Code"]
            states = door.states(group)
            assert states == ["initial"] or found == "active"
            return bool(found == "active")

        until(provisioning_and_initial)
        door.wait_for(group, "healthy")
