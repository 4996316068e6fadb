"""Read-after-write lag: what was just made is not seen, in lists, by its name, or where another call refers to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from steps.sandbox import control
from tests.practice import behind
from tests.sandbox.grounds import Grounds
from tests.sandbox.refused_calls import code
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
Weather = Callable[..., None]

TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}'
)


def network(ec2: Any) -> tuple[str, str]:
    """A VPC and a subnet."""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return vpc, ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]


def test_a_new_vpc_is_unseen_for_some_calls_and_then_is_there(aws: Aws, weather: Weather) -> None:
    ec2 = aws("ec2")
    weather("lag", seconds=0, calls=4)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    assert code(ec2.describe_vpcs, VpcIds=[vpc]) == "InvalidVpcID.NotFound"
    assert vpc not in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]
    assert code(ec2.create_subnet, VpcId=vpc, CidrBlock="10.0.0.0/24") == "InvalidVpcID.NotFound"
    on = {"VpcId": vpc, "EnableDnsHostnames": {"Value": True}}
    assert code(ec2.modify_vpc_attribute, **on) == "InvalidVpcID.NotFound"
    ec2.modify_vpc_attribute(**on)
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")
    assert vpc in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]


def test_what_is_new_is_unseen_in_its_time(practice_at: Callable[[float], Any]) -> None:
    practice = practice_at(100)
    ec2 = practice.client("ec2")
    control.set_weather(practice.running, "lag", seconds=1e9)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    for _ in range(2):
        assert code(ec2.describe_vpcs, VpcIds=[vpc]) == "InvalidVpcID.NotFound"


def test_what_is_new_comes_into_sight_after_its_time(aws: Aws, weather: Weather) -> None:
    weather("lag", seconds=1e9)  # no time at all, where nothing waits
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    until(lambda: vpc in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]])


def test_lag_can_be_limited_to_what_some_calls_make(aws: Aws, weather: Weather) -> None:
    ec2 = aws("ec2")
    weather("lag", seconds=0, calls=9, action="ec2:CreateSubnet")
    vpc, subnet = network(ec2)
    ec2.describe_vpcs(VpcIds=[vpc])
    assert code(ec2.describe_subnets, SubnetIds=[subnet]) == "InvalidSubnetID.NotFound"


def test_everything_of_a_network_lags(aws: Aws, weather: Weather) -> None:
    ec2 = aws("ec2")
    vpc, subnet = network(ec2)
    weather("lag", seconds=0, calls=99)
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName="com.amazonaws.eu-central-1.s3", VpcEndpointType="Gateway"
    )["VpcEndpoint"]["VpcEndpointId"]
    attach, associate = ec2.attach_internet_gateway, ec2.associate_route_table
    rules = [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    authorize = ec2.authorize_security_group_ingress
    assert code(attach, InternetGatewayId=gateway, VpcId=vpc) == "InvalidInternetGatewayID.NotFound"
    assert code(associate, RouteTableId=table, SubnetId=subnet) == "InvalidRouteTableID.NotFound"
    assert code(authorize, GroupId=group, IpPermissions=rules) == "InvalidGroup.NotFound"
    assert code(ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint]) == "InvalidVpcEndpointId.NotFound"
    control.clear_weather(behind(ec2))
    attach(InternetGatewayId=gateway, VpcId=vpc)
    associate(RouteTableId=table, SubnetId=subnet)
    authorize(GroupId=group, IpPermissions=rules)
    ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])


def test_the_call_that_makes_a_thing_knows_that_it_is_there(aws: Aws, weather: Weather) -> None:
    ec2, ecs = aws("ec2"), aws("ecs")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    weather("lag", seconds=0, calls=9)
    group = {"GroupName": "g", "Description": "g", "VpcId": vpc}
    ec2.create_security_group(**group)
    assert code(ec2.create_security_group, **group) == "InvalidGroup.Duplicate"
    arns = {ecs.create_cluster(clusterName="demo")["cluster"]["clusterArn"] for _ in range(2)}
    assert len(arns) == 1


def test_clusters_and_target_groups_that_a_service_needs_lag(
    aws: Aws, weather: Weather, tmp_path: Path
) -> None:
    grounds = Grounds(aws, tmp_path)
    weather("lag", seconds=0, calls=2)
    aws("ecs").create_cluster(clusterName="new")
    told = aws("ecs").describe_clusters(clusters=["new"])
    assert (told["clusters"], told["failures"][0]["reason"]) == ([], "MISSING")
    service = grounds.asked(taskDefinition="web", cluster="new")
    control.clear_weather(behind(grounds.ecs))
    grounds.define()
    weather("lag", seconds=0, calls=1, action="ecs:CreateCluster")
    aws("ecs").create_cluster(clusterName="newer")
    assert code(grounds.ecs.create_service, **service | {"cluster": "newer"}) == "ClusterNotFoundException"
    grounds.ecs.create_service(**service | {"cluster": "newer", "desiredCount": 0})


def test_load_balancers_and_listeners_lag(aws: Aws, weather: Weather, tmp_path: Path) -> None:
    grounds = Grounds(aws, tmp_path)
    weather("lag", seconds=0, calls=1, action="CreateLoadBalancer")
    arn = grounds.elb.create_load_balancer(Name="front", Subnets=grounds.public)["LoadBalancers"][0][
        "LoadBalancerArn"
    ]
    assert code(grounds.elb.describe_load_balancers, Names=["front"]) == "LoadBalancerNotFound"
    grounds.elb.describe_load_balancers(LoadBalancerArns=[arn])


def test_a_service_does_not_know_of_a_new_listener(aws: Aws, weather: Weather, tmp_path: Path) -> None:
    grounds = Grounds(aws, tmp_path)
    weather("lag", seconds=0, calls=1, action="CreateListener")
    group = grounds.front()
    asked = grounds.asked(taskDefinition=grounds.define(), **grounds.behind(group))
    assert code(grounds.ecs.create_service, **asked) == "InvalidParameterException"
    grounds.elb.describe_target_groups()
    grounds.ecs.create_service(**asked)


def test_roles_repositories_log_groups_and_names_lag(aws: Aws, weather: Weather) -> None:
    iam, ecr, logs, names = aws("iam"), aws("ecr"), aws("logs"), aws("servicediscovery")
    weather("lag", seconds=0, calls=1, action="*")
    iam.create_role(RoleName="run", AssumeRolePolicyDocument=TRUST)
    assert code(iam.get_role, RoleName="run") == "NoSuchEntity"
    iam.get_role(RoleName="run")
    ecr.create_repository(repositoryName="web")
    assert code(ecr.describe_repositories, repositoryNames=["web"]) == "RepositoryNotFoundException"
    ecr.describe_repositories(repositoryNames=["web"])
    logs.create_log_group(logGroupName="/web")
    assert logs.describe_log_groups()["logGroups"] == []
    assert len(logs.describe_log_groups()["logGroups"]) == 1
    names.create_http_namespace(Name="demo")
    [namespace] = until(lambda: names.list_namespaces()["Namespaces"])
    service = {"Name": "web", "NamespaceId": namespace["Id"]}
    made = names.create_service(**service)["Service"]["Id"]
    assert code(names.get_service, Id=made) == "ServiceNotFound"
    names.get_service(Id=made)


def test_a_refused_call_leaves_everything_where_it_was(aws: Aws, weather: Weather) -> None:
    ec2 = aws("ec2")
    weather("lag", seconds=0, calls=1)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    weather("throttle", count=1)
    assert code(ec2.describe_vpcs) == "RequestLimitExceeded"
    assert vpc not in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]
    assert vpc in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]


def test_other_regions_know_nothing_of_it(aws: Aws, weather: Weather) -> None:
    weather("lag", seconds=0, calls=2)
    here, there = aws("ec2"), aws("ec2", "us-east-1")
    vpc = here.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    for _ in range(5):
        there.describe_vpcs()
    assert code(here.describe_vpcs, VpcIds=[vpc]) == "InvalidVpcID.NotFound"
