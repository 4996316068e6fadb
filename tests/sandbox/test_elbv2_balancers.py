"""Load balancers: what AWS refuses, minutes of provisioning, and network interfaces that linger."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import Aws, FrontDoor, fixed
from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until


@pytest.fixture
def door(aws: Aws) -> FrontDoor:
    return FrontDoor(aws)


def interfaces(door: FrontDoor, balancer: dict[str, Any]) -> list[dict[str, Any]]:
    part = balancer["LoadBalancerArn"].split(":loadbalancer/")[1]
    filters = [
        {"Name": "attachment.instance-owner-id", "Values": ["amazon-elb"]},
        {"Name": "description", "Values": [f"ELB {part}"]},
    ]
    return list(door.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"])


def test_a_load_balancer_faces_the_internet_unless_told_otherwise(door: FrontDoor) -> None:
    assert door.balancer()["Scheme"] == "internet-facing"
    assert door.balancer("inside", Scheme="internal")["Scheme"] == "internal"


def test_a_load_balancer_without_security_groups_gets_the_default_one(door: FrontDoor) -> None:
    default = door.ec2.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [door.vpc]}, {"Name": "group-name", "Values": ["default"]}]
    )["SecurityGroups"][0]["GroupId"]
    made = door.elb.create_load_balancer(Name="plain", Subnets=door.subnets)["LoadBalancers"][0]
    assert made["SecurityGroups"] == [default]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a" * 33, "longer than '32'"),
        ("internal-door", "internal-"),
        ("internal", "reserved"),
        ("-door", "hyphens"),
        ("do_or", "hyphens"),
    ],
)
def test_a_name_that_aws_would_not_take_is_refused(door: FrontDoor, name: str, word: str) -> None:
    code, message = refused(door.elb.create_load_balancer, **door.asked(name))
    assert code == "ValidationError"
    assert word in message


def test_one_subnet_is_refused(door: FrontDoor) -> None:
    assert refused(door.elb.create_load_balancer, **door.asked(Subnets=door.subnets[:1])) == (
        "ValidationError",
        "At least two subnets in two different Availability Zones must be specified",
    )


def test_two_subnets_in_one_zone_are_refused(door: FrontDoor) -> None:
    subnets = [door.subnets[0], door.subnet(7, "a")]
    code, message = refused(door.elb.create_load_balancer, **door.asked(Subnets=subnets))
    assert code == "InvalidConfigurationRequest"
    assert "same Availability Zone" in message


def test_an_unknown_subnet_is_refused(door: FrontDoor) -> None:
    subnets = [door.subnets[0], "subnet-0123456789abcdef0"]
    assert refused(door.elb.create_load_balancer, **door.asked(Subnets=subnets))[0] == "SubnetNotFound"


def test_subnets_of_two_networks_are_refused(door: FrontDoor) -> None:
    other = door.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    elsewhere = door.ec2.create_subnet(
        VpcId=other, CidrBlock="10.9.1.0/24", AvailabilityZone="eu-central-1b"
    )["Subnet"]["SubnetId"]
    asked = door.asked(Subnets=[door.subnets[0], elsewhere])
    assert refused(door.elb.create_load_balancer, **asked)[0] == "InvalidConfigurationRequest"


def test_a_security_group_of_another_network_is_refused(door: FrontDoor) -> None:
    other = door.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = door.ec2.create_security_group(GroupName="x", Description="x", VpcId=other)["GroupId"]
    asked = door.asked(SecurityGroups=[group])
    assert refused(door.elb.create_load_balancer, **asked)[0] == "InvalidSecurityGroup"


def test_a_public_load_balancer_needs_an_internet_gateway(door: FrontDoor) -> None:
    door.ec2.detach_internet_gateway(InternetGatewayId=door.gateway, VpcId=door.vpc)
    assert refused(door.elb.create_load_balancer, **door.asked()) == (
        "InvalidSubnet",
        f"VPC {door.vpc} has no internet gateway",
    )
    assert door.balancer(Scheme="internal")["State"]["Code"] == "active"


def test_the_same_load_balancer_asked_for_again_is_the_one_that_is_there(door: FrontDoor) -> None:
    tags = [{"Key": "a", "Value": "b"}]
    first = door.balancer(Tags=tags)
    again = door.balancer(Tags=tags, Subnets=door.subnets[::-1])
    assert again["LoadBalancerArn"] == first["LoadBalancerArn"]
    assert len(door.elb.describe_load_balancers()["LoadBalancers"]) == 1


@pytest.mark.parametrize(
    "other", [{"Scheme": "internal"}, {"Tags": [{"Key": "a", "Value": "b"}]}, {"SecurityGroups": []}]
)
def test_the_same_name_with_other_settings_is_refused(door: FrontDoor, other: dict[str, Any]) -> None:
    door.balancer()
    code, message = refused(door.elb.create_load_balancer, **door.asked(**other))
    assert code == "DuplicateLoadBalancerName"
    assert "different settings" in message


def test_an_unknown_load_balancer_is_not_found_even_beside_a_known_one(door: FrontDoor) -> None:
    door.balancer()
    assert refused(door.elb.describe_load_balancers, Names=["door", "other"])[0] == "LoadBalancerNotFound"
    assert [
        one["LoadBalancerName"] for one in door.elb.describe_load_balancers(Names=["door"])["LoadBalancers"]
    ] == ["door"]


def test_it_has_an_interface_with_a_public_address_in_each_subnet(door: FrontDoor) -> None:
    found = interfaces(door, door.balancer())
    assert {one["SubnetId"] for one in found} == set(door.subnets)
    assert all(one["Association"]["PublicIp"] for one in found)
    assert all([group["GroupId"] for group in one["Groups"]] == [door.security_group] for one in found)


def test_an_internal_one_has_no_public_address(door: FrontDoor) -> None:
    found = interfaces(door, door.balancer(Scheme="internal"))
    assert len(found) == 2
    assert not any("Association" in one for one in found)


def test_its_interfaces_follow_it_to_other_groups_and_subnets(door: FrontDoor) -> None:
    balancer = door.balancer()
    arn, other, subnet = balancer["LoadBalancerArn"], door.group("other"), door.subnet(5, "c")
    door.elb.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[other])
    door.ec2.delete_security_group(GroupId=door.security_group)
    door.elb.set_subnets(LoadBalancerArn=arn, Subnets=[door.subnets[0], subnet])
    door.ec2.delete_subnet(SubnetId=door.subnets[1])
    found = interfaces(door, balancer)
    assert {one["SubnetId"] for one in found} == {door.subnets[0], subnet}
    assert {group["GroupId"] for one in found for group in one["Groups"]} == {other}


def test_deleting_it_twice_succeeds_and_takes_its_listeners_along(door: FrontDoor) -> None:
    balancer = door.balancer()
    listener = door.listener(balancer, fixed())
    for _ in range(2):
        door.elb.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
    assert door.elb.describe_load_balancers()["LoadBalancers"] == []
    assert refused(door.elb.describe_listeners, ListenerArns=[listener])[0] == "ListenerNotFound"


def test_a_protected_load_balancer_is_not_deleted(door: FrontDoor) -> None:
    arn = door.balancer()["LoadBalancerArn"]
    for protected in ("true", "false"):
        door.elb.modify_load_balancer_attributes(
            LoadBalancerArn=arn, Attributes=[{"Key": "deletion_protection.enabled", "Value": protected}]
        )
        if protected == "true":
            assert refused(door.elb.delete_load_balancer, LoadBalancerArn=arn)[0] == "OperationNotPermitted"
    door.elb.delete_load_balancer(LoadBalancerArn=arn)


def test_its_network_is_let_go_after_it(door: FrontDoor) -> None:
    balancer = door.balancer()
    assert refused(door.ec2.delete_subnet, SubnetId=door.subnets[0])[0] == "DependencyViolation"
    assert refused(door.ec2.delete_security_group, GroupId=door.security_group)[0] == "DependencyViolation"
    detach = {"InternetGatewayId": door.gateway, "VpcId": door.vpc}
    assert refused(door.ec2.detach_internet_gateway, **detach)[0] == "DependencyViolation"
    door.elb.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
    until(lambda: interfaces(door, balancer) == [])
    door.ec2.detach_internet_gateway(**detach)
    door.ec2.delete_security_group(GroupId=door.security_group)
    for subnet in door.subnets:
        door.ec2.delete_subnet(SubnetId=subnet)
    door.ec2.delete_vpc(VpcId=door.vpc)


def test_provisioning_takes_minutes_and_the_interfaces_linger(
    practice_at: Callable[[float], Practice],
) -> None:
    practice = practice_at(100)
    door = FrontDoor(practice.client)
    made = door.balancer(wait=False)
    assert made["State"]["Code"] == "provisioning"
    found = door.elb.describe_load_balancers(LoadBalancerArns=[made["LoadBalancerArn"]])["LoadBalancers"][0]
    assert found["State"]["Code"] == "provisioning", "looking at it does not make it active"
    door.active(made["LoadBalancerArn"])
    door.elb.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    assert len(interfaces(door, made)) == 2
    until(lambda: interfaces(door, made) == [])


def test_regions_know_nothing_of_each_other(aws: Aws) -> None:
    FrontDoor(aws).balancer()
    assert aws("elbv2", "us-east-1").describe_load_balancers()["LoadBalancers"] == []
    assert FrontDoor(aws, "us-east-1").balancer()["AvailabilityZones"][0]["ZoneName"].startswith("us-east-1")
