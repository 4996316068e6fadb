"""Clusters: made once, counted truly, and not deleted under what still lives in them."""

import re
from typing import Any

from moto.ecs.models import Cluster

from steps.sandbox.ecs.capacity import checked, checked_providers
from steps.sandbox.ecs.ecs_refusals import inactive_cluster, invalid, no_cluster
from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.task import LEAVING
from steps.sandbox.refusal import Refusal

INSIGHTS = ("enabled", "disabled", "enhanced")
NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


def create_cluster(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Make a cluster; one that is there already is returned unchanged, as CreateCluster does."""
    name = asked.get("clusterName", "default")
    if not NAME.fullmatch(name):
        raise invalid("Identifier can only contain letters, numbers, hyphens and underscores, at most 255.")
    there = region.backend.clusters.get(name)
    if there is None or there.status == "INACTIVE":
        providers = checked_providers(asked.get("capacityProviders") or [])
        region.backend.create_cluster(
            name,
            asked.get("tags"),
            checked_settings(asked),
            asked.get("configuration"),
            providers,
            checked(providers, asked.get("defaultCapacityProviderStrategy") or []),
            service_connect_defaults=asked.get("serviceConnectDefaults"),
        )
    return {"cluster": answer(region, region.backend.clusters[name], {"TAGS", "SETTINGS", "CONFIGURATIONS"})}


def update_cluster(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Change a cluster's settings, and what else is said."""
    cluster = active_cluster(region, asked)
    settings = checked_settings(asked)
    region.backend.update_cluster(
        cluster.name, settings, asked.get("configuration"), asked.get("serviceConnectDefaults")
    )
    return {"cluster": answer(region, cluster, {"TAGS", "SETTINGS", "CONFIGURATIONS"})}


def update_cluster_settings(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Change a cluster's settings alone, as an older call does."""
    return update_cluster(region, {"cluster": asked["cluster"], "settings": asked["settings"]})


def checked_settings(asked: dict[str, Any]) -> list[dict[str, str]] | None:
    """Give the settings of a request, None when it has none; refuse what is not Container Insights, off, on or enhanced."""
    for setting in asked.get("settings") or []:
        if setting.get("name") != "containerInsights" or setting.get("value") not in INSIGHTS:
            raise invalid(f"Invalid value '{setting.get('value')}' for the setting '{setting.get('name')}'.")
    return asked.get("settings") or None


def describe_clusters(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Tell of clusters by name or ARN; a deleted one is INACTIVE, an unknown one a failure with reason MISSING."""
    names = [name.split("/")[-1] for name in asked.get("clusters") or ["default"]]
    include, known = set(asked.get("include", [])), region.backend.clusters
    return {
        "clusters": [answer(region, known[name], include) for name in names if name in known],
        "failures": [
            {"arn": region.arn(f"cluster/{name}"), "reason": "MISSING"} for name in names if name not in known
        ],
    }


def list_clusters(region: Region, _asked: dict[str, Any]) -> dict[str, Any]:
    """List the clusters that are not deleted."""
    return {"clusterArns": [c.arn for c in region.backend.clusters.values() if c.status == "ACTIVE"]}


def delete_cluster(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Make a cluster INACTIVE, unless services or tasks are in it."""
    cluster = active_cluster(region, asked)
    if any(service.status != "INACTIVE" for service in services_in(region, cluster)):
        raise Refusal(
            "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."
        )
    if any(task.last_status != "STOPPED" for task in tasks_in(region, cluster)):
        raise Refusal(
            "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."
        )
    cluster.status = "INACTIVE"
    return {"cluster": answer(region, cluster, set())}


def active_cluster(region: Region, asked: dict[str, Any]) -> Cluster:
    """Find the cluster that a request names (`default` when it names none); refuse when it is not ACTIVE."""
    cluster = region.backend.clusters.get((asked.get("cluster") or "default").split("/")[-1])
    if cluster is None:
        raise no_cluster()
    if cluster.status != "ACTIVE":
        raise inactive_cluster()
    return cluster


def known_cluster(region: Region, asked: dict[str, Any]) -> Cluster:
    """Find the cluster that a request only reads, deleted or not."""
    cluster = region.backend.clusters.get((asked.get("cluster") or "default").split("/")[-1])
    if cluster is None:
        raise no_cluster()
    return cluster


def services_in(region: Region, cluster: Cluster) -> list[Any]:
    """Give every service of a cluster, INACTIVE ones too."""
    return [service for service in region.backend.services.values() if service.cluster_name == cluster.name]


def tasks_in(region: Region, cluster: Cluster) -> list[Any]:
    """Give every task of a cluster that is remembered."""
    return list(region.backend.tasks.get(cluster.name, {}).values())


def answer(region: Region, cluster: Cluster, include: set[str]) -> dict[str, Any]:
    """Say a cluster as ECS does."""
    tasks = tasks_in(region, cluster)
    said: dict[str, Any] = {
        "clusterArn": cluster.arn,
        "clusterName": cluster.name,
        "status": cluster.status,
        "registeredContainerInstancesCount": 0,
        "runningTasksCount": sum(task.last_status == "RUNNING" for task in tasks),
        "pendingTasksCount": sum(
            task.last_status != "RUNNING" and task.last_status not in LEAVING for task in tasks
        ),
        "activeServicesCount": sum(s.status == "ACTIVE" for s in services_in(region, cluster)),
        "statistics": [],
        "capacityProviders": cluster.capacity_providers or [],
        "defaultCapacityProviderStrategy": cluster.default_capacity_provider_strategy or [],
        "tags": (cluster.tags or []) if "TAGS" in include else [],
        "settings": cluster.settings if "SETTINGS" in include else [],
    }
    if "CONFIGURATIONS" in include and cluster.configuration:
        said["configuration"] = cluster.configuration
    return said
