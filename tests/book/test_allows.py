"""Each page brings the actions that it must be allowed: nothing that our code calls is missing in the policy."""

import ast
from pathlib import Path
from typing import Any

import boto3

from steps import STEPS
from steps.doctor.own_actions import ADVICE
from steps.doctor.policy import PolicyPlace as Where
from steps.doctor.policy import needed_actions, plain_policy, strict_policy
from steps.doctor.policy_scopes import SCOPES

ROOT = Path(__file__).parents[2]
ROOMS = ("book", "aws", "diagnosis", "engine", "doctor", "receipt")
PREFIXES = {
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "service-quotas": "servicequotas",
    "application-autoscaling": "application-autoscaling",
}
SERVICES = (
    "acm", "application-autoscaling", "cloudwatch", "ec2", "ecr", "ecs", "elbv2", "freetier", "guardduty", "iam", "logs",
    "resourcegroupstaggingapi", "route53", "secretsmanager", "service-quotas", "servicediscovery", "ssm",
)  # fmt: skip
NOT_CALLED = {"ec2:DescribeImages"}  # a word that ECR has too
ALLOWS = tuple(action for step in STEPS for action in step.allows)


def methods() -> dict[str, list[str]]:
    """The actions behind each method of boto3's clients."""
    found: dict[str, list[str]] = {}
    session: Any = boto3.Session("x", "x", region_name="eu-central-1")
    for service in SERVICES:
        for method, operation in session.client(service).meta.method_to_api_mapping.items():
            found.setdefault(method, []).append(f"{PREFIXES.get(service, service)}:{operation}")
    return found


def test_whatever_is_called_is_in_the_policy() -> None:
    known, called = methods(), set[str]()
    for file in (file for room in ROOMS for file in (ROOT / "steps" / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            word = node.attr if isinstance(node, ast.Attribute) else getattr(node, "value", None)
            actions = known.get(word, []) if isinstance(word, str) else []
            called |= set(actions) if len(actions) == 1 else set()
    assert len(called) > 90
    assert called - NOT_CALLED - {*needed_actions(ALLOWS), *ADVICE} == set()


def test_both_policies_have_the_same_actions_and_no_scope_is_for_nothing() -> None:
    plain, strict = plain_policy(ALLOWS), strict_policy(ALLOWS, Where("aws", "1", "eu-central-1", "demo"))
    every = [{a for each in policy["Statement"] for a in each["Action"]} for policy in (plain, strict)]
    assert every[0] == every[1] == {*needed_actions(ALLOWS), *ADVICE}
    assert {action for scope in SCOPES for action in scope.actions} <= every[0]
