"""What nobody could look up, asked: each makes nothing, because it reads, or is refused for more than one reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MARK = "question/"
NOWHERE = "no-such-thing-of-ours"
BALANCER = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/none/0123456789abcde{:x}"


@dataclass(frozen=True)
class Question:
    """One call; `about` is the doubt, `signed` whether it carries a signature, NAME in a value the deployment's name."""

    about: str
    service: str
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    signed: bool = True


def _token(service: str, operation: str, parameter: str, **others: Any) -> Question:
    return Question(
        "a page token that was never given", service, operation, {parameter: "nonsense", **others}
    )


def _size(many: int, service: str, operation: str, **parameters: Any) -> Question:
    return Question(f"{many} on a page or at once", service, operation, parameters)


TOKENS = (
    _token("ec2", "describe_vpcs", "NextToken"),
    _token("ecr", "describe_repositories", "nextToken"),
    _token("ecs", "list_clusters", "nextToken"),
    _token("elbv2", "describe_load_balancers", "Marker"),
    _token("iam", "list_roles", "Marker"),
    _token("logs", "describe_log_groups", "nextToken"),
    _token("resourcegroupstaggingapi", "get_resources", "PaginationToken"),
    _token("secretsmanager", "list_secrets", "NextToken"),
    _token("service-quotas", "list_service_quotas", "NextToken", ServiceCode="fargate"),
    _token("servicediscovery", "list_namespaces", "NextToken"),
    _token("ssm", "describe_parameters", "NextToken"),
)
SIZES = (
    _size(4, "ec2", "describe_vpcs", MaxResults=4),
    _size(1001, "ec2", "describe_vpcs", MaxResults=1001),
    _size(1001, "ecr", "describe_repositories", maxResults=1001),
    _size(101, "ecs", "list_clusters", maxResults=101),
    _size(
        11, "ecs", "describe_services", cluster="NAME-cluster", services=[f"{NOWHERE}-{n}" for n in range(11)]
    ),
    _size(401, "elbv2", "describe_load_balancers", PageSize=401),
    _size(21, "elbv2", "describe_target_groups", Names=[f"{NOWHERE[:20]}-{n}" for n in range(21)]),
    _size(21, "elbv2", "describe_tags", ResourceArns=[BALANCER.format(n) for n in range(21)]),
    _size(1001, "iam", "list_roles", MaxItems=1001),
    _size(51, "logs", "describe_log_groups", limit=51),
    _size(10001, "logs", "get_log_events", logGroupName=NOWHERE, logStreamName=NOWHERE, limit=10001),
    _size(101, "resourcegroupstaggingapi", "get_resources", ResourcesPerPage=101),
    _size(101, "servicediscovery", "list_namespaces", MaxResults=101),
)
NAMES = (
    Question(
        "a name that is too long",
        "iam",
        "create_role",
        {"RoleName": "r" * 65, "AssumeRolePolicyDocument": "{"},
    ),
    Question(
        "a name with a space", "iam", "create_role", {"RoleName": "a role", "AssumeRolePolicyDocument": "{"}
    ),
    Question("a name that is too long", "logs", "create_log_group", {"logGroupName": "a log group " * 50}),
)
UNSIGNED = tuple(
    Question("no signature", service, operation, signed=False)
    for service, operation in (
        ("ec2", "describe_vpcs"), ("ecs", "list_clusters"), ("sts", "get_caller_identity"), ("elbv2", "describe_load_balancers"),
    )
)  # fmt: skip
STRATEGY = {
    "cluster": "NAME-cluster",
    "taskDefinition": "NAME-hostname-app",
}  # and no network, so that none runs
OTHERS = (
    Question("scanning by the registry (enhanced) or by each repository", "ecr", "get_registry_scanning_configuration"),
    Question(
        "scanning of a repository, which AWS deprecates", "ecr", "put_image_scanning_configuration",
        {"repositoryName": NOWHERE, "imageScanningConfiguration": {"scanOnPush": True}},
    ),
    Question("a strategy with two bases", "ecs", "run_task", STRATEGY | {
        "capacityProviderStrategy": [{"capacityProvider": each, "base": 1} for each in ("FARGATE", "FARGATE_SPOT")]}),
    Question("a strategy and a launch type", "ecs", "run_task", STRATEGY | {
        "launchType": "FARGATE", "capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}),
    Question("a provider that there is not", "ecs", "run_task", STRATEGY | {
        "capacityProviderStrategy": [{"capacityProvider": NOWHERE}]}),
    Question("whether GuardDuty is on", "guardduty", "list_detectors"),
    Question("what the account's settings are", "ecs", "list_account_settings", {"effectiveSettings": True}),
    Question("how zones are told", "ec2", "describe_availability_zones"),
    Question("how a quota is told", "service-quotas", "get_service_quota", {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}),
)  # fmt: skip
QUESTIONS = (*TOKENS, *SIZES, *NAMES, *UNSIGNED, *OTHERS)


def ask_all(name: str, region: str, profile: str) -> int:
    """Ask each once; what AWS answers, or how it refuses, is overheard."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    session: Any = boto3.Session(profile_name=profile or None, region_name=region)
    for question in QUESTIONS:
        client = session.client(question.service, config=_config(question))
        try:
            getattr(client, question.operation)(**_named(question.parameters, name))
        except (BotoCoreError, ClientError):
            continue  # a refusal is an answer
    return 0


def _config(question: Question) -> Any:
    """Botocore's own checks are left out, and what the question is about goes along, by which it is known again."""
    from botocore import UNSIGNED as WITHOUT
    from botocore.config import Config

    return Config(
        parameter_validation=False,
        retries={"total_max_attempts": 2},
        user_agent_extra=MARK + re.sub(r"\W+", "-", question.about),
        signature_version=None if question.signed else WITHOUT,
    )


def _named(value: Any, name: str) -> Any:
    match value:
        case str():
            return value.replace("NAME", name)
        case list():
            return [_named(each, name) for each in value]
        case Mapping():
            return {key: _named(each, name) for key, each in value.items()}
        case _:
            return value
