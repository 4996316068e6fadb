"""What proves that a thing is ours, when its tag is gone, when there are two of it, and when somebody else moved in."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.aws.tagging import named_by
from steps.engine.model.graph import Node
from steps.engine.model.plan import Plan
from steps.engine.model.service_clients import Clients
from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG, Run
from tests.foreign import SECRET, TRUST
from tests.whole.account import Account, client, everything, listed, more_than
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


class Whole(Clients):
    """All services of the practice cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def client(self, service: str) -> Any:
        return client(self._cloud, service)

    def knows(self, service: str) -> bool:
        return True


def untag(cloud: Cloud) -> None:
    """Take our tag from everything that has it."""
    filters = [{"Key": DEPLOYMENT_TAG, "Values": [NAME]}]
    tagged = listed(
        client(cloud, "resourcegroupstaggingapi"),
        "get_resources",
        "ResourceTagMappingList",
        TagFilters=filters,
    )
    role = f"arn:aws:iam::123456789012:role/{NAME}-execution-{cloud['AWS_REGION']}"
    plan = Plan(deployment=NAME, target="sandbox", account="123456789012", region=cloud["AWS_REGION"])
    site = Run(plan, Whole(cloud), lambda event: None, Path()).at(Node())
    for arn in (*(each["ResourceARN"] for each in tagged), role):
        tagging, it = named_by(arn)
        assert tagging, arn
        tagging.take(site, it, [DEPLOYMENT_TAG])


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
