"""Policies as AWS reads them: a table of statements, requests and verdicts. No cloud runs here."""

from typing import Any

import pytest

from steps.sandbox.iam.policy_documents import Policy, RequestedAction, Unreadable, read
from steps.sandbox.iam.verdict import EVERYTHING, Policies, judge

VPC = "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1"
ROLE = "arn:aws:iam::123456789012:role/teams/blue/run"
ANN = {
    "aws:username": ("ann",),
    "aws:principaltag/team": ("blue",),
    "aws:principalaccount": ("123456789012",),
}


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> Policy:
    return read({"Version": version, "Statement": list(statements)})


def statement(effect: str = "Allow", **parts: Any) -> dict[str, Any]:
    """A statement about everything but for the parts that are said."""
    said = {key: value for key, value in parts.items() if value is not None}
    wanted = {} if "NotAction" in said else {"Action": "*"}
    wanted |= {} if "NotResource" in said else {"Resource": "*"}
    return {"Effect": effect} | wanted | said


def decided(
    statements: list[dict[str, Any]], action: str = "ec2:DeleteVpc", resource: str = VPC, **known: str
) -> str:
    context = ANN | {
        key.replace("__", ":").replace("_S_", "/").lower(): (value,) for key, value in known.items()
    }
    return judge(RequestedAction(action, resource, context), Policies(policy(*statements))).decision.value


YES, NO, NEVER = "allowed", "implicitDeny", "explicitDeny"


@pytest.mark.parametrize(
    ("said", "action", "verdict"),
    [
        ({"Action": "ec2:DeleteVpc"}, "ec2:DeleteVpc", YES),
        ({"Action": "EC2:deletevpc"}, "ec2:DeleteVpc", YES),
        ({"Action": "ec2:Delete*"}, "ec2:DeleteVpc", YES),
        ({"Action": "ec2:Delete???"}, "ec2:DeleteVpc", YES),
        ({"Action": "ec2:Delete??"}, "ec2:DeleteVpc", NO),
        ({"Action": ["ecs:*", "ec2:*"]}, "ec2:DeleteVpc", YES),
        ({"Action": "ec2:Describe*"}, "ec2:DeleteVpc", NO),
        ({"Action": "ec2.DeleteVpc"}, "ec2:DeleteVpc", NO),
        ({"NotAction": "ec2:*"}, "ec2:DeleteVpc", NO),
        ({"NotAction": ["iam:*", "ecs:*"]}, "ec2:DeleteVpc", YES),
        ({"Action": "*"}, "ec2:DeleteVpc", YES),
    ],
)
def test_actions(said: dict[str, Any], action: str, verdict: str) -> None:
    assert decided([statement(**said)], action) == verdict


@pytest.mark.parametrize(
    ("said", "resource", "verdict"),
    [
        ({"Resource": "*"}, "*", YES),
        ({"Resource": "arn:aws:ec2:*:*:vpc/*"}, "*", NO),
        ({"Resource": "arn:aws:ec2:*:*:vpc/*"}, VPC, YES),
        ({"Resource": "arn:aws:ec2:*:123456789012:*"}, VPC, YES),
        ({"Resource": "arn:aws:ec2:*:*:VPC/*"}, VPC, NO),
        ({"Resource": "arn:aws:ec2:*:vpc/vpc-1"}, VPC, YES),
        ({"Resource": "arn:aws:*:vpc/vpc-1:*:*:*"}, VPC, NO),
        ({"Resource": "arn:aws:ec2:eu-central-?:*:vpc/vpc-1"}, VPC, YES),
        ({"Resource": "arn:aws:ec2:eu?central-1:12345678901?:vpc/vpc-1"}, VPC, YES),
        ({"Resource": "arn:aws:ec2:eu-central-1?123456789012:vpc/vpc-1:*"}, VPC, NO),
        ({"Resource": "arn:aws:iam::*:role/teams/*"}, ROLE, YES),
        ({"Resource": "arn:aws:iam::*:role/teams/${aws:PrincipalTag/Team}/*"}, ROLE, YES),
        ({"Resource": "arn:aws:iam::${aws:PrincipalAccount}:role/*"}, ROLE, YES),
        ({"Resource": "arn:aws:iam::*:role/teams/${aws:username}/*"}, ROLE, NO),
        ({"Resource": "arn:aws:iam::*:role/${aws:PrincipalTag/Nothing}*"}, ROLE, NO),
        ({"Resource": "arn:aws:iam::*:role/teams/${aws:PrincipalTag/Nothing, 'blue'}/*"}, ROLE, YES),
        ({"Resource": "arn:aws:iam::*:role/teams/${*}/run"}, ROLE, NO),
        ({"Resource": "arn:aws:iam::*:role/${*}"}, "arn:aws:iam::1:role/*", YES),
        ({"Resource": "arn:aws:iam::*:role/${$}x"}, "arn:aws:iam::1:role/$x", YES),
        ({"NotResource": "arn:aws:ec2:*:*:subnet/*"}, VPC, YES),
        ({"NotResource": ["arn:aws:ec2:*:*:vpc/*"]}, VPC, NO),
    ],
)
def test_resources(said: dict[str, Any], resource: str, verdict: str) -> None:
    assert decided([statement(**said)], resource=resource) == verdict


def test_a_value_with_a_wildcard_in_it_means_itself() -> None:
    said = policy(statement(Resource="arn:aws:iam::*:role/${aws:username}"))
    star = RequestedAction("iam:GetRole", "arn:aws:iam::1:role/other", {"aws:username": ("*",)})
    assert judge(star, Policies(said)).decision == NO


def test_the_old_version_knows_no_variables() -> None:
    old = policy(statement(Resource="arn:aws:iam::1:role/${aws:username}"), version="2008-10-17")
    itself = RequestedAction("iam:GetRole", "arn:aws:iam::1:role/ann", ANN)
    literal = RequestedAction("iam:GetRole", "arn:aws:iam::1:role/${aws:username}", ANN)
    assert (judge(itself, Policies(old)).decision, judge(literal, Policies(old)).decision) == (NO, YES)


CONDITIONS: list[tuple[str, Any, dict[str, str], bool]] = [
    ("StringEquals", "red", {"k": "red"}, True),
    ("StringEquals", ["blue", "red"], {"k": "red"}, True),
    ("StringEquals", "red", {"k": "RED"}, False),
    ("StringEquals", "r*", {"k": "red"}, False),
    ("StringEquals", "red", {}, False),
    ("StringEqualsIfExists", "red", {}, True),
    ("StringEqualsIfExists", "red", {"k": "blue"}, False),
    ("StringEqualsIgnoreCase", "red", {"k": "RED"}, True),
    ("StringNotEquals", "red", {"k": "blue"}, True),
    ("StringNotEquals", ["blue", "red"], {"k": "red"}, False),
    ("StringNotEquals", "red", {}, True),
    ("StringNotEqualsIgnoreCase", "red", {"k": "RED"}, False),
    ("StringLike", "r*d", {"k": "rosered"}, True),
    ("StringLike", "r?d", {"k": "rosered"}, False),
    ("StringLike", "${aws:username}-*", {"k": "ann-1"}, True),
    ("StringEquals", "${aws:PrincipalTag/team}", {"k": "blue"}, True),
    ("StringEquals", "${aws:PrincipalTag/none}", {"k": ""}, False),
    ("StringNotLike", "r*", {"k": "rosered"}, False),
    ("stringlike", "r*", {"k": "red"}, True),
    ("ArnLike", "arn:aws:ec2:*:*:vpc/*", {"k": VPC}, True),
    ("ArnEquals", "arn:aws:ec2:*:*:vpc/*", {"k": VPC}, True),
    ("ArnLike", "arn:aws:ec2:*:vpc/*:*:*", {"k": VPC}, False),
    ("ArnNotEquals", VPC, {"k": VPC}, False),
    ("ArnNotLike", "arn:aws:ecs:*:*:*", {"k": VPC}, True),
    ("Bool", "true", {"k": "true"}, True),
    ("Bool", True, {"k": "true"}, True),
    ("Bool", "false", {"k": "true"}, False),
    ("Bool", "false", {}, False),
    ("BoolIfExists", "false", {}, True),
    ("Null", "true", {}, True),
    ("Null", "true", {"k": "x"}, False),
    ("Null", False, {"k": "x"}, True),
    ("NumericLessThanEquals", "256", {"k": "256"}, True),
    ("NumericLessThan", 256, {"k": "256"}, False),
    ("NumericGreaterThan", "255.5", {"k": "256"}, True),
    ("NumericGreaterThanEquals", "257", {"k": "256"}, False),
    ("NumericEquals", "256", {"k": "256.0"}, True),
    ("NumericNotEquals", "256", {"k": "257"}, True),
    ("NumericEquals", "256", {"k": "many"}, False),
    ("DateGreaterThan", "2026-01-01T00:00:00Z", {"k": "2026-06-01T00:00:00Z"}, True),
    ("DateLessThan", "2026-01-01", {"k": "2026-06-01T00:00:00Z"}, False),
    ("DateEquals", "1767225600", {"k": "2026-01-01T00:00:00Z"}, True),
    ("DateNotEquals", "2026-01-01T00:00:00Z", {"k": "2026-01-01T00:00:00+00:00"}, False),
    ("DateLessThanEquals", "2026-01-01T01:00:00+01:00", {"k": "2026-01-01T00:00:00Z"}, True),
    ("IpAddress", "127.0.0.0/8", {"k": "127.0.0.1"}, True),
    ("IpAddress", ["10.0.0.0/8", "192.0.2.7"], {"k": "127.0.0.1"}, False),
    ("NotIpAddress", "10.0.0.0/8", {"k": "127.0.0.1"}, True),
    ("IpAddress", "2001:db8::/32", {"k": "2001:db8::1"}, True),
    ("BinaryEquals", "cmVk", {"k": "cmVk"}, True),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "said", "known", "holds"), CONDITIONS)
def test_conditions(operator: str, said: Any, known: dict[str, str], holds: bool) -> None:
    assert decided([statement(Condition={operator: {"K": said}})], **known) == (YES if holds else NO)


@pytest.mark.parametrize(
    ("operator", "said", "values", "holds"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), True),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "c"), False),
        ("ForAllValues:StringEquals", ["a", "b"], None, True),
        ("ForAnyValue:StringEquals", ["a", "b"], ("c", "b"), True),
        ("ForAnyValue:StringEquals", ["a", "b"], ("c", "d"), False),
        ("ForAnyValue:StringEquals", ["a", "b"], None, False),
        ("ForAnyValue:StringEqualsIfExists", ["a"], None, True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], ("a", "c"), True),
        ("ForAllValues:StringNotEquals", ["a", "b"], ("a", "c"), False),
        ("ForAnyValue:StringLike", "te*", ("Name", "team"), True),
        ("StringNotEquals", "a", ("a", "c"), False),
    ],
)
def test_keys_of_several_values(
    operator: str, said: Any, values: tuple[str, ...] | None, holds: bool
) -> None:
    known = {} if values is None else {"aws:tagkeys": values}
    said_policy = policy(statement(Condition={operator: {"aws:TagKeys": said}}))
    assert judge(RequestedAction("ec2:CreateTags", VPC, known), Policies(said_policy)).allowed == holds


def test_every_line_of_a_condition_must_hold() -> None:
    both = statement(Condition={"StringEquals": {"a": "1", "b": "2"}, "Null": {"c": "true"}})
    assert decided([both], a="1", b="2") == YES
    assert decided([both], a="1", b="3") == NO
    assert decided([both], a="1", b="2", c="x") == NO


def test_names_of_keys_are_the_same_in_any_case() -> None:
    said = statement(Condition={"StringEquals": {"AWS:requesttag/ENV": "x"}})
    request = RequestedAction("ec2:CreateVpc", "*", {"aws:requesttag/env": ("x",)})
    assert judge(request, Policies(policy(said))).allowed


ALL, NONE = policy(statement()), policy(statement(Action="s3:*"))
DENY = policy(statement(), statement("Deny", Action="ec2:*"))


@pytest.mark.parametrize(
    ("policies", "verdict", "because"),
    [
        (Policies(), NO, "because no identity-based policy allows the ec2:DeleteVpc action"),
        (Policies(ALL), YES, ""),
        (Policies(DENY), NEVER, "with an explicit deny in an identity-based policy"),
        (Policies(ALL, boundary=ALL), YES, ""),
        (Policies(ALL, boundary=NONE), NO, "because no permissions boundary allows the ec2:DeleteVpc action"),
        (Policies((), boundary=ALL), NO, "because no identity-based policy allows the ec2:DeleteVpc action"),
        (Policies(ALL, boundary=DENY), NEVER, "with an explicit deny in a permissions boundary"),
        (Policies(ALL, session=NONE), NO, "because no session policy allows the ec2:DeleteVpc action"),
        (Policies(ALL, session=ALL), YES, ""),
        (Policies(ALL, control=(ALL, ALL)), YES, ""),
        (
            Policies(ALL, control=(ALL, NONE)),
            NO,
            "because no service control policy allows the ec2:DeleteVpc action",
        ),
        (Policies(ALL, control=(DENY,)), NEVER, "with an explicit deny in a service control policy"),
        (Policies((), control=(DENY,)), NEVER, "with an explicit deny in a service control policy"),
        (Policies(DENY, control=(NONE,)), NEVER, "with an explicit deny in an identity-based policy"),
        (
            Policies((), control=(ALL,)),
            NO,
            "because no identity-based policy allows the ec2:DeleteVpc action",
        ),
        (Policies(EVERYTHING), YES, ""),
    ],
)
def test_what_is_decided_and_why(policies: Policies, verdict: str, because: str) -> None:
    judged = judge(RequestedAction("ec2:DeleteVpc", VPC, {}), policies)
    assert judged.decision == verdict
    assert ("" if judged.allowed else judged.because("ec2:DeleteVpc")) == because


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "[]",
        "{}",
        '{"Statement": [{"Effect": "Maybe", "Action": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Condition": []}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Condition": {"StringSame": {"a": "b"}}}]}',
    ],
)
def test_what_is_no_policy_is_not_read(document: str) -> None:
    with pytest.raises(Unreadable):
        read(document)
