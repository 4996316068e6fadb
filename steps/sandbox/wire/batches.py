"""How many things one call may name, where botocore's models do not say it."""

from typing import Any

from steps.sandbox.refusal import Refusal
from steps.sandbox.wire.modelled_call import ModelledCall

MANY = "You cannot describe more than '{most}' {things} at a time"
ITEMS = "{things} can have at most {most} items."
MOST = {
    ("ecs", "DescribeClusters", "clusters"): (100, "clusters"),
    ("ecs", "DescribeServices", "services"): (10, "service names"),
    ("ecs", "DescribeTasks", "tasks"): (100, "tasks"),
    ("ecs", "DeleteTaskDefinitions", "taskDefinitions"): (10, "task definitions"),
    ("elbv2", "DescribeListeners", "ListenerArns"): (20, "listeners"),
    ("elbv2", "DescribeLoadBalancers", "LoadBalancerArns"): (20, "load balancers"),
    ("elbv2", "DescribeLoadBalancers", "Names"): (20, "load balancers"),
    ("elbv2", "DescribeRules", "RuleArns"): (20, "rules"),
    ("elbv2", "DescribeTags", "ResourceArns"): (20, "resources"),
    ("elbv2", "DescribeTargetGroups", "Names"): (20, "target groups"),
    ("elbv2", "DescribeTargetGroups", "TargetGroupArns"): (20, "target groups"),
}
"""By service, operation and parameter: the most that AWS takes, and what it calls them."""


def check(exchange: ModelledCall, asked: dict[str, Any]) -> None:
    """Refuse a call that names too many."""
    for (service, action, parameter), (most, things) in MOST.items():
        if (service, action) == (exchange.service, exchange.action) and len(
            asked.get(parameter) or ()
        ) > most:
            if service == "ecs":
                raise Refusal("InvalidParameterException", ITEMS.format(most=most, things=things))
            raise Refusal("ValidationError", MANY.format(most=most, things=things))
    together(exchange, asked)


def together(exchange: ModelledCall, asked: dict[str, Any]) -> None:
    """Refuse parameters that exclude each other, and more than one resource to be tagged, which the API's form would allow."""
    if (exchange.service, exchange.action) == ("elbv2", "AddTags") and len(
        asked.get("ResourceArns") or ()
    ) > 1:
        raise Refusal("ValidationError", "Only one resource can be tagged at a time")
    if (exchange.service, exchange.action) == ("resourcegroupstaggingapi", "GetResources") and asked.get(
        "ResourceARNList"
    ):
        for parameter in ("ResourcesPerPage", "TagsPerPage", "PaginationToken"):
            if asked.get(parameter):
                raise Refusal(
                    "InvalidParameterException",
                    f"ResourceARNList and {parameter} cannot be used in the same request",
                )
