"""What proves that a thing is ours, when its tag is gone, when there are two of it, and when somebody else moved in."""

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG
from tests.foreign import SECRET, TRUST
from tests.whole.account import Account, client, everything, more_than
from tests.whole.conftest import Told, Wizard

Cloud = dict[str, str]
NAME = "proof"
SIDES = ("ec2 describe_network_acls",)  # the practice cloud's default one remembers subnets that were deleted


@pytest.fixture(scope="module")
def before(wizard: Wizard, cloud: Cloud) -> Account:
    """The account without the deployment, but with ECS's own role."""
    assert wizard("up", "first", "--target", "sandbox", "--yes", "--until", "cluster").code == 0
    assert wizard("down", "first", "--yes").code == 0
    shutil.rmtree(wizard.home / "first")
    return everything(cloud)


def left(cloud: Cloud, before: Account) -> Account:
    """What is in the account and was not before."""
    return {
        kind: each
        for kind, each in more_than(before, everything(cloud)).items()
        if each and kind not in SIDES
    }


@pytest.fixture
def built(wizard: Wizard, cloud: Cloud, before: Account) -> Iterator[Callable[..., None]]:
    """Builds the deployment up to a step; after the test nothing of it is left."""

    def build(*words: str) -> None:
        told = wizard("up", NAME, "--target", "sandbox", "--yes", *words)
        assert told.code == 0, told.out[-3000:] + told.err

    yield build
    assert down(wizard).code == 0
    assert left(cloud, before) == {}
    shutil.rmtree(wizard.home / NAME)


def down(wizard: Wizard) -> Told:
    return wizard("down", NAME, "--yes", "--json")


def untag(cloud: Cloud) -> list[str]:
    """Take our tags from everything that has them; the names of what has nothing but a name."""
    ec2, tagging = client(cloud, "ec2"), client(cloud, "resourcegroupstaggingapi")
    filters = [{"Key": DEPLOYMENT_TAG, "Values": [NAME]}]
    pages = tagging.get_paginator("get_resources").paginate(TagFilters=filters)
    arns = [each["ResourceARN"] for page in pages for each in page["ResourceTagMappingList"]]
    for arn in arns:
        service, rest = arn.split(":")[2], arn.split(":", 5)[5]
        match service:
            case "ec2":
                ec2.delete_tags(Resources=[rest.partition("/")[2]], Tags=[{"Key": DEPLOYMENT_TAG}])
            case "ecs":
                client(cloud, "ecs").untag_resource(resourceArn=arn, tagKeys=[DEPLOYMENT_TAG])
            case "elasticloadbalancing":
                client(cloud, "elbv2").remove_tags(ResourceArns=[arn], TagKeys=[DEPLOYMENT_TAG])
            case "ecr":
                client(cloud, "ecr").untag_resource(resourceArn=arn, tagKeys=[DEPLOYMENT_TAG])
            case "logs":
                client(cloud, "logs").untag_resource(resourceArn=arn, tagKeys=[DEPLOYMENT_TAG])
            case "servicediscovery":
                client(cloud, "servicediscovery").untag_resource(ResourceARN=arn, TagKeys=[DEPLOYMENT_TAG])
    role = f"{NAME}-execution-{cloud['AWS_REGION']}"
    client(cloud, "iam").untag_role(RoleName=role, TagKeys=[DEPLOYMENT_TAG])
    return arns


def test_without_any_tag_everything_goes_but_what_has_only_a_name(
    built: Callable[..., None], wizard: Wizard, cloud: Cloud, before: Account
) -> None:
    built()
    untag(cloud)
    for _ in range(2):
        told = down(wizard)
        assert told.code == 3, told.out[-3000:]
        (failed,) = told.of("failed")
        assert f"cluster/{NAME}-cluster stays" in failed["what"]
        assert set(left(cloud, before)) == {"ecs clusters"}
    cluster = f"arn:aws:ecs:{cloud['AWS_REGION']}:123456789012:cluster/{NAME}-cluster"
    client(cloud, "ecs").tag_resource(resourceArn=cluster, tags=[{"key": DEPLOYMENT_TAG, "value": NAME}])


def test_a_new_one_under_the_old_name_stays_and_is_named(
    built: Callable[..., None], wizard: Wizard, cloud: Cloud
) -> None:
    built("--until", "permission")
    iam, ecr, logs = (client(cloud, service) for service in ("iam", "ecr", "logs"))
    role, repository = f"{NAME}-execution-{cloud['AWS_REGION']}", f"{NAME}-static-app"
    group = f"/fargate-wizard/{NAME}/static-app"
    trust = json.dumps(TRUST)
    iam.delete_role_policy(RoleName=role, PolicyName="pull-and-log")
    iam.delete_role(RoleName=role)
    ecr.delete_repository(repositoryName=repository, force=True)
    logs.delete_log_group(logGroupName=group)
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)
    iam.put_role_policy(RoleName=role, PolicyName="pull-and-log", PolicyDocument=json.dumps(SECRET))
    ecr.create_repository(repositoryName=repository)
    logs.create_log_group(logGroupName=group)
    told = down(wizard)
    assert told.code == 3, told.out[-3000:]
    assert {each["resource"] for each in told.of("failed")} >= {
        "execution-role", "repository.static-app", "log-group.static-app",
    }  # fmt: skip
    assert iam.get_role(RoleName=role)
    assert iam.get_role_policy(RoleName=role, PolicyName="pull-and-log")
    assert ecr.describe_repositories(repositoryNames=[repository])["repositories"]
    iam.delete_role_policy(RoleName=role, PolicyName="pull-and-log")
    iam.delete_role(RoleName=role)
    ecr.delete_repository(repositoryName=repository, force=True)
    logs.delete_log_group(logGroupName=group)


def test_what_is_there_twice_is_shown_and_all_of_it_goes(
    built: Callable[..., None], wizard: Wizard, cloud: Cloud
) -> None:
    built("--until", "network")
    ec2 = client(cloud, "ec2")

    def tagged(kind: str, key: str) -> list[Any]:
        tags = {DEPLOYMENT_TAG: NAME, RESOURCE_TAG: key}
        return [
            {"ResourceType": kind, "Tags": [{"Key": each, "Value": value} for each, value in tags.items()]}
        ]

    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tagged("vpc", "vpc"))["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway(TagSpecifications=tagged("internet-gateway", "internet-gateway"))
    ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway["InternetGateway"]["InternetGatewayId"])
    ec2.create_route_table(VpcId=vpc, TagSpecifications=tagged("route-table", "route-table.public"))
    told = wizard("up", NAME, "--yes", "--json", "--until", "network")
    assert told.code == 1
    assert {each["resource"] for each in told.of("failed")} == {
        "vpc",
        "internet-gateway",
        "route-table.public",
    }
    assert any(vpc in each["what"] for each in told.of("failed"))


def test_somebody_elses_things_inside_ours_stay_with_what_they_are_in(
    built: Callable[..., None], wizard: Wizard, cloud: Cloud
) -> None:
    built("--until", "endpoints")
    ec2 = client(cloud, "ec2")
    ours = [{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [NAME]}]
    subnet = ec2.describe_subnets(Filters=ours)["Subnets"][0]
    theirs = [{"ResourceType": "security-group", "Tags": [{"Key": "Owner", "Value": "ada"}]}]
    group = ec2.create_security_group(
        VpcId=subnet["VpcId"], GroupName="hers", Description="hers", TagSpecifications=theirs
    )["GroupId"]
    card = ec2.create_network_interface(SubnetId=subnet["SubnetId"], Groups=[group])["NetworkInterface"]
    for _ in range(2):
        told = down(wizard)
        assert told.code == 3, told.out[-3000:]
        named = {each["resource"]: each["what"] for each in told.of("failed")}
        assert set(named) == {group, card["NetworkInterfaceId"]}
        assert "“ada”" in named[group]
        assert subnet["SubnetId"] in named[card["NetworkInterfaceId"]]
        assert [each["SubnetId"] for each in ec2.describe_subnets(Filters=ours)["Subnets"]] == [
            subnet["SubnetId"]
        ]
        assert len(ec2.describe_vpcs(Filters=ours)["Vpcs"]) == 1
        assert not ec2.describe_vpc_endpoints(Filters=ours)["VpcEndpoints"]
    ec2.delete_network_interface(NetworkInterfaceId=card["NetworkInterfaceId"])
    ec2.delete_security_group(GroupId=group)
