"""VPC endpoints: what they need, their life, and their interfaces."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
ECR = "com.amazonaws.eu-central-1.ecr.api"
S3 = "com.amazonaws.eu-central-1.s3"


class Network:
    """A VPC with DNS, two subnets and a route table, and endpoints in it."""

    def __init__(self, ec2: Any, zones: tuple[str, str] = ("eu-central-1a", "eu-central-1b")) -> None:
        self.ec2 = ec2
        self.vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        self.subnets = [self.subnet(number, zone) for number, zone in enumerate(zones)]
        self.table = ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        self.group = ec2.create_security_group(GroupName="e", Description="e", VpcId=self.vpc)["GroupId"]

    def subnet(self, number: int, zone: str) -> str:
        made = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)
        return str(made["Subnet"]["SubnetId"])

    def interface(self, service: str = ECR, **more: Any) -> dict[str, Any]:
        """What asks for an interface endpoint."""
        return {
            "VpcEndpointType": "Interface",
            "VpcId": self.vpc,
            "ServiceName": service,
            "SubnetIds": self.subnets,
            "SecurityGroupIds": [self.group],
            **more,
        }

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        return dict(self.ec2.create_vpc_endpoint(**asked)["VpcEndpoint"])

    def gateway(self) -> dict[str, Any]:
        """What asks for a gateway endpoint."""
        return {"VpcId": self.vpc, "ServiceName": S3, "RouteTableIds": [self.table]}

    def states(self) -> dict[str, str]:
        return {
            end["VpcEndpointId"]: end["State"] for end in self.ec2.describe_vpc_endpoints()["VpcEndpoints"]
        }

    def enis(self) -> list[dict[str, Any]]:
        inside = [{"Name": "vpc-id", "Values": [self.vpc]}]
        return list(self.ec2.describe_network_interfaces(Filters=inside)["NetworkInterfaces"])

    def routes(self) -> set[str]:
        (table,) = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"]
        return {route.get("DestinationPrefixListId", "local") for route in table["Routes"]}


@pytest.fixture
def network(aws: Aws) -> Network:
    return Network(aws("ec2"))


def test_an_interface_endpoint_is_pending_then_available_then_deleting_then_gone(
    practice_at: Callable[[float], Any],
) -> None:
    network = Network(practice_at(100).client("ec2"))
    made = network.create(network.interface())
    assert made["State"] == "pending"
    until(lambda: network.states()[made["VpcEndpointId"]] == "available")
    network.ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    assert network.states() == {made["VpcEndpointId"]: "deleting"}
    assert len(network.enis()) == 2
    assert refused(network.ec2.delete_subnet, SubnetId=network.subnets[0])[0] == "DependencyViolation"
    until(lambda: network.states() == {})
    assert network.enis() == []


def test_an_endpoint_deleted_while_pending_does_not_become_available(
    practice_at: Callable[[float], Any],
) -> None:
    network = Network(practice_at(100).client("ec2"))
    made = network.create(network.interface())
    network.ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    seen: set[str] = set()

    def gone() -> bool:
        states = network.states()
        seen.update(states.values())
        return not states

    until(gone)
    assert seen == {"deleting"}


def test_an_interface_endpoint_has_an_interface_in_each_subnet(network: Network) -> None:
    made = network.create(network.interface())
    enis = {eni["NetworkInterfaceId"]: eni for eni in network.enis()}
    assert set(made["NetworkInterfaceIds"]) == set(enis)
    assert {eni["SubnetId"] for eni in enis.values()} == set(network.subnets)
    for eni in enis.values():
        number = network.subnets.index(eni["SubnetId"])
        assert eni["PrivateIpAddress"].startswith(f"10.0.{number}.")
        assert eni["Description"] == f"VPC Endpoint Interface {made['VpcEndpointId']}"
        assert (eni["InterfaceType"], eni["RequesterManaged"], eni["Status"]) == (
            "vpc_endpoint",
            True,
            "in-use",
        )
        assert eni["Attachment"]["InstanceOwnerId"] == "amazon-aws"
        assert [group["GroupId"] for group in eni["Groups"]] == [network.group]


def test_an_interface_that_aws_manages_cannot_be_deleted_by_hand(network: Network) -> None:
    made = network.create(network.interface())
    asked = {"NetworkInterfaceId": made["NetworkInterfaceIds"][0]}
    assert refused(network.ec2.delete_network_interface, **asked)[0] == "OperationNotPermitted"


def test_an_endpoint_holds_its_subnet_group_and_vpc_until_it_is_gone(network: Network) -> None:
    made = network.create(network.interface())
    for call, asked in (
        (network.ec2.delete_subnet, {"SubnetId": network.subnets[1]}),
        (network.ec2.delete_security_group, {"GroupId": network.group}),
        (network.ec2.delete_vpc, {"VpcId": network.vpc}),
    ):
        assert refused(call, **asked)[0] == "DependencyViolation"
    network.ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    until(lambda: network.states() == {})
    network.ec2.delete_security_group(GroupId=network.group)
    network.ec2.delete_subnet(SubnetId=network.subnets[1])


@pytest.mark.parametrize("kind", ["interface", "gateway"])
def test_the_same_client_token_gives_the_same_endpoint(network: Network, kind: str) -> None:
    asked = getattr(network, kind)() | {"ClientToken": "once"}
    made = network.create(asked)["VpcEndpointId"]
    assert network.create(asked)["VpcEndpointId"] == made
    assert list(network.states()) == [made]


def test_a_client_token_is_for_one_request(network: Network) -> None:
    asked = network.interface(ClientToken="once")
    network.create(asked)
    other = asked | {"SubnetIds": network.subnets[:1]}
    assert refused(network.ec2.create_vpc_endpoint, **other)[0] == "IdempotentParameterMismatch"
    assert len(network.states()) == 1


def test_a_client_token_makes_a_new_endpoint_once_the_old_one_goes(network: Network) -> None:
    asked = network.gateway() | {"ClientToken": "once"}
    made = network.create(asked)["VpcEndpointId"]
    network.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    until(lambda: not network.states())
    assert network.create(asked)["VpcEndpointId"] != made


def test_another_region_knows_nothing_of_a_token(aws: Aws) -> None:
    asked = {"ClientToken": "once"}
    tables = []
    for region in ("eu-central-1", "us-east-1"):
        ec2 = aws("ec2", region)
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        tables.append(ec2.create_route_table(VpcId=vpc, **asked)["RouteTable"]["RouteTableId"])
    assert tables[0] != tables[1]


def test_a_second_endpoint_with_private_dns_for_one_service_is_refused(network: Network) -> None:
    network.create(network.interface())
    code, words = refused(network.ec2.create_vpc_endpoint, **network.interface())
    assert code == "InvalidParameter"
    assert "conflicting DNS domain for api.ecr.eu-central-1.amazonaws.com" in words
    assert network.create(network.interface(PrivateDnsEnabled=False))["State"] == "pending"


def test_the_usual_name_is_given_and_taken_away(network: Network) -> None:
    def names() -> tuple[bool, list[str]]:
        (seen,) = network.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"]
        return seen["PrivateDnsEnabled"], [each["DnsName"] for each in seen["DnsEntries"]][1:]

    made = network.create(network.interface())["VpcEndpointId"]
    network.ec2.modify_vpc_endpoint(VpcEndpointId=made, PrivateDnsEnabled=False)
    assert names() == (False, [])
    again = {"VpcEndpointId": made, "PrivateDnsEnabled": True}
    network.ec2.modify_vpc_endpoint(**again)
    assert names() == (True, ["api.ecr.eu-central-1.amazonaws.com"])
    network.ec2.modify_vpc_endpoint(VpcEndpointId=made, PrivateDnsEnabled=False)
    network.create(network.interface())
    assert refused(network.ec2.modify_vpc_endpoint, **again)[0] == "InvalidParameter"


def test_private_dns_needs_the_vpc_to_have_dns_hostnames(network: Network) -> None:
    network.ec2.modify_vpc_attribute(VpcId=network.vpc, EnableDnsHostnames={"Value": False})
    code, words = refused(network.ec2.create_vpc_endpoint, **network.interface())
    assert code == "InvalidParameter"
    assert "enableDnsHostnames" in words


def test_an_unknown_service_is_refused(network: Network) -> None:
    asked = network.interface("com.amazonaws.eu-central-1.ecr.apis")
    assert refused(network.ec2.create_vpc_endpoint, **asked)[0] == "InvalidServiceName"


def test_ecr_has_no_gateway_endpoint(network: Network) -> None:
    asked = network.gateway() | {"ServiceName": ECR}
    assert refused(network.ec2.create_vpc_endpoint, **asked)[0] == "InvalidParameter"


def test_two_subnets_in_one_zone_are_refused(network: Network) -> None:
    twin = network.subnet(7, "eu-central-1a")
    asked = network.interface(SubnetIds=[network.subnets[0], twin])
    assert refused(network.ec2.create_vpc_endpoint, **asked)[0] == "DuplicateSubnetsInSameZone"


def test_a_service_that_is_not_in_the_zone_is_refused(aws: Aws) -> None:
    ec2 = aws("ec2", "us-east-1")
    sparse = next(
        z for z in ec2.describe_availability_zones()["AvailabilityZones"] if z["ZoneId"] == "use1-az3"
    )
    network = Network(
        ec2, ("us-east-1a" if sparse["ZoneName"] != "us-east-1a" else "us-east-1b", sparse["ZoneName"])
    )
    code, words = refused(ec2.create_vpc_endpoint, **network.interface("com.amazonaws.us-east-1.ecs"))
    assert code == "InvalidParameter"
    assert network.subnets[1] in words


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1", "ap-south-1"])
def test_what_fargate_needs_is_offered_in_every_zone(aws: Aws, region: str) -> None:
    ec2 = aws("ec2", region)
    zones = {zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]}
    for short, kind in (
        ("ecr.api", "Interface"),
        ("ecr.dkr", "Interface"),
        ("logs", "Interface"),
        ("s3", "Gateway"),
    ):
        told = ec2.describe_vpc_endpoint_services(
            ServiceNames=[f"com.amazonaws.{region}.{short}"],
            Filters=[{"Name": "service-type", "Values": [kind]}],
        )
        (service,) = told["ServiceDetails"]
        assert set(service["AvailabilityZones"]) == zones


def test_an_unknown_service_is_not_described(aws: Aws) -> None:
    asked = {"ServiceNames": ["com.amazonaws.eu-central-1.nothing"]}
    assert refused(aws("ec2").describe_vpc_endpoint_services, **asked)[0] == "InvalidServiceName"


def test_a_gateway_endpoint_is_a_route_while_it_lives(network: Network) -> None:
    made = network.create(network.gateway())
    (prefix_list,) = network.ec2.describe_prefix_lists(
        Filters=[{"Name": "prefix-list-name", "Values": [S3]}]
    )["PrefixLists"]
    assert network.routes() == {"local", prefix_list["PrefixListId"]}
    until(lambda: network.states() == {made["VpcEndpointId"]: "available"})
    network.ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    assert network.routes() == {"local"}
    until(lambda: network.states() == {})


def test_a_second_gateway_endpoint_on_a_route_table_is_refused(network: Network) -> None:
    network.create(network.gateway())
    assert refused(network.ec2.create_vpc_endpoint, **network.gateway())[0] == "RouteAlreadyExists"


def test_the_prefix_list_of_s3_has_networks(aws: Aws) -> None:
    asked = [{"Name": "prefix-list-name", "Values": [S3]}]
    (told,) = aws("ec2").describe_prefix_lists(Filters=asked)["PrefixLists"]
    assert told["PrefixListName"] == S3
    assert all("/" in cidr for cidr in told["Cidrs"])
    assert told["Cidrs"]


def test_deleting_an_unknown_endpoint_is_told_in_the_answer(aws: Aws) -> None:
    answer = aws("ec2").delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
    (told,) = answer["Unsuccessful"]
    assert told["ResourceId"] == "vpce-0123456789abcdef0"
    assert told["Error"]["Code"] == "InvalidVpcEndpointId.NotFound"


def test_an_endpoint_can_be_spread_over_more_subnets_and_taken_back(network: Network) -> None:
    made = network.create(network.interface(SubnetIds=network.subnets[:1]))
    other = network.ec2.create_security_group(GroupName="o", Description="o", VpcId=network.vpc)["GroupId"]
    endpoint = {"VpcEndpointId": made["VpcEndpointId"]}
    network.ec2.modify_vpc_endpoint(**endpoint, AddSubnetIds=network.subnets[1:], AddSecurityGroupIds=[other])
    assert {eni["SubnetId"] for eni in network.enis()} == set(network.subnets)
    assert all(
        {group["GroupId"] for group in eni["Groups"]} == {network.group, other} for eni in network.enis()
    )
    twin = network.subnet(7, "eu-central-1a")
    code, _ = refused(network.ec2.modify_vpc_endpoint, **endpoint, AddSubnetIds=[twin])
    assert code == "DuplicateSubnetsInSameZone"
    network.ec2.modify_vpc_endpoint(**endpoint, RemoveSubnetIds=network.subnets[:1])
    assert [eni["SubnetId"] for eni in network.enis()] == network.subnets[1:]


def test_a_gateway_endpoint_can_be_led_to_from_more_route_tables_and_fewer(network: Network) -> None:
    made = network.create(network.gateway() | {"RouteTableIds": []})
    endpoint = {"VpcEndpointId": made["VpcEndpointId"]}
    assert network.routes() == {"local"}
    network.ec2.modify_vpc_endpoint(**endpoint, AddRouteTableIds=[network.table])
    assert len(network.routes()) == 2
    network.ec2.modify_vpc_endpoint(**endpoint, RemoveRouteTableIds=[network.table])
    assert network.routes() == {"local"}
