"""The practice cloud as a whole: its banner, its boundaries, its regions, many callers at once, repeatable ids."""

import json
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox import control
from tests.sandbox.refused_calls import refusal_of

Aws = Callable[..., Any]


def code(call: Callable[..., Any], **asked: Any) -> tuple[str, int]:
    """The error code and the HTTP status of a refusal."""
    answer = refusal_of(call, **asked)
    return str(answer["Error"]["Code"]), int(answer["ResponseMetadata"]["HTTPStatusCode"])


def banner(endpoint: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{endpoint}/_practice", timeout=10) as answer:
        return dict(json.load(answer))


def test_the_banner_tells_what_this_is(practice: Any) -> None:
    told = banner(practice.endpoint)
    assert (told["sandbox"], told["account"], told["speed"]) == ("fargate-wizard", "123456789012", None)
    assert told["tasks"] in ("processes", "containers")


def test_the_banner_tells_the_speed(practice_at: Callable[[float], Any]) -> None:
    assert banner(practice_at(100).endpoint)["speed"] == 100


@pytest.mark.parametrize(
    ("service", "operation", "asked", "expected"),
    [
        ("ec2", "describe_ipam_pools", {}, "InvalidAction"),
        ("iam", "list_server_certificate_tags", {"ServerCertificateName": "x"}, "InvalidAction"),
        ("logs", "list_anomalies", {}, "UnknownOperationException"),
        ("qbusiness", "list_applications", {}, "UnknownOperationException"),
        ("pricing", "get_products", {"ServiceCode": "AmazonECS"}, "UnknownOperationException"),
    ],
)
def test_what_is_not_there_is_refused_in_a_way_that_no_sdk_tries_again(
    aws: Aws, service: str, operation: str, asked: dict[str, str], expected: str
) -> None:
    assert code(getattr(aws(service), operation), **asked) == (expected, 400)


def test_a_defect_is_an_internal_failure_and_goes_to_the_log(aws: Aws, practice: Any) -> None:
    log = practice.home / "sandbox.log"
    before = log.stat().st_size
    ecr = aws("ecr")
    ecr.create_repository(repositoryName="web")
    unreadable = {
        "repositoryName": "web",
        "imageManifest": "[]",
        "imageTag": "1",
        "imageManifestMediaType": "x",
    }
    assert code(ecr.put_image, **unreadable) == ("InternalFailure", 500)
    assert "Traceback" in log.read_text()[before:]
    assert "ecr" in log.read_text()[before:]


def test_a_reset_leaves_nothing(aws: Aws, practice: Any) -> None:
    ec2, ecs = aws("ec2"), aws("ecs")
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    ecs.create_cluster(clusterName="demo")
    practice.reset()
    assert [vpc["IsDefault"] for vpc in ec2.describe_vpcs()["Vpcs"]] == [True]
    assert ecs.list_clusters()["clusterArns"] == []


def test_each_region_has_its_own_things(aws: Aws) -> None:
    here, there = "eu-central-1", "us-east-1"
    vpc = aws("ec2", here).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    aws("ecs", here).create_cluster(clusterName="demo")
    aws("ecr", here).create_repository(repositoryName="web")
    aws("logs", here).create_log_group(logGroupName="/demo")
    assert vpc not in [known["VpcId"] for known in aws("ec2", there).describe_vpcs()["Vpcs"]]
    assert code(aws("ec2", there).describe_vpcs, VpcIds=[vpc])[0] == "InvalidVpcID.NotFound"
    assert aws("ecs", there).list_clusters()["clusterArns"] == []
    assert aws("ecr", there).describe_repositories()["repositories"] == []
    assert aws("logs", there).describe_log_groups()["logGroups"] == []


@pytest.mark.parametrize(("region", "count"), [("eu-central-1", 3), ("us-east-1", 6), ("us-west-1", 2)])
def test_each_region_has_its_own_zones(aws: Aws, region: str, count: int) -> None:
    zones = aws("ec2", region).describe_availability_zones()["AvailabilityZones"]
    assert len({zone["ZoneId"] for zone in zones}) == len(zones) == count
    assert all(zone["ZoneName"].startswith(region) and zone["State"] == "available" for zone in zones)


def test_ten_callers_at_once_get_no_error_and_each_its_own(aws: Aws) -> None:
    ec2, ecr, logs = aws("ec2"), aws("ecr"), aws("logs")

    def work(number: int) -> None:
        vpc = ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"]
        for zone, letter in enumerate("abc"):
            made = ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.{number}.{zone}.0/24", AvailabilityZone=f"eu-central-1{letter}"
            )["Subnet"]
            assert (made["VpcId"], made["CidrBlock"]) == (vpc, f"10.{number}.{zone}.0/24")
            group = ec2.create_security_group(GroupName=f"g{zone}", Description="g", VpcId=vpc)["GroupId"]
            (told,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
            assert (told["GroupName"], told["VpcId"]) == (f"g{zone}", vpc)
        name = f"demo/{number}"
        assert ecr.create_repository(repositoryName=name)["repository"]["repositoryName"] == name
        logs.create_log_group(logGroupName=f"/{name}")
        inside = [{"Name": "vpc-id", "Values": [vpc]}]
        assert len(ec2.describe_subnets(Filters=inside)["Subnets"]) == 3

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work, range(1, 31)))
    assert len(ec2.describe_vpcs()["Vpcs"]) == 31
    assert len(ecr.describe_repositories()["repositories"]) == 30


def build(client: Callable[..., Any]) -> list[str]:
    """Make some things and tell their ids."""
    ec2, iam, sd = client("ec2"), client("iam"), client("servicediscovery")
    first, second = (ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"] for _ in range(2))
    ec2.modify_vpc_attribute(VpcId=first, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=first, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    table = ec2.create_route_table(VpcId=first)["RouteTable"]["RouteTableId"]
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=first)["GroupId"]
    endpoint = ec2.create_vpc_endpoint(
        VpcEndpointType="Interface",
        VpcId=first,
        ServiceName="com.amazonaws.eu-central-1.logs",
        SubnetIds=[subnet],
        SecurityGroupIds=[group],
    )["VpcEndpoint"]
    trust = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": trust})
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=policy)["Role"]
    operation = sd.create_private_dns_namespace(Name="demo.internal", Vpc=first)["OperationId"]
    main = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [second]}])["RouteTables"][0]
    default = [vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]]
    enis, subnets = (
        endpoint["NetworkInterfaceIds"],
        [net["SubnetId"] for net in ec2.describe_subnets()["Subnets"]],
    )
    return [
        *(first, second, subnet, gateway, table, group, endpoint["VpcEndpointId"], role["RoleId"], operation),
        *(main["RouteTableId"], *default, *enis, *sorted(subnets)),
    ]


def test_the_same_requests_to_a_fresh_practice_cloud_give_the_same_ids(aws: Aws, practice: Any) -> None:
    before = build(aws)
    assert len(set(before)) >= 12
    practice.reset()
    practice.client("ec2").describe_vpcs()  # asking first changes nothing
    assert build(practice.client) == before


def test_two_practice_clouds_give_the_same_ids(aws: Aws, tmp_path: Path) -> None:
    from tests.sandbox.conftest import make_client

    before = build(aws)
    other = control.start(tmp_path, speed=50)
    try:
        assert build(lambda service: make_client(other, service, "eu-central-1")) == before
    finally:
        control.stop(tmp_path)
