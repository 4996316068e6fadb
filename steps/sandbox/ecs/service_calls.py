"""CreateService, UpdateService, DeleteService and what reads services."""

from copy import deepcopy
from typing import Any

from steps.sandbox.ecs import rollout
from steps.sandbox.ecs.capacity import Strategy, checked, chosen
from steps.sandbox.ecs.clusters import active_cluster, known_cluster, services_in
from steps.sandbox.ecs.definitions import usable
from steps.sandbox.ecs.ecs_refusals import invalid, no_service
from steps.sandbox.ecs.region import Region
from steps.sandbox.ecs.scheduler import look
from steps.sandbox.ecs.service import DEFAULTS, EcsService
from steps.sandbox.ecs.service_checks import check_name, check_settings
from steps.sandbox.refusal import Refusal

NOT_SETTINGS = ("cluster", "serviceName", "service", "clientToken", "tags", "forceNewDeployment")
ROLLED_OUT = (
    "taskDefinition",
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
    "platformVersion",
    "launchType",
)
"""The settings whose change needs new tasks."""


def create_service(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Make a service and let it start its tasks; the same one again is returned, another of its name is refused."""
    cluster = active_cluster(region, asked)
    check_name(asked["serviceName"])
    definition = usable(region, asked.get("taskDefinition", ""))
    settings = settings_of(asked, definition, chosen(cluster, asked))
    key = f"{cluster.name}:{asked['serviceName']}"
    if there := standing(region.backend.services.get(key), asked, settings):
        return {"service": there.answer(with_tags=True)}
    check_settings(region, settings, definition)
    service = EcsService(
        region,
        cluster.name,
        asked["serviceName"],
        settings,
        asked.get("clientToken", ""),
        asked.get("tags", []),
    )
    region.backend.services[key] = service
    roll_out(service, definition)
    return {"service": service.answer(with_tags=True)}


def settings_of(asked: dict[str, Any], definition: Any, strategy: Strategy) -> dict[str, Any]:
    """Give the settings in a request, with the definition's ARN, and either a launch type or a strategy."""
    settings = {
        key: deepcopy(value) for key, value in asked.items() if key not in NOT_SETTINGS and value is not None
    }
    settings["taskDefinition"] = definition.arn
    settings["capacityProviderStrategy"] = strategy
    settings["launchType"] = settings.get("launchType") or ("" if strategy else "EC2")
    return deepcopy(DEFAULTS) | settings


def standing(there: EcsService | None, asked: dict[str, Any], settings: dict[str, Any]) -> EcsService | None:
    """Find the service that a repeated request means; refuse one that is another, or that is still draining."""
    if there is None or there.status == "INACTIVE":
        return None
    if there.status == "DRAINING":
        raise invalid("Unable to Start a service that is still Draining.")
    repeated = there.settings == settings and by_key(there.tags) == by_key(asked.get("tags", []))
    if not repeated and not (there.token and there.token == asked.get("clientToken")):
        raise invalid("Creation of service was not idempotent.")
    return there


def by_key(tags: list[dict[str, str]]) -> dict[str, str]:
    """Give tags as a mapping: their order means nothing."""
    return {tag["key"]: tag.get("value", "") for tag in tags}


def roll_out(service: EcsService, definition: Any) -> None:
    """Begin a deployment, and look at it once the answer to the call is out."""
    rollout.begin(service, definition)
    service.region.after(0.0, look, service)


def update_service(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Change a service in place: a new deployment where tasks must be replaced, and only a look where they need not."""
    service = active_service(region, asked)
    before = service.settings
    definition = (
        usable(region, asked["taskDefinition"]) if asked.get("taskDefinition") else service.primary.definition
    )
    changed = {
        key: deepcopy(value) for key, value in asked.items() if key not in NOT_SETTINGS and value is not None
    }
    settings = before | changed | {"taskDefinition": definition.arn}
    if "capacityProviderStrategy" in changed:
        settings |= moved(region, service, asked)
    settings["deploymentConfiguration"] = (
        before["deploymentConfiguration"] | settings["deploymentConfiguration"]
    )
    check_settings(region, settings, definition)
    service.settings = settings
    if asked.get("forceNewDeployment") or any(before.get(key) != settings.get(key) for key in ROLLED_OUT):
        roll_out(service, definition)
    else:
        service.primary.updated_at = region.now()
        region.after(0.0, look, service)
    return {"service": service.answer(with_tags=True)}


def moved(region: Region, service: EcsService, asked: dict[str, Any]) -> dict[str, Any]:
    """Give the settings of a service that is to run on other capacity, which only a forced deployment may change."""
    cluster = active_cluster(region, asked)
    strategy = checked(cluster.capacity_providers or [], asked["capacityProviderStrategy"])
    if strategy != service.settings["capacityProviderStrategy"] and not asked.get("forceNewDeployment"):
        raise invalid(
            "When switching from launch type to capacity provider strategy on an existing service, or making a change "
            "to a capacity provider strategy on a service that is already using one, you must force a new deployment."
        )
    return {"capacityProviderStrategy": strategy, "launchType": "" if strategy else "FARGATE"}


def delete_service(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Let a service drain; it becomes INACTIVE when its tasks stop."""
    service = active_service(region, asked)
    if service.desired_count > 0 and not asked.get("force"):
        raise invalid("The service cannot be stopped while it is scaled above 0.")
    service.status = "DRAINING"
    region.after(0.0, look, service)
    return {"service": service.answer(with_tags=False)}


def active_service(region: Region, asked: dict[str, Any]) -> EcsService:
    """Find the service that a request would change; refuse when it is not ACTIVE."""
    cluster = active_cluster(region, asked)
    service: EcsService | None = region.backend.services.get(
        f"{cluster.name}:{asked['service'].split('/')[-1]}"
    )
    if service is None:
        raise no_service()
    if service.status != "ACTIVE":
        raise Refusal("ServiceNotActiveException", "Service was not ACTIVE.")
    return service


def describe_services(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Tell of services by name or ARN, draining and inactive ones too; an unknown one is a failure, reason MISSING."""
    cluster = known_cluster(region, asked)
    names = [name.split("/")[-1] for name in asked.get("services", [])]
    if not names:
        raise invalid("Services cannot be empty.")
    known = {service.name: service for service in services_in(region, cluster)}
    with_tags = "TAGS" in asked.get("include", [])
    return {
        "services": [known[name].answer(with_tags=with_tags) for name in names if name in known],
        "failures": [
            {"arn": region.arn(f"service/{cluster.name}/{name}"), "reason": "MISSING"}
            for name in names
            if name not in known
        ],
    }


def list_services(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """List the ACTIVE services of a cluster; draining ones are hidden, as ListServices hides them."""
    cluster = known_cluster(region, asked)
    wanted = {key: asked[key] for key in ("launchType", "schedulingStrategy") if asked.get(key)}
    return {
        "serviceArns": sorted(
            service.arn
            for service in services_in(region, cluster)
            if service.status == "ACTIVE" and wanted.items() <= service.settings.items()
        )
    }
