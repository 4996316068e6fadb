"""Which operations list, and how: from botocore's paginators, with the page sizes that AWS documents and the models leave out."""

import functools
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import DataNotFoundError, UnknownServiceError
from moto.core.utils import get_pagination_model, get_service_model

PAGE = {
    "cloudwatch:DescribeAlarms": (50, 100),
    "cloudwatch:GetMetricData": (500, 500),
    "cloudwatch:ListMetrics": (500, 500),
    "ecs": (100, 100),
    "ecs:ListServices": (10, 100),
    "ecs:ListServiceDeployments": (20, 100),
    "ecs:ListAccountSettings": (10, 10),
    "ecs:DescribeCapacityProviders": (10, 10),
    "ecr": (100, 1000),
    "ec2": (1000, 1000),
    "ec2:DescribeVpcEndpointServices": (1000, 1000),
    "ec2:DescribeManagedPrefixLists": (100, 100),
    "ec2:GetManagedPrefixListEntries": (100, 100),
    "iam": (100, 1000),
    "resourcegroupstaggingapi:GetResources": (50, 100),
    "route53": (100, 300),
    "ssm:DescribeParameters": (10, 50),
}
"""Items on a page when nothing is said, and at most; elsewhere both are the limit's maximum in the model."""

UNLISTED = {
    "ecs:ListServiceDeployments": "serviceDeployments",
    "ecs:DescribeCapacityProviders": "capacityProviders",
}
"""What botocore has no paginator for although AWS pages it, by the member of the answer that lists."""


@dataclass(frozen=True)
class Listing:
    """An operation that lists: its parameters for the token and the page's length, and where its answer lists.

    `keys[0]` is the list that is cut; others are cut alike where they are as long. `more` is the flag that says so.
    """

    token: str
    next_token: str
    limit: str | None
    keys: tuple[str, ...]
    usual: int
    longest: int
    more: str | None = None


@functools.cache
def listing(service: str, action: str) -> Listing | None:
    """Find how an operation lists; None when it does not, or not by tokens."""
    if key := UNLISTED.get(f"{service}:{action}"):
        found: dict[str, Any] = {
            "input_token": "nextToken",
            "output_token": "nextToken",
            "limit_key": "maxResults",
            "result_key": key,
        }
    else:
        found = paginators(service).get(action, {})
    if not isinstance(found.get("input_token"), str):
        return None
    keys = found["result_key"]
    keys = tuple(keys) if isinstance(keys, list) else (keys,)
    if any("." in key for key in keys):
        return None
    usual, longest = sizes(service, action, found.get("limit_key"))
    return Listing(
        found["input_token"],
        found["output_token"],
        found.get("limit_key"),
        keys,
        usual,
        longest,
        found.get("more_results"),
    )


def paginators(service: str) -> dict[str, Any]:
    """Give botocore's paginators of a service, by operation; none where it has none."""
    try:
        return dict(get_pagination_model(service))
    except (DataNotFoundError, UnknownServiceError):
        return {}


def sizes(service: str, action: str, limit: str | None) -> tuple[int, int]:
    """Give a page's usual and greatest length."""
    if size := PAGE.get(f"{service}:{action}") or PAGE.get(service):
        return size
    members = get_service_model(service).operation_model(action).input_shape.members
    longest = int(members[limit].metadata.get("max", 100)) if limit in members else 100
    return longest, longest
