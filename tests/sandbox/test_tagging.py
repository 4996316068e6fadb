"""Finding what carries a tag, over all services of a region."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.grounds import TRUST
from tests.sandbox.waiting import until

Aws = Callable[..., Any]

TAGS = {"Environment": "Demo", "fargate-wizard": "demo"}
BIG = [{"Key": key, "Value": value} for key, value in TAGS.items()]
SMALL = [{"key": key, "value": value} for key, value in TAGS.items()]
OURS = [{"Key": "fargate-wizard", "Values": ["demo"]}]
PREFIX = "arn:aws:{}:eu-central-1:123456789012:{}"


def spec(kind: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": BIG}]


def found(aws: Aws, region: str = "eu-central-1", **asked: Any) -> list[str]:
    """The ARNs that one search finds."""
    pages = aws("resourcegroupstaggingapi", region).get_paginator("get_resources").paginate(**asked)
    return [one["ResourceARN"] for page in pages for one in page["ResourceTagMappingList"]]


def network(aws: Aws) -> dict[str, str]:
    """One of each kind of thing that a network is made of; its ids by the types in their ARNs."""
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=spec("vpc"))["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=spec("subnet"))
    gateway = ec2.create_internet_gateway(TagSpecifications=spec("internet-gateway"))
    table = ec2.create_route_table(VpcId=vpc, TagSpecifications=spec("route-table"))
    group = ec2.create_security_group(
        GroupName="apps", Description="apps", VpcId=vpc, TagSpecifications=spec("security-group")
    )["GroupId"]
    rule = ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ],
        TagSpecifications=spec("security-group-rule"),
    )["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.eu-central-1.logs",
        VpcEndpointType="Interface",
        SubnetIds=[subnet["Subnet"]["SubnetId"]],
        PrivateDnsEnabled=False,
        TagSpecifications=spec("vpc-endpoint"),
    )["VpcEndpoint"]["VpcEndpointId"]
    return {
        "vpc": vpc,
        "subnet": subnet["Subnet"]["SubnetId"],
        "internet-gateway": gateway["InternetGateway"]["InternetGatewayId"],
        "route-table": table["RouteTable"]["RouteTableId"],
        "security-group": group,
        "security-group-rule": rule,
        "vpc-endpoint": endpoint,
    }


def test_everything_of_a_network_is_found(aws: Aws) -> None:
    ids = network(aws)
    arns = {PREFIX.format("ec2", f"{kind}/{name}") for kind, name in ids.items()}
    assert set(found(aws, TagFilters=OURS)) == arns
    assert set(found(aws, TagFilters=OURS, ResourceTypeFilters=["ec2"])) == arns
    for kind, name in ids.items():
        only = found(aws, TagFilters=OURS, ResourceTypeFilters=[f"ec2:{kind}"])
        assert only == [PREFIX.format("ec2", f"{kind}/{name}")]


def test_everything_of_ecs_is_found_until_it_is_gone(aws: Aws) -> None:
    ecs, ids = aws("ecs"), network(aws)
    cluster = ecs.create_cluster(clusterName="demo", tags=SMALL)["cluster"]["clusterArn"]
    definition = ecs.register_task_definition(
        family="web",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "web", "image": "web"}],
        tags=SMALL,
    )["taskDefinition"]["taskDefinitionArn"]
    service = ecs.create_service(
        cluster="demo",
        serviceName="web",
        taskDefinition=definition,
        desiredCount=0,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [ids["subnet"]]}},
        tags=SMALL,
    )["service"]["serviceArn"]
    assert found(aws, TagFilters=OURS, ResourceTypeFilters=["ecs"]) == [cluster, service, definition]
    assert found(aws, TagFilters=OURS, ResourceTypeFilters=["ecs:task-definition"]) == [definition]
    ecs.delete_service(cluster="demo", service="web", force=True)
    until(lambda: not found(aws, TagFilters=OURS, ResourceTypeFilters=["ecs:service"]))
    ecs.delete_cluster(cluster="demo")
    ecs.deregister_task_definition(taskDefinition=definition)
    assert found(aws, TagFilters=OURS, ResourceTypeFilters=["ecs"]) == [definition]
    ecs.delete_task_definitions(taskDefinitions=[definition])
    assert found(aws, TagFilters=OURS, ResourceTypeFilters=["ecs"]) == []


def test_everything_of_a_front_door_is_found_until_it_is_gone(aws: Aws) -> None:
    ec2, elb = aws("ec2"), aws("elbv2")
    subnets = [net["SubnetId"] for net in ec2.describe_subnets()["Subnets"]][:2]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    balancer = elb.create_load_balancer(Name="front", Subnets=subnets, Tags=BIG)
    arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", Tags=BIG
    )["TargetGroups"][0]["TargetGroupArn"]
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    listener = elb.create_listener(
        LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward, Tags=BIG
    )["Listeners"][0]["ListenerArn"]
    path = [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a/*"]}}]
    rule = elb.create_rule(ListenerArn=listener, Conditions=path, Priority=1, Actions=forward, Tags=BIG)
    rules = [rule["Rules"][0]["RuleArn"]]
    assert found(aws, TagFilters=OURS) == sorted([arn, group, listener, *rules])
    assert found(aws, TagFilters=OURS, ResourceTypeFilters=["elasticloadbalancing:listener-rule"]) == rules
    elb.delete_load_balancer(LoadBalancerArn=arn)
    assert found(aws, TagFilters=OURS) == [group]
    elb.delete_target_group(TargetGroupArn=group)
    assert found(aws, TagFilters=OURS) == []


def test_repositories_log_groups_and_names_are_found_until_they_are_gone(aws: Aws) -> None:
    ecr, logs, names = aws("ecr"), aws("logs"), aws("servicediscovery")
    vpc = aws("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    repository = ecr.create_repository(repositoryName="demo/web", tags=BIG)["repository"]["repositoryArn"]
    logs.create_log_group(logGroupName="/ecs/demo/web", tags=TAGS)
    names.create_private_dns_namespace(Name="demo.internal", Vpc=vpc, Tags=BIG)
    [namespace] = until(lambda: names.list_namespaces()["Namespaces"])
    service = names.create_service(
        Name="web",
        NamespaceId=namespace["Id"],
        DnsConfig={"DnsRecords": [{"Type": "A", "TTL": 10}]},
        Tags=BIG,
    )["Service"]
    group = PREFIX.format("logs", "log-group:/ecs/demo/web")
    assert found(aws, TagFilters=OURS) == sorted([repository, group, namespace["Arn"], service["Arn"]])
    assert found(aws, TagFilters=OURS, ResourceTypeFilters=["logs:log-group", "ecr"]) == [repository, group]
    names.delete_service(Id=service["Id"])
    names.delete_namespace(Id=namespace["Id"])
    ecr.delete_repository(repositoryName="demo/web")
    logs.delete_log_group(logGroupName="/ecs/demo/web")
    until(lambda: not found(aws, TagFilters=OURS))


def test_filters_are_all_to_hold_and_their_values_are_alternatives(aws: Aws) -> None:
    ecr = aws("ecr")
    for name, tags in {"a": {"x": "1", "y": "1"}, "b": {"x": "2"}, "c": {"y": "1"}, "d": {}}.items():
        ecr.create_repository(
            repositoryName=f"r/{name}", tags=[{"Key": k, "Value": v} for k, v in tags.items()]
        )

    def names(*filters: dict[str, Any]) -> list[str]:
        return [arn[-1] for arn in found(aws, TagFilters=list(filters))]

    assert names({"Key": "x"}) == ["a", "b"]
    assert names({"Key": "x", "Values": ["1", "2"]}) == ["a", "b"]
    assert names({"Key": "x", "Values": ["1"]}) == ["a"]
    assert names({"Key": "x"}, {"Key": "y", "Values": ["1"]}) == ["a"]
    assert names({"Key": "z"}) == []
    assert names() == ["a", "b", "c"]


def test_an_answer_carries_the_tags_and_pages_follow_one_another(aws: Aws) -> None:
    tagging, ecr = aws("resourcegroupstaggingapi"), aws("ecr")
    for number in range(7):
        ecr.create_repository(repositoryName=f"r/{number}", tags=BIG)
    first = tagging.get_resources(TagFilters=OURS, ResourcesPerPage=3)
    assert [one["ResourceARN"][-1] for one in first["ResourceTagMappingList"]] == ["0", "1", "2"]
    assert first["ResourceTagMappingList"][0]["Tags"] == BIG
    ecr.delete_repository(repositoryName="r/2")  # what goes meanwhile leaves no gap
    asked = {"TagFilters": OURS, "ResourcesPerPage": 4, "PaginationToken": first["PaginationToken"]}
    for _ in range(2):  # a page can be asked for again
        second = tagging.get_resources(**asked)
        assert [one["ResourceARN"][-1] for one in second["ResourceTagMappingList"]] == ["3", "4", "5", "6"]
        assert second["PaginationToken"] == ""
    assert len(found(aws, TagFilters=OURS, PaginationConfig={"PageSize": 1})) == 6


def test_other_regions_roles_and_services_that_are_not_ours(aws: Aws) -> None:
    aws("iam").create_role(RoleName="run", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=BIG)
    aws("ecr", "us-east-1").create_repository(repositoryName="there", tags=BIG)
    aws("secretsmanager").create_secret(Name="jobs", SecretString="?", Tags=BIG)
    [arn] = found(aws, TagFilters=OURS)
    assert arn.startswith(PREFIX.format("secretsmanager", "secret:jobs-"))
    assert [arn.rpartition("/")[2] for arn in found(aws, "us-east-1", TagFilters=OURS)] == ["there"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"ResourcesPerPage": 101}, "InvalidParameterException"),
        ({"PaginationToken": "nonsense!"}, "PaginationTokenExpiredException"),
    ],
)
def test_what_cannot_be_asked_for(aws: Aws, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as caught:
        aws("resourcegroupstaggingapi").get_resources(**asked)
    assert caught.value.response["Error"]["Code"] == code


def test_a_log_groups_tags_go_with_it(aws: Aws) -> None:
    logs, arn = aws("logs"), PREFIX.format("logs", "log-group:/web")
    for tags in (TAGS, {"Environment": "Test"}):
        logs.create_log_group(logGroupName="/web", tags=tags)
        assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == tags
        logs.delete_log_group(logGroupName="/web")
        for call, asked in (
            ("list_tags_for_resource", {}),
            ("tag_resource", {"tags": TAGS}),
            ("untag_resource", {"tagKeys": ["Environment"]}),
        ):
            with pytest.raises(ClientError, match="ResourceNotFoundException"):
                getattr(logs, call)(resourceArn=arn, **asked)
    assert found(aws, TagFilters=OURS) == []
