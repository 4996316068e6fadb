"""Network interfaces as AWS shows them: names, public addresses, and the filters by which people look for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import FrontDoor
from tests.sandbox.grounds import Grounds, detail
from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until

Aws = Callable[..., Any]


@pytest.fixture
def ground(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


def found(ec2: Any, **wanted: str) -> list[str]:
    """The ids of the interfaces that filters find; an underscore stands for a hyphen, two for a dot."""
    filters = [
        {"Name": name.replace("__", ".").replace("_", "-"), "Values": value.split(",")}
        for name, value in wanted.items()
    ]
    answer = ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    return [interface["NetworkInterfaceId"] for interface in answer]


def interface_of(ground: Grounds, task: dict[str, Any]) -> dict[str, Any]:
    asked = [str(detail(task, "networkInterfaceId"))]
    answer = ground.ec2.describe_network_interfaces(NetworkInterfaceIds=asked)
    return dict(answer["NetworkInterfaces"][0])


def test_a_public_address_is_said_where_the_tutorial_looks_for_it(ground: Grounds) -> None:
    interface = interface_of(ground, ground.run())
    association = interface["Association"]
    [address] = interface["PrivateIpAddresses"]
    assert address["Association"] == association
    assert address["Primary"]
    assert association["IpOwnerId"] == "amazon"
    dashed = association["PublicIp"].replace(".", "-")
    assert association["PublicDnsName"] == f"ec2-{dashed}.eu-central-1.compute.amazonaws.com"
    private = f"ip-{interface['PrivateIpAddress'].replace('.', '-')}.eu-central-1.compute.internal"
    assert interface["PrivateDnsName"] == address["PrivateDnsName"] == private


def test_the_first_region_has_older_names(aws: Aws) -> None:
    door = FrontDoor(aws, "us-east-1")
    door.ec2.modify_vpc_attribute(VpcId=door.vpc, EnableDnsHostnames={"Value": True})
    made = door.ec2.create_network_interface(SubnetId=door.subnets[0])["NetworkInterface"]
    allocation = door.ec2.allocate_address()
    ids = {"NetworkInterfaceId": made["NetworkInterfaceId"]}
    door.ec2.associate_address(AllocationId=allocation["AllocationId"], **ids)
    [interface] = door.ec2.describe_network_interfaces(NetworkInterfaceIds=list(ids.values()))[
        "NetworkInterfaces"
    ]
    assert interface["PrivateDnsName"] == f"ip-{made['PrivateIpAddress'].replace('.', '-')}.ec2.internal"
    assert interface["Association"]["PublicDnsName"].endswith(".compute-1.amazonaws.com")
    assert interface["Association"]["IpOwnerId"] == "123456789012"
    assert interface["Association"]["AllocationId"] == allocation["AllocationId"]


def test_each_interface_has_its_own_address_until_none_is_left(aws: Aws) -> None:
    door = FrontDoor(aws)
    made = door.ec2.create_subnet(VpcId=door.vpc, CidrBlock="10.0.250.0/28")["Subnet"]["SubnetId"]
    several = [{"PrivateIpAddress": f"10.0.250.{number}", "Primary": number == 6} for number in (6, 7)]
    door.ec2.create_network_interface(SubnetId=made, PrivateIpAddresses=several)
    given = {
        door.ec2.create_network_interface(SubnetId=made)["NetworkInterface"]["PrivateIpAddress"]
        for _ in range(9)
    }
    assert given == {f"10.0.250.{number}" for number in (4, 5, *range(8, 15))}
    [subnet] = door.ec2.describe_subnets(SubnetIds=[made])["Subnets"]
    assert subnet["AvailableIpAddressCount"] == 0
    code, _ = refused(door.ec2.create_network_interface, SubnetId=made)
    assert code == "InsufficientFreeAddressesInSubnet"


def test_names_follow_the_vpc(aws: Aws) -> None:
    door = FrontDoor(aws)
    made = door.ec2.create_network_interface(SubnetId=door.subnets[0])["NetworkInterface"]
    assert "PrivateDnsName" not in made
    assert "Association" not in made
    assert "Association" not in made["PrivateIpAddresses"][0]
    door.ec2.modify_vpc_attribute(VpcId=door.vpc, EnableDnsHostnames={"Value": True})
    [now] = door.ec2.describe_network_interfaces(NetworkInterfaceIds=[made["NetworkInterfaceId"]])[
        "NetworkInterfaces"
    ]
    assert now["PrivateDnsName"].endswith(".eu-central-1.compute.internal")


def test_every_filter_finds_what_it_names_and_nothing_else(ground: Grounds) -> None:
    ec2 = ground.ec2
    own = ec2.create_network_interface(SubnetId=ground.private[1], Description="my own")["NetworkInterface"]
    ec2.create_tags(Resources=[own["NetworkInterfaceId"]], Tags=[{"Key": "Name", "Value": "mine"}])
    ground.front()
    task = interface_of(ground, ground.run())
    mine, theirs = own["NetworkInterfaceId"], task["NetworkInterfaceId"]
    association, attachment = task["Association"], task["Attachment"]
    for only_task in (
        {"association__public_ip": association["PublicIp"]},
        {"association__public_dns_name": association["PublicDnsName"]},
        {"addresses__association__public_ip": association["PublicIp"]},
        {"addresses__private_ip_address": task["PrivateIpAddress"]},
        {"private_ip_address": task["PrivateIpAddress"]},
        {"private_dns_name": task["PrivateDnsName"]},
        {"attachment__attachment_id": attachment["AttachmentId"]},
        {"attachment__instance_owner_id": "7*", "attachment__status": "attached"},
        {"description": "arn:aws:ecs:*:attachment/*"},
        {"mac_address": task["MacAddress"]},
        {"network_interface_id": theirs},
        {"association__ip_owner_id": "amazon"},
    ):
        assert found(ec2, **only_task) == [theirs], only_task
    for only_mine in (
        {"description": "my own"},
        {"status": "available"},
        {"requester_managed": "false"},
        {"subnet_id": ground.private[1]},
        {"tag:Name": "mine"},
        {"tag_key": "Name"},
        {"interface_type": "interface", "status": "available"},
    ):
        assert found(ec2, **only_mine) == [mine], only_mine
    everything = found(ec2)
    assert len(everything) == 4
    for all_of_them in (
        {"vpc_id": ground.vpc},
        {"vpc_id": f"vpc-none,{ground.vpc}"},
        {"availability_zone": "eu-central-1?"},
        {"status": "available,in-use"},
        {"owner_id": "123456789012"},
    ):
        assert found(ec2, **all_of_them) == everything, all_of_them
    assert set(found(ec2, attachment__instance_owner_id="amazon-elb")) == set(everything) - {mine, theirs}
    assert set(found(ec2, group_id=f"{ground.group},sg-none")) == set(everything) - {mine}
    assert set(found(ec2, group_name="apps")) == set(everything) - {mine}


def test_a_task_that_cannot_run_here_holds_its_interface_until_it_stops(
    practice_at: Callable[[float], Practice], tmp_path: Path
) -> None:
    ground = Grounds(practice_at(40).client, tmp_path)
    task = ground.run(ground.define(image="nginx:latest"))["taskArn"]

    def stopped() -> bool:
        """Whether it has; where the interface has gone already, it must have."""
        held = found(ground.ec2, description="arn:aws:ecs:*")
        status = ground.task(task)["lastStatus"]
        assert held or status == "STOPPED"
        return bool(status == "STOPPED")

    until(stopped)
    assert "CannotPullContainerError" in ground.task(task)["stoppedReason"]
    assert found(ground.ec2, description="arn:aws:ecs:*") == []


def test_an_unknown_filter_is_refused(aws: Aws) -> None:
    answer = refused(aws("ec2").describe_network_interfaces, Filters=[{"Name": "colour", "Values": ["red"]}])
    assert answer == ("InvalidParameterValue", "The filter 'colour' is invalid")
