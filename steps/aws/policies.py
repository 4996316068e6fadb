"""Who may do what through an endpoint or in a role's name: the policies of the platform, as narrow as it works with.

An endpoint takes the account's principals by condition: named as `arn:…:root`, a gateway lets the root user in alone
(https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
"""

import json
from collections.abc import Mapping
from typing import Any

from steps.engine.model.plan import Plan
from steps.engine.model.site import Site

Policy = dict[str, Any]

PULL = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
LOG = ["logs:CreateLogStream", "logs:PutLogEvents"]


def endpoint_policy(plan: Plan, service: str) -> Policy:
    """What may pass the endpoint of a service: image layers from ECR's bucket, this account's images, its logs.

    The bucket and the action on it are AWS's own minimum
    (https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms).
    """
    arn, here = f"arn:{plan.partition}", f"{plan.region}:{plan.account}"
    ours = {"StringEquals": {"aws:PrincipalAccount": plan.account}}
    match service:
        case "s3":
            bucket = f"{arn}:s3:::prod-{plan.region}-starport-layer-bucket/*"
            return _policy(_allow(["s3:GetObject"], bucket))
        case "logs":
            return _policy(_allow(LOG, f"{arn}:logs:{here}:log-group:*", Condition=ours))
        case _:  # a token is for the whole registry, so its call names no resource
            return _policy(
                _allow(["ecr:GetAuthorizationToken"], "*", Condition=ours),
                _allow(PULL, f"{arn}:ecr:{here}:repository/*", Condition=ours),
            )


def trust_policy(plan: Plan) -> Policy:
    """ECS may take the role for tasks of this account and region; version 0.1 named the account only.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    condition: dict[str, dict[str, str]] = {"StringEquals": {"aws:SourceAccount": plan.account}}
    if plan.edition > 1:
        source = f"arn:{plan.partition}:ecs:{plan.region}:{plan.account}:*"
        condition["ArnLike"] = {"aws:SourceArn": source}
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return _policy({**statement, "Condition": condition})


def says_the_same(shown: str | Mapping[str, Any], wanted: Policy) -> bool:
    """Whether the policy that AWS shows, as JSON or read, is this one; it may order lists and unwrap those of one."""
    try:
        read = json.loads(shown) if isinstance(shown, str) else shown
    except ValueError:
        return False
    return bool(_settled(read) == _settled(wanted))


def _policy(*statements: Policy) -> Policy:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(actions: list[str], resource: str, **more: Any) -> Policy:
    return {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resource, **more}


def _settled(value: Any) -> Any:
    """The value with every list in order, and none of one item."""
    if isinstance(value, Mapping):
        return {str(key): _settled(each) for key, each in value.items()}
    if isinstance(value, list):
        items = sorted((_settled(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
        return items[0] if len(items) == 1 else items
    return value


def role_name(site: Site) -> str:
    """`<deployment>-execution-<region>`."""
    return site.name(f"execution-{site.plan.region}", limit=64)
