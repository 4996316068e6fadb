"""NAT gateways and Elastic IPs: their life, what they hold, and what keeps them from being made."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.grounds import Grounds, detail
from tests.sandbox.refused_calls import refused
from tests.sandbox.test_networks import make_gateway, make_subnet, make_table
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
SLOW, FAST = 40.0, 3600.0


class Outskirts:
    """A VPC with a gateway and a public subnet."""

    def __init__(self, ec2: Any, *, gateway: bool = True, cidr: str = "10.0.1.0/24") -> None:
        self.ec2 = ec2
        self.vpc = str(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])
        ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        self.subnet = make_subnet(ec2, self.vpc, cidr)
        self.gateway = make_gateway(ec2, self.vpc) if gateway else ""

    def address(self) -> str:
        return str(self.ec2.allocate_address(Domain="vpc")["AllocationId"])

    def nat(self, allocation: str | None = None, **more: Any) -> str:
        asked = {"SubnetId": self.subnet, "AllocationId": allocation or self.address()} | more
        return str(self.ec2.create_nat_gateway(**asked)["NatGateway"]["NatGatewayId"])

    def look(self, nat: str) -> dict[str, Any]:
        return dict(self.ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0])

    def reached(self, nat: str, state: str) -> dict[str, Any]:
        def there() -> dict[str, Any] | None:
            found = self.look(nat)
            return found if found["State"] == state else None

        return dict(until(there))

    def interfaces(self) -> list[dict[str, Any]]:
        filters = [{"Name": "subnet-id", "Values": [self.subnet]}]
        return list(self.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"])


def test_a_nat_gateway_lives_holds_its_network_and_lets_it_go(
    practice_at: Callable[[float], Practice],
) -> None:
    ground = Outskirts(practice_at(FAST / 12).client("ec2"))  # an hour of AWS's in twelve seconds
    ec2, allocation = ground.ec2, ground.address()
    nat = ground.nat(allocation, TagSpecifications=[named("natgateway", "way out")])
    assert ground.look(nat)["State"] == "pending"
    there = ground.reached(nat, "available")
    assert there["Tags"] == [{"Key": "Name", "Value": "way out"}]
    assert there["ConnectivityType"] == "public"
    assert there["VpcId"] == ground.vpc
    [place] = there["NatGatewayAddresses"]
    assert place["AllocationId"] == allocation
    assert place["Status"] == "succeeded"

    [interface] = ground.interfaces()
    assert interface["NetworkInterfaceId"] == place["NetworkInterfaceId"]
    assert interface["InterfaceType"] == "nat_gateway"
    assert interface["RequesterManaged"]
    assert interface["Description"] == f"Interface for NAT Gateway {nat}"
    assert interface["PrivateIpAddress"].startswith("10.0.1.")
    assert interface["Groups"] == []
    assert interface["Association"]["PublicIp"] == place["PublicIp"]
    assert interface["Association"]["AllocationId"] == allocation

    assert refused(ec2.delete_subnet, SubnetId=ground.subnet)[0] == "DependencyViolation"
    detach = {"InternetGatewayId": ground.gateway, "VpcId": ground.vpc}
    assert "mapped public address(es)" in refused(ec2.detach_internet_gateway, **detach)[1]
    assert refused(ec2.release_address, AllocationId=allocation)[0] == "InvalidIPAddress.InUse"
    association = ec2.describe_addresses(AllocationIds=[allocation])["Addresses"][0]["AssociationId"]
    assert refused(ec2.disassociate_address, AssociationId=association)[0] == "AuthFailure"
    table = make_table(ec2, ground.vpc)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    assert route_to(ec2, table, nat)["State"] == "active"

    ec2.delete_nat_gateway(NatGatewayId=nat)
    assert ground.look(nat)["State"] == "deleting"
    assert ground.interfaces()
    gone = ground.reached(nat, "deleted")
    assert gone["DeleteTime"]
    assert gone["NatGatewayAddresses"][0]["AllocationId"] == allocation
    assert ground.interfaces() == []
    assert route_to(ec2, table, nat)["State"] == "blackhole"
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[allocation])["Addresses"][0]

    ec2.release_address(AllocationId=allocation)
    ec2.delete_route_table(RouteTableId=table)
    ec2.delete_subnet(SubnetId=ground.subnet)
    ec2.detach_internet_gateway(**detach)
    ec2.delete_vpc(VpcId=ground.vpc)
    until(lambda: not ec2.describe_nat_gateways()["NatGateways"], within=30)
    assert refused(ec2.delete_nat_gateway, NatGatewayId=nat) == (
        "NatGatewayNotFound",
        f"NAT gateway {nat} was not found",
    )


def named(kind: str, name: str) -> dict[str, Any]:
    return {"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}


def route_to(ec2: Any, table: str, nat: str) -> dict[str, Any]:
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    return next(route for route in routes if route.get("NatGatewayId") == nat)


def failure(ground: Outskirts, nat: str) -> tuple[str, str]:
    found = ground.reached(nat, "failed")
    assert ground.interfaces() == []
    return found["FailureCode"], found["FailureMessage"]


def test_what_its_network_lacks_fails_it_later(practice_at: Callable[[float], Practice]) -> None:
    ec2 = practice_at(SLOW).client("ec2")
    closed = Outskirts(ec2, gateway=False)
    allocation = closed.address()
    assert failure(closed, closed.nat(allocation)) == (
        "Gateway.NotAttached",
        f"Network {closed.vpc} has no Internet gateway attached",
    )
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[allocation])["Addresses"][0]
    ground = Outskirts(ec2)
    first = ground.nat(allocation)
    other = Outskirts(ec2)
    assert failure(other, other.nat(allocation)) == (
        "Resource.AlreadyAssociated",
        f"Elastic IP address {allocation} is already associated",
    )
    assert ground.look(first)["State"] in {"pending", "available"}


def test_a_full_subnet_fails_it(practice_at: Callable[[float], Practice]) -> None:
    ground = Outskirts(practice_at(SLOW).client("ec2"), cidr="10.0.1.0/28")
    private = {"ConnectivityType": "private"}
    for number in range(4, 15):
        ground.ec2.create_network_interface(SubnetId=ground.subnet, PrivateIpAddress=f"10.0.1.{number}")
    nat = ground.ec2.create_nat_gateway(SubnetId=ground.subnet, **private)["NatGateway"]["NatGatewayId"]
    assert ground.reached(nat, "failed")["FailureCode"] == "InsufficientFreeAddressesInSubnet"


def test_what_is_refused_at_once(aws: Aws) -> None:
    ground = Outskirts(aws("ec2"))
    create = ground.ec2.create_nat_gateway
    assert refused(create, SubnetId=ground.subnet) == (
        "MissingParameter",
        "The request must include the AllocationId parameter.",
    )
    assert refused(create, SubnetId=ground.subnet, AllocationId="eipalloc-1") == (
        "InvalidElasticIpID.NotFound",
        "The elasticIp ID 'eipalloc-1' does not exist",
    )
    assert refused(create, SubnetId="subnet-1", AllocationId="eipalloc-1")[0] == "InvalidSubnetID.NotFound"
    assert refused(create, VpcId=ground.vpc, AvailabilityMode="regional")[0] == "UnsupportedOperation"
    table = make_table(ground.ec2, ground.vpc)
    way = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    for call in (ground.ec2.create_route, ground.ec2.replace_route):
        assert refused(call, NatGatewayId="nat-1", **way)[0] == "InvalidNatGatewayID.NotFound"
    elsewhere = Outskirts(ground.ec2)
    nat = elsewhere.nat()
    assert "different networks" in refused(ground.ec2.create_route, NatGatewayId=nat, **way)[1]


def test_a_private_gateway_has_no_public_address_and_leads_nowhere(aws: Aws) -> None:
    ground = Outskirts(aws("ec2"), gateway=False)
    asked = {"SubnetId": ground.subnet, "ConnectivityType": "private", "PrivateIpAddress": "10.0.1.77"}
    nat = ground.ec2.create_nat_gateway(**asked)["NatGateway"]["NatGatewayId"]
    [place] = ground.reached(nat, "available")["NatGatewayAddresses"]
    assert place["PrivateIp"] == "10.0.1.77"
    assert "PublicIp" not in place


def test_a_repeated_token_makes_no_second_gateway(aws: Aws) -> None:
    ground = Outskirts(aws("ec2"))
    allocation = ground.address()
    assert ground.nat(allocation, ClientToken="once") == ground.nat(allocation, ClientToken="once")
    assert len(ground.ec2.describe_nat_gateways()["NatGateways"]) == 1


def test_gateways_are_found_by_filter(aws: Aws) -> None:
    ground = Outskirts(aws("ec2"))
    nat = ground.nat(TagSpecifications=[named("natgateway", "one")])
    ground.reached(nat, "available")
    for name, value in {
        "vpc-id": ground.vpc,
        "subnet-id": ground.subnet,
        "nat-gateway-id": nat,
        "state": "available",
        "tag:Name": "one",
        "tag-key": "Name",
    }.items():
        for wanted, count in ((value, 1), ("another", 0)):
            filters = [{"Name": name, "Values": [wanted]}]
            assert len(ground.ec2.describe_nat_gateways(Filters=filters)["NatGateways"]) == count, name


def test_five_of_each_and_no_more(practice_at: Callable[[float], Practice]) -> None:
    ground = Outskirts(practice_at(SLOW).client("ec2"))
    private = {"SubnetId": ground.subnet, "ConnectivityType": "private"}
    for _ in range(5):
        ground.address()
        ground.ec2.create_nat_gateway(**private)
    assert refused(ground.ec2.allocate_address) == (
        "AddressLimitExceeded",
        "The maximum number of addresses has been reached.",
    )
    assert refused(ground.ec2.create_nat_gateway, **private)[0] == "NatGatewayLimitExceeded"


def test_an_address_is_public_kept_and_released_once(aws: Aws) -> None:
    ground = Outskirts(aws("ec2"))
    made = ground.ec2.allocate_address(Domain="vpc", TagSpecifications=[named("elastic-ip", "mine")])
    assert made["PublicIpv4Pool"] == "amazon"
    assert made["NetworkBorderGroup"] == "eu-central-1"
    assert not made["PublicIp"].startswith("127.")
    own = ground.ec2.create_network_interface(SubnetId=ground.subnet)["NetworkInterface"]
    tied = ground.ec2.associate_address(
        AllocationId=made["AllocationId"], NetworkInterfaceId=own["NetworkInterfaceId"]
    )["AssociationId"]
    release = {"AllocationId": made["AllocationId"]}
    assert refused(ground.ec2.release_address, **release)[0] == "InvalidIPAddress.InUse"
    ground.ec2.disassociate_address(AssociationId=tied)
    ground.ec2.release_address(**release)
    code = "InvalidAllocationID.NotFound"
    assert refused(ground.ec2.release_address, **release)[0] == code
    assert refused(ground.ec2.describe_addresses, AllocationIds=[made["AllocationId"]])[0] == code


@pytest.mark.parametrize("broken", ["", "subnet", "state", "kind", "blackhole"])
def test_a_private_task_goes_out_by_a_nat_gateway(aws: Aws, tmp_path: Any, broken: str) -> None:
    ground = Grounds(aws, tmp_path)
    ec2 = ground.ec2
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    # A gateway in a private subnet gets no further than the task itself.
    subnet = ground.private[0] if broken == "subnet" else ground.public[0]
    asked = {"SubnetId": subnet, "AllocationId": allocation}
    if broken == "kind":
        asked = {"SubnetId": subnet, "ConnectivityType": "private"}
    nat = ec2.create_nat_gateway(**asked)["NatGateway"]["NatGatewayId"]
    ec2.create_route(RouteTableId=ground.private_table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    if broken == "state":
        ec2.delete_nat_gateway(NatGatewayId=nat)
    if broken == "blackhole":
        ec2.delete_route(RouteTableId=ground.public_table, DestinationCidrBlock="0.0.0.0/0")
    task = ground.run(networkConfiguration=ground.network(public=False))["taskArn"]
    if not broken:
        running = until(lambda: ground.became(task, "RUNNING"))
        words = ground.client("logs").filter_log_events(logGroupName="/ecs/web")
        assert detail(running, "privateIPv4Address")
        assert any("listening" in event["message"] for event in words["events"])
    else:
        stopped = until(lambda: ground.became(task, "STOPPED"))
        assert "unable to pull secrets or registry auth" in stopped["stoppedReason"]
