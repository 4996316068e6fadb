"""VPCs, subnets, routes and gateways: what AWS refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.refused_calls import refused

Aws = Callable[..., Any]


def make_subnet(ec2: Any, vpc: str, cidr: str = "10.0.1.0/24", zone: str = "eu-central-1a") -> str:
    return str(ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"])


def make_table(ec2: Any, vpc: str) -> str:
    return str(ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"])


def make_gateway(ec2: Any, vpc: str | None = None) -> str:
    gateway = str(ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"])
    if vpc:
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return gateway


def test_a_dry_run_says_that_it_would_have_worked_and_makes_nothing(ec2: Any) -> None:
    before = len(ec2.describe_vpcs()["Vpcs"])
    assert refused(ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True) == (
        "DryRunOperation",
        "Request would have succeeded, but DryRun flag is set.",
    )
    assert len(ec2.describe_vpcs()["Vpcs"]) == before


@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("create_internet_gateway", {}),
        ("create_subnet", {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"}),
        ("create_vpc_endpoint", {"VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-central-1.s3"}),
        ("describe_vpcs", {}),
        ("delete_vpc", {"VpcId": "vpc-1"}),
    ],
)
def test_every_call_can_be_tried_dry(ec2: Any, operation: str, asked: dict[str, str]) -> None:
    assert refused(getattr(ec2, operation), DryRun=True, **asked)[0] == "DryRunOperation"


NOT_FOUND = {
    "describe_vpcs": ("VpcIds", "vpc-1", "InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist"),
    "delete_vpc": ("VpcId", "vpc-1", "InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist"),
    "describe_subnets": (
        *("SubnetIds", "subnet-1", "InvalidSubnetID.NotFound"),
        "The subnet ID 'subnet-1' does not exist",
    ),
    "describe_security_groups": (
        *("GroupIds", "sg-1", "InvalidGroup.NotFound"),
        "The security group 'sg-1' does not exist",
    ),
    "delete_security_group": (
        *("GroupId", "sg-1", "InvalidGroup.NotFound"),
        "The security group 'sg-1' does not exist",
    ),
    "delete_internet_gateway": (
        *("InternetGatewayId", "igw-1", "InvalidInternetGatewayID.NotFound"),
        "The internetGateway ID 'igw-1' does not exist",
    ),
    "delete_route_table": (
        *("RouteTableId", "rtb-1", "InvalidRouteTableID.NotFound"),
        "The routeTable ID 'rtb-1' does not exist",
    ),
}


@pytest.mark.parametrize("operation", NOT_FOUND)
def test_what_is_not_there_is_told_in_awss_words(ec2: Any, operation: str) -> None:
    name, missing, code, words = NOT_FOUND[operation]
    asked: dict[str, Any] = {name: [missing] if name.endswith("s") else missing}
    assert refused(getattr(ec2, operation), **asked) == (code, words)


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "10.0.0.0/29"])
def test_a_vpc_has_a_prefix_between_16_and_28(ec2: Any, cidr: str) -> None:
    assert refused(ec2.create_vpc, CidrBlock=cidr)[0] == "InvalidVpc.Range"


@pytest.mark.parametrize(
    ("cidr", "zone", "code"),
    [
        ("10.0.1.128/25", "eu-central-1b", "InvalidSubnet.Conflict"),
        ("10.9.0.0/24", "eu-central-1b", "InvalidSubnet.Range"),
        ("10.0.2.0/29", "eu-central-1b", "InvalidSubnet.Range"),
        ("10.0.2.0/24", "eu-central-1z", "InvalidParameterValue"),
        ("10.0.2.0/24", "us-east-1a", "InvalidParameterValue"),
    ],
)
def test_a_subnet_lies_in_its_vpc_apart_from_others_and_in_a_zone_of_the_region(
    ec2: Any, vpc: str, cidr: str, zone: str, code: str
) -> None:
    make_subnet(ec2, vpc)
    assert refused(ec2.create_subnet, VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)[0] == code


def test_a_refused_zone_names_those_that_there_are(ec2: Any, vpc: str) -> None:
    _, words = refused(
        ec2.create_subnet, VpcId=vpc, CidrBlock="10.0.2.0/24", AvailabilityZone="eu-central-1z"
    )
    assert "eu-central-1a, eu-central-1b, eu-central-1c" in words


def test_a_subnet_can_be_asked_for_by_zone_id_and_gives_out_no_public_addresses(ec2: Any, vpc: str) -> None:
    zone = ec2.describe_availability_zones()["AvailabilityZones"][1]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZoneId=zone["ZoneId"])[
        "Subnet"
    ]
    assert (subnet["AvailabilityZone"], subnet["AvailabilityZoneId"]) == (zone["ZoneName"], zone["ZoneId"])
    assert not subnet["MapPublicIpOnLaunch"]
    assert not subnet["DefaultForAz"]


def test_a_subnet_stays_while_an_interface_is_in_it_and_leaves_its_route_table_when_it_goes(
    ec2: Any, vpc: str
) -> None:
    subnet, table = make_subnet(ec2, vpc), make_table(ec2, vpc)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    eni = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    assert refused(ec2.delete_subnet, SubnetId=subnet) == (
        "DependencyViolation",
        f"The subnet '{subnet}' has dependencies and cannot be deleted.",
    )
    ec2.delete_network_interface(NetworkInterfaceId=eni)
    ec2.delete_subnet(SubnetId=subnet)
    assert ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Associations"] == []


def test_an_interface_lives_in_a_vpc_without_dns_hostnames(ec2: Any, vpc: str) -> None:
    eni = ec2.create_network_interface(SubnetId=make_subnet(ec2, vpc))["NetworkInterface"]
    told = ec2.describe_network_interfaces(NetworkInterfaceIds=[eni["NetworkInterfaceId"]])[
        "NetworkInterfaces"
    ]
    assert told[0]["PrivateIpAddress"].startswith("10.0.1.")


def test_a_subnet_has_one_route_table_at_most(ec2: Any, vpc: str) -> None:
    subnet, first, second = make_subnet(ec2, vpc), make_table(ec2, vpc), make_table(ec2, vpc)
    ec2.associate_route_table(RouteTableId=first, SubnetId=subnet)
    for table in (first, second):
        assert (
            refused(ec2.associate_route_table, RouteTableId=table, SubnetId=subnet)[0]
            == "Resource.AlreadyAssociated"
        )


def test_the_same_client_token_gives_the_same_route_table(ec2: Any, vpc: str) -> None:
    asked = {"VpcId": vpc, "ClientToken": "once"}
    first, second = (ec2.create_route_table(**asked)["RouteTable"]["RouteTableId"] for _ in range(2))
    assert first == second
    other = str(ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"])
    asked["VpcId"] = other
    assert refused(ec2.create_route_table, **asked)[0] == "IdempotentParameterMismatch"
    ec2.delete_route_table(RouteTableId=first)
    assert ec2.create_route_table(**asked)["RouteTable"]["VpcId"] == other
    assert len({make_table(ec2, vpc) for _ in range(2)}) == 2


def test_a_route_is_made_once_and_only_to_a_gateway_of_the_vpc(ec2: Any, vpc: str) -> None:
    table, gateway = make_table(ec2, vpc), make_gateway(ec2)
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway}
    assert refused(ec2.create_route, **route)[0] == "InvalidParameterValue"
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.create_route(**route)
    assert refused(ec2.create_route, **route)[0] == "RouteAlreadyExists"


def test_the_main_route_table_and_one_in_use_stay(ec2: Any, vpc: str) -> None:
    main = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0][
        "RouteTableId"
    ]
    used, subnet = make_table(ec2, vpc), make_subnet(ec2, vpc)
    association = ec2.associate_route_table(RouteTableId=used, SubnetId=subnet)["AssociationId"]
    for table in (main, used):
        assert refused(ec2.delete_route_table, RouteTableId=table)[0] == "DependencyViolation"
    ec2.disassociate_route_table(AssociationId=association)
    ec2.delete_route_table(RouteTableId=used)


def test_an_attached_gateway_stays_and_a_vpc_has_one_at_most(ec2: Any, vpc: str) -> None:
    gateway, second = make_gateway(ec2, vpc), make_gateway(ec2)
    assert refused(ec2.delete_internet_gateway, InternetGatewayId=gateway)[0] == "DependencyViolation"
    assert (
        refused(ec2.attach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc)[0]
        == "Resource.AlreadyAssociated"
    )
    assert (
        refused(ec2.attach_internet_gateway, InternetGatewayId=second, VpcId=vpc)[0]
        == "InvalidParameterValue"
    )
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    assert (
        refused(ec2.detach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc)[0] == "Gateway.NotAttached"
    )
    ec2.delete_internet_gateway(InternetGatewayId=gateway)


def test_a_gateway_stays_attached_while_a_public_address_is_mapped(ec2: Any, vpc: str) -> None:
    gateway, subnet = make_gateway(ec2, vpc), make_subnet(ec2, vpc)
    eni = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    mapped = ec2.associate_address(AllocationId=address, NetworkInterfaceId=eni)["AssociationId"]
    code, words = refused(ec2.detach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc)
    assert code == "DependencyViolation"
    assert "has some mapped public address(es)" in words
    ec2.disassociate_address(AssociationId=mapped)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)


def test_a_vpc_goes_when_only_what_came_with_it_is_left(ec2: Any, vpc: str) -> None:
    stays = {"VpcId": vpc}
    gateway = make_gateway(ec2, vpc)
    assert refused(ec2.delete_vpc, **stays)[0] == "DependencyViolation"
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    subnet = make_subnet(ec2, vpc)
    assert refused(ec2.delete_vpc, **stays)[0] == "DependencyViolation"
    ec2.delete_subnet(SubnetId=subnet)
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    assert refused(ec2.delete_vpc, **stays)[0] == "DependencyViolation"
    ec2.delete_security_group(GroupId=group)
    table = make_table(ec2, vpc)
    assert refused(ec2.delete_vpc, **stays)[0] == "DependencyViolation"
    ec2.delete_route_table(RouteTableId=table)
    ec2.delete_vpc(**stays)
    assert refused(ec2.delete_vpc, **stays)[0] == "InvalidVpcID.NotFound"
    inside = [{"Name": "vpc-id", "Values": [vpc]}]
    assert ec2.describe_route_tables(Filters=inside)["RouteTables"] == []
    assert ec2.describe_security_groups(Filters=inside)["SecurityGroups"] == []
    assert ec2.describe_network_acls(Filters=inside)["NetworkAcls"] == []
