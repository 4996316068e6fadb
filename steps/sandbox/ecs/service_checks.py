"""What CreateService and UpdateService refuse before anything is made, in ECS's words."""

import re
from typing import Any

from moto.ec2.exceptions import InvalidSubnetIdError

from steps.sandbox.ecs.ecs_refusals import invalid
from steps.sandbox.ecs.region import Region
from steps.sandbox.elbv2.alb_listeners import users
from steps.sandbox.weather.newness import UNPROVED, unknown_role

NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


def check_name(name: str) -> None:
    """Refuse a name that no service can have."""
    if not NAME.fullmatch(name):
        raise invalid("Service name can only contain letters, numbers, hyphens and underscores, at most 255.")


def check_settings(region: Region, settings: dict[str, Any], definition: Any) -> None:
    """Refuse settings that cannot work together."""
    check_counts(settings)
    check_launch(settings, definition)
    if definition.network_mode == "awsvpc":
        check_network(region, settings.get("networkConfiguration"))
    for balancer in settings.get("loadBalancers", []):
        check_balancer(region, balancer, definition)
        if unknown_role(region.world, definition.execution_role_arn):
            raise invalid(UNPROVED)
    for registry in settings.get("serviceRegistries", []):
        check_registry(region, registry)
    if settings.get("healthCheckGracePeriodSeconds") and not settings.get("loadBalancers"):
        raise invalid("Health check grace period is only valid for services configured to use load balancers")


def check_counts(settings: dict[str, Any]) -> None:
    """Refuse a missing or negative count, and percentages that leave a rollout no room."""
    count = settings.get("desiredCount")
    if count is None:
        raise invalid("Desired count is required for services with the REPLICA scheduling strategy.")
    if count < 0:
        raise invalid("desiredCount cannot be negative.")
    rolling = settings.get("deploymentConfiguration") or {}
    most, fewest = rolling.get("maximumPercent", 200), rolling.get("minimumHealthyPercent", 100)
    if most <= 100 <= fewest:
        raise invalid(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."
        )


def check_launch(settings: dict[str, Any], definition: Any) -> None:
    """Refuse a definition that was not made for Fargate."""
    launch_type = settings["launchType"] or "FARGATE"  # capacity providers are Fargate's, here
    if launch_type not in {"EC2", "FARGATE", "EXTERNAL"}:
        raise invalid("launch type should be one of [EC2,FARGATE,EXTERNAL]")
    if launch_type == "FARGATE" and "FARGATE" not in definition.compatibilities:
        raise invalid("Task definition does not support launch_type FARGATE.")


def check_network(region: Region, configuration: dict[str, Any] | None) -> None:
    """Refuse a network that is not there, is not given, or is in two VPCs."""
    vpc = (configuration or {}).get("awsvpcConfiguration")
    if not vpc:
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    if not vpc.get("subnets"):
        raise invalid("subnets can not be empty.")
    places = {subnet_vpc(region, subnet) for subnet in vpc["subnets"]}
    groups = {group_vpc(region, group) for group in vpc.get("securityGroups", [])}
    if len(places) > 1:
        raise invalid("The provided subnets must be in the same VPC.")
    if groups - places:
        raise invalid("Security Group and Subnet belongs to different networks.")


def subnet_vpc(region: Region, subnet_id: str) -> str:
    """Give the VPC of a subnet that must be there."""
    try:
        return str(region.ec2.get_subnet(subnet_id).vpc_id)
    except InvalidSubnetIdError:
        raise invalid(
            f"Error retrieving subnet information for [{subnet_id}]: The subnet ID '{subnet_id}' does not exist "
            "(ErrorCode: InvalidSubnetID.NotFound)"
        ) from None


def group_vpc(region: Region, group_id: str) -> str:
    """Give the VPC of a security group that must be there."""
    group = region.ec2.get_security_group_from_id(group_id)
    if group is None:
        raise invalid(
            f"Error retrieving security group information for [{group_id}]: The security group '{group_id}' does not "
            "exist (ErrorCode: InvalidGroup.NotFound)"
        )
    return str(group.vpc_id)


def check_balancer(region: Region, balancer: dict[str, Any], definition: Any) -> None:
    """Refuse a target group that no load balancer uses, takes instances, or names no port of the task."""
    arn = balancer.get("targetGroupArn")
    if not arn:
        raise invalid("A load balancer of an awsvpc service needs a targetGroupArn.")
    group = region.balancing.target_groups.get(arn)
    if group is None:
        raise invalid(f"The target group with targetGroupArn {arn} does not exist.")
    if group.target_type != "ip":
        raise invalid(
            f"The provided target group {arn} has target type {group.target_type}, which is incompatible with the "
            "awsvpc network mode specified in the task definition."
        )
    containers = {container["name"]: container for container in definition.container_definitions}
    name, port = balancer.get("containerName"), balancer.get("containerPort")
    if name not in containers:
        raise invalid(f"The container {name} does not exist in the task definition.")
    if port not in [mapping["containerPort"] for mapping in containers[name].get("portMappings", [])]:
        raise invalid(f"The container {name} did not have a container port {port} defined.")
    if arn not in users(region.balancing):
        raise invalid(
            f"The target group with targetGroupArn {arn} does not have an associated load balancer."
        )


def check_registry(region: Region, registry: dict[str, Any]) -> None:
    """Refuse a Cloud Map service that is not there."""
    arn = registry.get("registryArn", "")
    if not any(service.arn == arn for service in region.discovery.services.values()):
        raise invalid(f"The service registry {arn} does not exist.")
