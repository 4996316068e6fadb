"""PutClusterCapacityProviders and DescribeCapacityProviders: what a cluster may run on."""

from typing import Any

from steps.sandbox.ecs.capacity import FARGATE, SPOT, checked, checked_providers
from steps.sandbox.ecs.clusters import active_cluster, answer, services_in
from steps.sandbox.ecs.region import Region
from steps.sandbox.refusal import Refusal


def put_cluster_capacity_providers(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Replace what a cluster may run on, and its default strategy; what services run on cannot be taken away."""
    cluster = active_cluster(region, asked)
    providers = checked_providers(asked["capacityProviders"])
    strategy = checked(providers, asked["defaultCapacityProviderStrategy"])
    used = {
        item["capacityProvider"]
        for service in services_in(region, cluster)
        if service.status == "ACTIVE"
        for item in service.settings["capacityProviderStrategy"]
    }
    if used - set(providers):
        raise Refusal(
            "ResourceInUseException", "The specified capacity provider is in use and cannot be removed."
        )
    cluster.capacity_providers, cluster.default_capacity_provider_strategy = providers, strategy
    return {"cluster": answer(region, cluster, {"SETTINGS", "TAGS"})}


def describe_capacity_providers(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Tell of Fargate's two providers, which every account has; there are no others here."""
    known = {
        name: {
            "capacityProviderArn": region.arn(f"capacity-provider/{name}"),
            "name": name,
            "status": "ACTIVE",
            "tags": [],
        }
        for name in (FARGATE, SPOT)
    }
    names = [name.split("/")[-1] for name in asked.get("capacityProviders") or known]
    return {
        "capacityProviders": [known[name] for name in names if name in known],
        "failures": [
            {"arn": region.arn(f"capacity-provider/{name}"), "reason": "MISSING"}
            for name in names
            if name not in known
        ],
    }
