"""What public checkers ask of a platform is there, comes to a deployment of version 0.1 with `up`, and stays."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.past.world import NAME as OLD
from tests.past.world import rebuild
from tests.whole.account import client
from tests.whole.conftest import Told, Wizard, exports
from tests.whole.standing import standing

NAME = "narrow"
OPEN = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})
DROP = "routing.http.drop_invalid_header_fields.enabled"


def up(wizard: Wizard, *words: str) -> Told:
    told = wizard("up", NAME, "--target", "sandbox", "--yes", "--json", *words)
    assert told.code == 0, told.out[-2000:] + told.err
    return told


def drift(wizard: Wizard) -> dict[str, str]:
    found = json.loads(wizard("status", NAME, "--json").out)
    return {each["key"]: each["drift"] for each in found["resources"] if each["drift"]}


class Standing:
    """The platform as AWS shows it."""

    def __init__(self, cloud: dict[str, str], name: str = NAME) -> None:
        self.cloud, self.name = cloud, name
        self.ec2, self.elb = client(cloud, "ec2"), client(cloud, "elbv2")
        self.ecs, self.ecr, self.iam = client(cloud, "ecs"), client(cloud, "ecr"), client(cloud, "iam")
        mine = [{"Name": "tag:fargate-wizard:deployment", "Values": [name]}]
        self.endpoints = self.ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
        self.rules = self.ec2.describe_security_group_rules(Filters=mine)["SecurityGroupRules"]
        self.balancer = self.elb.describe_load_balancers(Names=[f"{name}-balancer"])["LoadBalancers"][0]
        vpc = [
            {"Name": "vpc-id", "Values": [self.balancer["VpcId"]]}, {"Name": "group-name", "Values": ["default"]},
        ]  # fmt: skip
        self.default = self.ec2.describe_security_groups(Filters=vpc)["SecurityGroups"][0]
        repositories = self.ecr.describe_repositories()["repositories"]
        self.repositories = [each for each in repositories if each["repositoryName"].startswith(name)]
        self.role = self.iam.get_role(RoleName=f"{name}-execution-eu-central-1")["Role"]

    def policy(self, service: str) -> dict[str, Any]:
        """What may pass an endpoint."""
        found = next(each for each in self.endpoints if each["ServiceName"].endswith(f".{service}"))
        policy: dict[str, Any] = json.loads(found["PolicyDocument"])
        return policy

    def attribute(self) -> str:
        """Whether invalid headers are dropped."""
        arn = self.balancer["LoadBalancerArn"]
        found = self.elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        return str({each["Key"]: each["Value"] for each in found}[DROP])

    def widen(self) -> None:
        """Make all of it as version 0.1 left it."""
        for endpoint in self.endpoints:
            self.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], PolicyDocument=OPEN)
        for rule in self.rules:
            kept = {
                key: rule[key]
                for key in ("IpProtocol", "FromPort", "ToPort", "CidrIpv4", "PrefixListId")
                if key in rule
            }
            if "ReferencedGroupInfo" in rule:
                kept["ReferencedGroupId"] = rule["ReferencedGroupInfo"]["GroupId"]
            changed = {
                "SecurityGroupRuleId": rule["SecurityGroupRuleId"],
                "SecurityGroupRule": {**kept, "Description": ""},
            }
            self.ec2.modify_security_group_rules(GroupId=rule["GroupId"], SecurityGroupRules=[changed])
        self.elb.modify_load_balancer_attributes(
            LoadBalancerArn=self.balancer["LoadBalancerArn"], Attributes=[{"Key": DROP, "Value": "false"}]
        )
        everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        self.ec2.authorize_security_group_egress(GroupId=self.default["GroupId"], IpPermissions=everything)
        for repository in self.repositories:
            self.ecr.put_image_scanning_configuration(
                repositoryName=repository["repositoryName"], imageScanningConfiguration={"scanOnPush": False}
            )
        trust = self.role["AssumeRolePolicyDocument"]
        del trust["Statement"][0]["Condition"]["ArnLike"]
        self.iam.update_assume_role_policy(RoleName=self.role["RoleName"], PolicyDocument=json.dumps(trust))


CHANGED = {
    "endpoint.ecr.api", "endpoint.ecr.dkr", "endpoint.logs", "endpoint.s3", "load-balancer", "execution-role",
    "repository.static-app", "repository.hostname-app", "repository.random-quote-app",
    "security-group-rule.load-balancer.from.world.80", "security-group-rule.load-balancer.to.apps.8080",
    "security-group-rule.apps.from.load-balancer.8080", "security-group-rule.apps.to.apps.8080",
    "security-group-rule.apps.from.apps.8080", "security-group-rule.apps.to.endpoints.443",
    "security-group-rule.endpoints.from.apps.443", "security-group-rule.apps.to.s3.443",
}  # fmt: skip


@pytest.fixture
def built(wizard: Wizard, cloud: dict[str, str]) -> Iterator[Standing]:
    """The platform, which is taken down to nothing afterwards."""
    up(wizard)
    yield Standing(cloud)
    assert wizard("down", NAME, "--yes").code == 0
    assert not any(standing(cloud, NAME).values())


def assert_narrow(found: Standing) -> None:
    account = found.role["Arn"].split(":")[4]
    (layers,) = found.policy("s3")["Statement"]
    assert (layers["Action"], layers["Resource"]) == (
        ["s3:GetObject"], "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*",
    )  # fmt: skip
    for service in ("ecr.api", "ecr.dkr"):
        token, pull = found.policy(service)["Statement"]
        assert (token["Action"], token["Resource"]) == (["ecr:GetAuthorizationToken"], "*")
        assert pull["Resource"] == f"arn:aws:ecr:eu-central-1:{account}:repository/*"
        assert token["Condition"] == pull["Condition"] == {"StringEquals": {"aws:PrincipalAccount": account}}
    (logs,) = found.policy("logs")["Statement"]
    assert logs["Resource"] == f"arn:aws:logs:eu-central-1:{account}:log-group:*"
    assert found.attribute() == "true"
    assert found.default["IpPermissions"] == found.default["IpPermissionsEgress"] == []
    assert {each["imageTagMutability"] for each in found.repositories} == {"IMMUTABLE"}
    assert {each["imageScanningConfiguration"]["scanOnPush"] for each in found.repositories} == {True}
    assert len([rule for rule in found.rules if rule.get("Description")]) == len(found.rules) == 8
    condition = found.role["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]
    assert condition == {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:eu-central-1:{account}:*"},
    }
    for app in ("static-app", "hostname-app", "random-quote-app"):
        recipe = found.ecs.describe_task_definition(taskDefinition=f"{found.name}-{app}")["taskDefinition"]
        assert recipe["containerDefinitions"][0]["readonlyRootFilesystem"] is True


def test_the_platform_is_narrow_and_whoever_widens_it_is_seen(
    wizard: Wizard, cloud: dict[str, str], built: Standing
) -> None:
    assert_narrow(built)
    built.widen()
    assert drift(wizard).keys() == CHANGED | {"closed-default-group"}
    again = up(wizard)
    assert {event["resource"] for event in again.of("updating")} == CHANGED
    assert [event["resource"] for event in again.of("creating")] == ["closed-default-group"]
    assert_narrow(Standing(cloud))
    assert drift(wizard) == {}


def test_a_deployment_of_version_0_1_is_narrowed_by_up(tmp_path: Path) -> None:
    wizard = Wizard(tmp_path / "home")
    cloud = exports(wizard("sandbox", "start", "--speed", "inf"))
    rebuild("v0.1.0", wizard, cloud)
    assert Standing(cloud, OLD).attribute() == "false"
    again = wizard("up", OLD, "--yes", "--json")
    assert again.code == 0, again.out[-2000:] + again.err
    assert {event["resource"] for event in again.of("updating")} >= CHANGED
    assert "closed-default-group" in {event["resource"] for event in again.of("creating")}
    assert_narrow(Standing(cloud, OLD))
    shutil.rmtree(wizard.home / OLD)
    attached = wizard("attach", OLD, "--target", "sandbox", "--region", "eu-central-1")
    assert attached.code == 0, attached.err
    assert "random-quote.old.internal" not in (wizard.home / OLD / "journal.jsonl").read_text()
    assert wizard("down", OLD, "--yes").code == 0
    assert not any(standing(cloud, OLD).values())
    wizard("sandbox", "stop")
