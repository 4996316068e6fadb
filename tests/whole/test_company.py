"""What companies demand: a permissions boundary on the role, or a role that somebody else has made and that nobody touches."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.whole.conftest import Told, Wizard

NAME = "company"
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
OWN = f"{NAME}-execution-eu-central-1"


def document(principal: str) -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [trust]})


@pytest.fixture
def iam(cloud: dict[str, str]) -> Any:
    session: Any = boto3.Session(cloud["AWS_ACCESS_KEY_ID"], cloud["AWS_SECRET_ACCESS_KEY"])
    return session.client("iam", region_name="eu-central-1", endpoint_url=cloud["AWS_ENDPOINT_URL"])


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard) -> Iterator[None]:
    yield
    wizard("down", NAME, "--yes")


def up(wizard: Wizard, *answers: str, until: str = "task_definitions") -> Told:
    given = [word for answer in answers for word in ("--set", answer)]
    return wizard("up", NAME, "--target", "sandbox", "--yes", "--json", "--until", until, *given)


def names(iam: Any) -> set[str]:
    return {role["RoleName"] for role in iam.list_roles()["Roles"]}


def test_a_permissions_boundary_is_put_on_the_role_and_taken_off(wizard: Wizard, iam: Any) -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    iam.create_policy(PolicyName="boundary", PolicyDocument=policy)
    assert up(wizard, f"permissions-boundary={BOUNDARY}").code == 0
    role = iam.get_role(RoleName=OWN)["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY
    assert up(wizard).of("updating") == []
    changed = up(wizard, "permissions-boundary=")
    assert [each["resource"] for each in changed.of("updating")] == ["execution-role"]
    assert "PermissionsBoundary" not in iam.get_role(RoleName=OWN)["Role"]
    refused = up(wizard, "permissions-boundary=nonsense")
    assert refused.code == 2
    assert "is not the ARN of a policy" in refused.err


def test_a_role_of_somebody_elses_is_looked_at_used_and_left_alone(wizard: Wizard, iam: Any) -> None:
    iam.create_role(RoleName="lent", AssumeRolePolicyDocument=document("ec2.amazonaws.com"))
    assert "Its trust policy does not name ecs-tasks.amazonaws.com" in up(wizard, "execution-role=lent").err
    iam.update_assume_role_policy(RoleName="lent", PolicyDocument=document("ecs-tasks.amazonaws.com"))
    lacking = up(wizard, "execution-role=lent")
    assert lacking.code == 2
    assert "The role lent may not ecr:GetAuthorizationToken" in lacking.err
    assert "There is no role “nobody”" in up(wizard, "execution-role=nobody").err
    assert OWN not in names(iam)

    iam.attach_role_policy(RoleName="lent", PolicyArn=MANAGED)
    before = iam.get_role(RoleName="lent")["Role"]
    assert up(wizard, "execution-role=arn:aws:iam::123456789012:role/lent", until="services").code == 0
    assert OWN not in names(iam)
    shutil.rmtree(wizard.home / NAME)
    attached = wizard("attach", NAME, "--target", "sandbox", "--json")
    answers = {each["question"]: each["value"] for each in attached.of("answered")}
    assert answers["execution-role"] == "lent"
    assert wizard("down", NAME, "--yes").code == 0
    assert iam.get_role(RoleName="lent")["Role"] == before
    assert iam.list_role_policies(RoleName="lent")["PolicyNames"] == []
