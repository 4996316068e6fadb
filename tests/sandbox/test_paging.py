"""Listings come in AWS's pages: as long as AWS's, by tokens that only AWS gives, and complete whatever happens between two."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Aws = Callable[..., Any]


@pytest.fixture
def full(aws: Aws) -> Aws:
    """An account with enough of everything for more than one page of two."""
    ecs, ec2, elb = aws("ecs"), aws("ec2"), aws("elbv2")
    for _ in range(3):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=[TAGGED])["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"eu-central-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for n, zone in enumerate("abc")
    ]
    for n in range(5):
        aws("logs").create_log_group(logGroupName=f"/pages/{n}")
        aws("ecr").create_repository(repositoryName=f"pages-{n}")
        aws("servicediscovery").create_http_namespace(Name=f"pages-{n}")
        ec2.create_security_group(GroupName=f"pages-{n}", Description="pages", VpcId=vpc)
        elb.create_target_group(Name=f"pages-{n}", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
        aws("iam").create_role(RoleName=f"pages-{n}", AssumeRolePolicyDocument=TRUST)
        ecs.create_cluster(clusterName=f"pages-{n}")
        ecs.register_task_definition(
            family=f"pages-{n}", containerDefinitions=[{"name": "app", "image": "app"}],
            networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
        )  # fmt: skip
        ecs.create_service(
            cluster="pages-0", serviceName=f"pages-{n}", taskDefinition=f"pages-{n}", desiredCount=0,
            launchType="FARGATE", networkConfiguration={"awsvpcConfiguration": {"subnets": subnets}},
        )  # fmt: skip
    return aws


TAGGED: Any = {"ResourceType": "vpc", "Tags": [{"Key": "for", "Value": "pages"}]}
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)
LISTINGS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("ec2", "describe_vpcs", "Vpcs", {}),
    ("ec2", "describe_subnets", "Subnets", {}),
    ("ec2", "describe_security_groups", "SecurityGroups", {}),
    ("ec2", "describe_security_group_rules", "SecurityGroupRules", {}),
    ("ec2", "describe_route_tables", "RouteTables", {}),
    ("ec2", "describe_network_acls", "NetworkAcls", {}),
    ("ec2", "describe_vpc_endpoint_services", "ServiceDetails", {}),
    ("ecr", "describe_repositories", "repositories", {}),
    ("ecs", "list_clusters", "clusterArns", {}),
    ("ecs", "list_services", "serviceArns", {"cluster": "pages-0"}),
    ("ecs", "list_task_definitions", "taskDefinitionArns", {}),
    ("ecs", "list_task_definition_families", "families", {}),
    ("elbv2", "describe_target_groups", "TargetGroups", {}),
    ("iam", "list_roles", "Roles", {}),
    ("iam", "list_policies", "Policies", {}),
    ("logs", "describe_log_groups", "logGroups", {}),
    ("resourcegroupstaggingapi", "get_resources", "ResourceTagMappingList", {}),
    ("servicediscovery", "list_namespaces", "Namespaces", {}),
    ("servicediscovery", "list_operations", "Operations", {}),
]


def listed(client: Any, operation: str, key: str, asked: dict[str, Any]) -> list[Any]:
    """Everything, page by page."""
    return [item for page in client.get_paginator(operation).paginate(**asked) for item in page.get(key, [])]


def code_of(call: Callable[..., Any], **asked: Any) -> tuple[str, str]:
    """How a call is refused."""
    with pytest.raises(ClientError) as refused:
        call(**asked)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def test_short_pages_tell_what_long_ones_tell(full: Aws, weather: Callable[..., None]) -> None:
    def all_of_it() -> dict[str, list[Any]]:
        return {
            operation: listed(full(service), operation, key, asked)
            for service, operation, key, asked in LISTINGS
        }

    whole = all_of_it()
    weather("small-pages")
    firsts = {
        operation: len(getattr(full(service), operation)(**asked)[key])
        for service, operation, key, asked in LISTINGS
    }

    assert [operation for operation, items in whole.items() if len(items) < 3] == []
    assert set(firsts.values()) == {2}
    assert all_of_it() == whole


def test_pages_are_as_long_as_those_of_aws(aws: Aws) -> None:
    for n in range(101):
        aws("logs").create_log_group(logGroupName=f"/pages/{n:03}")
        aws("ecs").create_cluster(clusterName=f"pages-{n:03}")

    first = aws("logs").describe_log_groups()
    clusters = aws("ecs").list_clusters()

    assert len(first["logGroups"]) == 50
    assert len(clusters["clusterArns"]) == 100
    assert len(aws("ecs").list_clusters(nextToken=clusters["nextToken"])["clusterArns"]) == 1
    assert len(listed(aws("logs"), "describe_log_groups", "logGroups", {})) == 101


def test_ecs_lists_ten_services_when_nothing_is_said(full: Aws) -> None:
    for n in range(5, 11):
        full("ecs").create_service(
            cluster="pages-0", serviceName=f"pages-{n}", taskDefinition="pages-0", desiredCount=0,
            launchType="FARGATE",
            networkConfiguration={
                "awsvpcConfiguration": {"subnets": [full("ec2").describe_subnets()["Subnets"][0]["SubnetId"]]}
            },
        )  # fmt: skip

    first = full("ecs").list_services(cluster="pages-0")

    assert len(first["serviceArns"]) == 10
    assert len(full("ecs").list_services(cluster="pages-0", maxResults=100)["serviceArns"]) == 11
    assert len(full("ecs").list_services(cluster="pages-0", nextToken=first["nextToken"])["serviceArns"]) == 1


def test_nothing_is_left_out_when_what_was_told_is_deleted_meanwhile(full: Aws) -> None:
    logs, deleted = full("logs"), []
    for page in logs.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 2}):
        for group in page["logGroups"]:
            logs.delete_log_group(logGroupName=group["logGroupName"])
            deleted.append(group["logGroupName"])

    assert deleted == [f"/pages/{n}" for n in range(5)]
    assert logs.describe_log_groups()["logGroups"] == []


@pytest.mark.parametrize(
    ("service", "operation", "token", "code", "words"),
    [
        ("ec2", "describe_vpcs", "NextToken", "InvalidParameterValue", "Value ( made-up ) for parameter NextToken"),
        ("ecr", "describe_repositories", "nextToken", "InvalidParameterException", "at 'nextToken'"),
        ("ecs", "list_clusters", "nextToken", "InvalidParameterException", "Invalid token"),
        ("elbv2", "describe_target_groups", "Marker", "ValidationError", "made-up"),
        ("iam", "list_roles", "Marker", "ValidationError", "Invalid Marker."),
        ("logs", "describe_log_groups", "nextToken", "InvalidParameterException", "The specified nextToken is invalid."),
        ("resourcegroupstaggingapi", "get_resources", "PaginationToken", "PaginationTokenExpiredException", "token"),
        ("servicediscovery", "list_namespaces", "NextToken", "InvalidInput", "NextToken"),
    ],
)  # fmt: skip
def test_a_token_that_was_never_given_is_refused(
    aws: Aws, service: str, operation: str, token: str, code: str, words: str
) -> None:
    refusal = code_of(getattr(aws(service), operation), **{token: "made-up"})

    assert refusal[0] == code
    assert words in refusal[1]


def test_a_token_of_another_listing_is_refused(full: Aws) -> None:
    token = full("ecs").list_clusters(maxResults=1)["nextToken"]

    assert code_of(full("ecs").list_task_definitions, nextToken=token)[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    ("service", "operation", "asked", "code", "words"),
    [
        ("ec2", "describe_subnets", {"MaxResults": 1001}, "InvalidParameterValue",
         "Value ( 1001 ) for parameter maxResults is invalid. Expecting a value smaller than 1000."),
        ("ecr", "describe_repositories", {"maxResults": 1001}, "InvalidParameterException",
         "Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value less than or equal to 1000'"),
        ("ecr", "create_repository", {"repositoryName": "No Such"}, "InvalidParameterException",
         "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression"),
        ("ecs", "list_clusters", {"maxResults": 101}, "InvalidParameterException", "maxResults"),
        ("ecs", "describe_services", {"services": ["one"] * 11}, "InvalidParameterException",
         "service names can have at most 10 items."),
        ("ecs", "describe_tasks", {"tasks": ["one"] * 101}, "InvalidParameterException", "at most 100 items."),
        ("elbv2", "describe_load_balancers", {"PageSize": 401}, "ValidationError",
         ("1 validation error detected: Value '401' at 'pageSize' failed to satisfy constraint: "
         "Member must have value less than or equal to 400")),
        ("elbv2", "describe_target_groups", {"Names": ["one"] * 21}, "ValidationError",
         "You cannot describe more than '20' target groups at a time"),
        ("elbv2", "describe_tags", {"ResourceArns": ["one"] * 21}, "ValidationError", "more than '20'"),
        ("elbv2", "add_tags", {"ResourceArns": ["one", "two"], "Tags": [{"Key": "a"}]}, "ValidationError",
         "Only one resource can be tagged at a time"),
        ("iam", "create_role", {"RoleName": "no such", "AssumeRolePolicyDocument": TRUST}, "ValidationError",
         (r"1 validation error detected: Value 'no such' at 'roleName' failed to satisfy constraint: "
         r"Member must satisfy regular expression pattern: [\w+=,.@-]+")),
        ("iam", "tag_role", {"RoleName": "r", "Tags": [{"Key": "k" * 129, "Value": ""}]}, "ValidationError",
         "at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128"),
        ("logs", "create_log_group", {"logGroupName": "no such"}, "InvalidParameterException",
         "1 validation error detected: Value 'no such' at 'logGroupName' failed to satisfy constraint"),
        ("logs", "describe_log_groups", {"limit": 51}, "InvalidParameterException", "at 'limit'"),
        ("resourcegroupstaggingapi", "get_resources", {"ResourcesPerPage": 101}, "InvalidParameterException",
         "ResourcesPerPage"),
        ("resourcegroupstaggingapi", "get_resources", {"ResourceARNList": ["arn:aws:ecs:a:1:x"], "ResourcesPerPage": 5},
         "InvalidParameterException", "ResourceARNList"),
        ("servicediscovery", "list_services", {"MaxResults": 101}, "InvalidInput", "at 'maxResults'"),
    ],
)  # fmt: skip
def test_what_the_models_forbid_is_refused_in_the_services_words(
    aws: Aws, service: str, operation: str, asked: dict[str, Any], code: str, words: str
) -> None:
    refusal = code_of(getattr(aws(service), operation), **asked)

    assert refusal[0] == code
    assert words in refusal[1]


def test_two_faults_are_told_together(aws: Aws) -> None:
    _, words = code_of(aws("iam").get_role, RoleName="x y" * 30)

    assert words.startswith("2 validation errors detected: Value 'x y")
    assert "; Value 'x y" in words


def test_a_tag_may_have_letters_of_any_script(aws: Aws) -> None:
    aws("iam").create_role(
        RoleName="pages", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "Größe", "Value": "大きい"}]
    )

    assert code_of(
        aws("iam").tag_role, RoleName="pages", Tags=[{"Key": "a{b}", "Value": ""}]
    )[0] == "ValidationError"  # fmt: skip


def test_small_pages_can_be_for_some_calls_alone(full: Aws, weather: Callable[..., None]) -> None:
    weather("small-pages", size=1, action="ecs:ListClusters,elasticloadbalancing")

    assert len(full("ecs").list_clusters()["clusterArns"]) == 1
    assert len(full("elbv2").describe_target_groups()["TargetGroups"]) == 1
    assert len(full("ecs").list_task_definitions()["taskDefinitionArns"]) == 5
