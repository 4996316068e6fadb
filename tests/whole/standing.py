"""What stands of a deployment in AWS, by kind, as the names and ids that AWS lists."""

from collections.abc import Mapping
from typing import Any

from steps.engine.model.site import DEPLOYMENT_TAG, as_mapping
from tests.whole.account import Account, everything

IN_EC2 = {
    "vpcs": ("describe_vpcs", "VpcId"),
    "subnets": ("describe_subnets", "SubnetId"),
    "gateways": ("describe_internet_gateways", "InternetGatewayId"),
    "tables": ("describe_route_tables", "RouteTableId"),
    "groups": ("describe_security_groups", "GroupId"),
    "rules": ("describe_security_group_rules", "SecurityGroupRuleId"),
    "endpoints": ("describe_vpc_endpoints", "VpcEndpointId"),
}
BY_NAME = {
    "balancers": ("elbv2 balancers", "LoadBalancerName"),
    "target groups": ("elbv2 groups", "TargetGroupName"),
    "clusters": ("ecs clusters", "clusterName"),
    "repositories": ("ecr repositories", "repositoryName"),
    "roles": ("iam roles", "RoleName"),
    "namespaces": ("names namespaces", "Name"),
    "services": ("ecs services", "serviceName"),
}


def standing(cloud: Mapping[str, str], name: str) -> dict[str, list[str]]:
    """What AWS lists of this deployment: EC2's things and Cloud Map's names by tag, the others by name."""
    account = everything(cloud)
    found = {kind: _tagged(account, f"ec2 {listing}", id_, name) for kind, (listing, id_) in IN_EC2.items()}
    found["names"] = _tagged(account, "names services", "Name", name)
    for kind, (listing, key) in BY_NAME.items():
        found[kind] = [
            each[key] for each in account[listing] if each[key].startswith((f"{name}-", f"{name}."))
        ]
    found["task definitions"] = [
        each["taskDefinition"]["family"]
        for each in account["ecs definitions"]
        if each["taskDefinition"]["family"].startswith(f"{name}-")
    ]
    found["log groups"] = [
        each["logGroupName"] for each in account["logs groups"] if f"/{name}/" in each["logGroupName"]
    ]
    return {kind: sorted(ids) for kind, ids in found.items()}


def _tagged(account: Account, listing: str, id_: str, name: str) -> list[str]:
    def owner(thing: dict[str, Any]) -> str | None:
        return as_mapping(thing.get("Tags", [])).get(DEPLOYMENT_TAG)

    return [each[id_] for each in account[listing] if owner(each) == name]
