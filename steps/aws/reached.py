"""How a service is reached, in CreateService's and UpdateService's words: its target group, its name inside, its grace."""

from collections.abc import Mapping
from typing import Any

from steps.appfile.apps import App
from steps.aws.target_groups import TargetGroup
from steps.engine.model.graph import Node
from steps.engine.model.site import Site

LISTS = ("loadBalancers", "serviceRegistries")


def ways_to(site: Site, app: App, group: TargetGroup | None, registry: Node | None) -> dict[str, Any]:
    """How the app's tasks are reached: lists that may be empty, and the seconds of grace, 0 without a target group."""
    target = {"containerName": app.name, "containerPort": app.port}
    return {
        "loadBalancers": [{"targetGroupArn": site.arn(group), **target}] if group else [],
        "serviceRegistries": [{"registryArn": site.arn(registry)}] if registry else [],
        "healthCheckGracePeriodSeconds": app.health.grace if group else 0,
    }


def for_a_new_one(ways: Mapping[str, Any]) -> dict[str, Any]:
    """The same for CreateService, which takes no grace where there is no target group."""
    return {
        key: value for key, value in ways.items() if value or (key not in LISTS and ways["loadBalancers"])
    }


def changed(ways: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """What of it AWS shows otherwise; what UpdateService is told again unchanged would start new tasks."""
    return {key: value for key, value in ways.items() if _plain(shown.get(key)) != _plain(value)}


def in_words(changes: Mapping[str, Any], app: App) -> list[str]:
    """What changes."""
    words = {
        "loadBalancers": f"reached on port {app.port}" if app.public else "not public",
        "serviceRegistries": f"known as {app.private}" if app.private else "without a name inside",
        "healthCheckGracePeriodSeconds": f"{app.health.grace} seconds of grace" if app.public else "no grace",
    }
    return [words[key] for key in changes]


def _plain(setting: Any) -> Any:
    """A setting without what AWS leaves out when it is empty."""
    if isinstance(setting, list):
        return [{key: value for key, value in each.items() if value} for each in setting]
    return setting or []
