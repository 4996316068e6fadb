"""Everything that AWS lists in an account, service by service, as plain data: to be compared with itself later."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import boto3
import botocore.session

from steps.engine.cloud.listing import in_batches
from steps.sandbox.control import RunningPractice
from tests.practice import at

EC2 = (
    "describe_vpcs", "describe_subnets", "describe_security_groups", "describe_security_group_rules",
    "describe_route_tables", "describe_network_acls", "describe_network_interfaces", "describe_internet_gateways",
    "describe_vpc_endpoints", "describe_addresses", "describe_nat_gateways", "describe_tags",
)  # fmt: skip
NOT_OURS = "/aws-service-role/"  # the account's own roles: AWS makes them and keeps them

Account = dict[str, list[Any]]


@cache
def _session() -> Any:
    """One for all clients, that knows no profile, whatever the environment of a test says."""
    return boto3.Session(
        botocore_session=botocore.session.Session(session_vars={"profile": (None, None, None, None)})
    )


@cache
def _client(running: RunningPractice, region: str, service: str) -> Any:
    return _session().client(
        service, region_name=region, endpoint_url=running.endpoint,
        aws_access_key_id=running.key, aws_secret_access_key=running.secret,
    )  # fmt: skip


def client(cloud: Mapping[str, str], service: str) -> Any:
    """A boto3 client of the practice cloud that these variables point at."""
    return _client(at(cloud), cloud["AWS_REGION"], service)


def listed(client: Any, operation: str, key: str, **asked: Any) -> list[Any]:
    """Everything that an operation lists, to its last page."""
    if not client.can_paginate(operation):
        return list(getattr(client, operation)(**asked)[key])
    pages = client.get_paginator(operation).paginate(**asked)
    return [item for page in pages for item in page.get(key, [])]


def everything(cloud: Mapping[str, str]) -> Account:
    """Every object of every service that the platform uses, with its attributes, its tags and what is in it."""
    found: Account = {}
    for read in (_ec2, _ecs, _elbv2, _ecr, _iam, _logs, _cloudwatch, _names):
        found |= read(cloud)
    return found


def more_than(before: Account, now: Account) -> Account:
    """What is in the account now and was not before."""
    return {
        kind: [each for each in objects if each not in before.get(kind, [])] for kind, objects in now.items()
    }


def _ec2(cloud: Mapping[str, str]) -> Account:
    ec2 = client(cloud, "ec2")
    found = {}
    for operation in EC2:
        told = ec2.meta.service_model.operation_model(ec2.meta.method_to_api_mapping[operation]).output_shape
        key = next(key for key, value in told.members.items() if value.type_name == "list")
        found[f"ec2 {operation}"] = listed(ec2, operation, key)
    found["ec2 dns"] = [
        {
            "VpcId": vpc["VpcId"],
            **ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute="enableDnsHostnames"),
        }
        for vpc in found["ec2 describe_vpcs"]
    ]
    return _plain(found)


def _ecs(cloud: Mapping[str, str]) -> Account:
    ecs = client(cloud, "ecs")
    clusters = listed(ecs, "list_clusters", "clusterArns")
    found: Account = {
        "ecs clusters": [
            cluster
            for some in in_batches(clusters, 100)
            for cluster in ecs.describe_clusters(clusters=some, include=["TAGS"])["clusters"]
        ],
        "ecs families": [
            family
            for status in ("ACTIVE", "INACTIVE")
            for family in listed(ecs, "list_task_definition_families", "families", status=status)
        ],
        "ecs definitions": [
            ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
            for status in ("ACTIVE", "INACTIVE")
            for arn in listed(ecs, "list_task_definitions", "taskDefinitionArns", status=status)
        ],
        "ecs services": [],
        "ecs tasks": [],
    }
    for cluster in clusters:
        services = listed(ecs, "list_services", "serviceArns", cluster=cluster)
        for some in in_batches(services, 10):
            found["ecs services"] += ecs.describe_services(cluster=cluster, services=some, include=["TAGS"])[
                "services"
            ]
        tasks = listed(ecs, "list_tasks", "taskArns", cluster=cluster)
        for some in in_batches(tasks, 100):
            found["ecs tasks"] += ecs.describe_tasks(cluster=cluster, tasks=some)["tasks"]
    return _plain(found)


def _elbv2(cloud: Mapping[str, str]) -> Account:
    elb = client(cloud, "elbv2")
    balancers = listed(elb, "describe_load_balancers", "LoadBalancers")
    groups = listed(elb, "describe_target_groups", "TargetGroups")
    listeners = [
        listener
        for balancer in balancers
        for listener in listed(
            elb, "describe_listeners", "Listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
        )
    ]
    rules = [
        rule
        for listener in listeners
        for rule in listed(elb, "describe_rules", "Rules", ListenerArn=listener["ListenerArn"])
    ]
    arns = [
        *(each["LoadBalancerArn"] for each in balancers), *(each["TargetGroupArn"] for each in groups),
        *(each["ListenerArn"] for each in listeners), *(each["RuleArn"] for each in rules if not each["IsDefault"]),
    ]  # fmt: skip
    return _plain({
        "elbv2 balancers": balancers,
        "elbv2 groups": groups,
        "elbv2 attributes": [
            {"group": each["TargetGroupName"], **elb.describe_target_group_attributes(TargetGroupArn=each["TargetGroupArn"])}
            for each in groups
        ],
        "elbv2 targets": [
            {"group": each["TargetGroupName"], **elb.describe_target_health(TargetGroupArn=each["TargetGroupArn"])}
            for each in groups
        ],
        "elbv2 listeners": listeners,
        "elbv2 rules": rules,
        "elbv2 tags": [
            each for arn in arns for each in elb.describe_tags(ResourceArns=[arn])["TagDescriptions"]
        ],
    })  # fmt: skip


def _ecr(cloud: Mapping[str, str]) -> Account:
    ecr = client(cloud, "ecr")
    repositories = listed(ecr, "describe_repositories", "repositories")
    return _plain({
        "ecr repositories": [
            {**each, **ecr.list_tags_for_resource(resourceArn=each["repositoryArn"])} for each in repositories
        ],
        "ecr images": [
            image
            for each in repositories
            for image in listed(ecr, "describe_images", "imageDetails", repositoryName=each["repositoryName"])
        ],
    })  # fmt: skip


def _iam(cloud: Mapping[str, str]) -> Account:
    iam = client(cloud, "iam")
    roles = [
        iam.get_role(RoleName=each["RoleName"])["Role"]
        for each in listed(iam, "list_roles", "Roles")
        if not each["Path"].startswith(NOT_OURS)
    ]
    return _plain({
        "iam managed": listed(iam, "list_policies", "Policies", Scope="Local"),
        "iam roles": roles,
        "iam policies": [
            iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)
            for role in roles
            for name in listed(iam, "list_role_policies", "PolicyNames", RoleName=role["RoleName"])
        ],
    })  # fmt: skip


def _logs(cloud: Mapping[str, str]) -> Account:
    logs = client(cloud, "logs")
    groups = listed(logs, "describe_log_groups", "logGroups")
    for group in groups:
        del group["storedBytes"]  # what is written into it does not change it
    return _plain({
        "logs groups": [
            {**each, **logs.list_tags_for_resource(resourceArn=each["arn"].removesuffix(":*"))} for each in groups
        ],
    })  # fmt: skip


def _cloudwatch(cloud: Mapping[str, str]) -> Account:
    cloudwatch = client(cloud, "cloudwatch")
    alarms = listed(cloudwatch, "describe_alarms", "MetricAlarms")
    settings = [
        {key: value for key, value in each.items() if not key.startswith("State")} for each in alarms
    ]  # its state is what came of requests
    return _plain({
        "cloudwatch alarms": [
            {**each, **cloudwatch.list_tags_for_resource(ResourceARN=each["AlarmArn"])} for each in settings
        ],
    })  # fmt: skip


def _names(cloud: Mapping[str, str]) -> Account:
    sd = client(cloud, "servicediscovery")
    namespaces, services = (
        listed(sd, "list_namespaces", "Namespaces"),
        listed(sd, "list_services", "Services"),
    )
    route53 = client(cloud, "route53")
    zones = listed(route53, "list_hosted_zones", "HostedZones")
    return _plain({
        "names namespaces": [
            {**each, **sd.list_tags_for_resource(ResourceARN=each["Arn"])} for each in namespaces
        ],
        "names services": [{**each, **sd.list_tags_for_resource(ResourceARN=each["Arn"])} for each in services],
        "names instances": [
            {"service": each["Name"], "Instances": listed(sd, "list_instances", "Instances", ServiceId=each["Id"])}
            for each in services
        ],
        "route53 zones": zones,
        "route53 records": [
            {"zone": zone["Name"], **record}
            for zone in zones
            for record in listed(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone["Id"])
        ],
    })  # fmt: skip


def _plain(found: Account) -> Account:
    """Without what belongs to the request."""
    for objects in found.values():
        for each in objects:
            if isinstance(each, dict):
                each.pop("ResponseMetadata", None)
    return found
