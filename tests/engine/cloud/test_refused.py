"""A denial names the action, who forbids it, and what would allow it."""

import json

import pytest

from steps.engine.cloud.refused import refused, statement

WHO = "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ec2:CreateVpcEndpoint on resource: "
ADD = statement("ec2:CreateVpcEndpoint", "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1")
VPC = "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1"


@pytest.mark.parametrize(
    ("because", "meaning", "cure"),
    [
        ("because no identity-based policy allows the action", "No policy of yours allows", ADD),
        ("with an explicit deny in a service control policy", "Your organisation forbids", "Nobody in this account"),
        ("because no service control policy allows the ec2:CreateVpcEndpoint action", "Your organisation forbids", "Nobody in"),
        ("because no permissions boundary allows the ec2:CreateVpcEndpoint action", "permissions boundary", "into the boundary"),
        ("with an explicit deny in a permissions boundary", "permissions boundary", "into the boundary"),
        ("because no session policy allows the ec2:CreateVpcEndpoint action", "The session", "Log in with a role"),
        ("because no VPC endpoint policy allows the ec2:CreateVpcEndpoint action", "a VPC endpoint", "endpoint's policy"),
        ("with an explicit deny in an identity-based policy", "denies ec2:CreateVpcEndpoint", "take that"),
    ],
)  # fmt: skip
def test_who_forbids_it_is_told_apart(because: str, meaning: str, cure: str) -> None:
    told = refused(
        "CreateVpcEndpoint", f"{WHO}{VPC} {because}. Encoded authorization failure message: qwertz"
    )
    assert meaning in told.why
    assert cure in told.cure
    assert "ec2:CreateVpcEndpoint" in told.why
    assert "qwertz" not in str(told)


def test_the_statement_can_be_pasted() -> None:
    assert json.loads(statement("ec2:CreateVpcEndpoint", VPC)) == {
        "Effect": "Allow", "Action": "ec2:CreateVpcEndpoint", "Resource": VPC,
    }  # fmt: skip
    assert json.loads(statement("ecr:GetAuthorizationToken", "role x"))["Resource"] == "*"


def test_a_denial_without_a_reason_names_the_call() -> None:
    assert "CreateService" in refused("CreateService", "no").why
