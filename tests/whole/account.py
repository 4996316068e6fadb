"""Everything that AWS lists in an account, service by service, as plain data: to be compared with itself later."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import boto3

from steps.sandbox.control import Running
from tests.practice import at

EC2 = (
    "describe_vpcs", "describe_subnets", "describe_security_groups", "describe_security_group_rules",
    "describe_route_tables", "describe_network_acls", "describe_network_interfaces", "describe_internet_gateways",
    "describe_vpc_endpoints", "describe_addresses", "describe_nat_gateways", "describe_tags",
)  # fmt: skip
NOT_OURS = "/aws-service-role/"  # the account's own roles: AWS makes them and keeps them

Account = dict[str, list[Any]]


@cache
def _client(running: Running, region: str, service: str) -> Any:
    make: Callable[..., Any] = boto3.client
    return make(
        service, region_name=region, endpoint_url=running.endpoint,
        aws_access_key_id=running.key, aws_secret_access_key=running.secret,
    )  # fmt: skip


def client(cloud: Mapping[str, str], service: str) -> Any:
    """A boto3 client of the practice cloud that these variables point at."""
    return _client(at(cloud), cloud["AWS_REGION"], service)


def everything(cloud: Mapping[str, str]) -> Account:
    """Every object of every service that the platform uses, with its attributes, its tags and what is in it."""
    found: Account = {}
    for read in (_ec2, _ecs, _elbv2, _ecr, _iam, _logs, _names):
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
        answer = getattr(ec2, operation)()
        found[f"ec2 {operation}"] = next(value for value in answer.values() if isinstance(value, list))
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
    clusters = ecs.list_clusters()["clusterArns"]
    found: Account = {
        "ecs clusters": ecs.describe_clusters(clusters=clusters, include=["TAGS"])["clusters"]
        if clusters
        else [],
        "ecs families": [
            family
            for status in ("ACTIVE", "INACTIVE")
            for family in ecs.list_task_definition_families(status=status)["families"]
        ],
        "ecs definitions": [
            ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
            for status in ("ACTIVE", "INACTIVE")
            for arn in ecs.list_task_definitions(status=status)["taskDefinitionArns"]
        ],
        "ecs services": [],
        "ecs tasks": [],
    }
    for cluster in clusters:
        services = ecs.list_services(cluster=cluster)["serviceArns"]
        if services:
            found["ecs services"] += ecs.describe_services(
                cluster=cluster, services=services, include=["TAGS"]
            )["services"]
        tasks = ecs.list_tasks(cluster=cluster)["taskArns"]
        if tasks:
            found["ecs tasks"] += ecs.describe_tasks(cluster=cluster, tasks=tasks)["tasks"]
    return _plain(found)


def _elbv2(cloud: Mapping[str, str]) -> Account:
    elb = client(cloud, "elbv2")
    balancers = elb.describe_load_balancers()["LoadBalancers"]
    groups = elb.describe_target_groups()["TargetGroups"]
    listeners = [
        listener
        for balancer in balancers
        for listener in elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    ]
    rules = [
        rule
        for listener in listeners
        for rule in elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
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
    repositories = ecr.describe_repositories()["repositories"]
    return _plain({
        "ecr repositories": [
            {**each, **ecr.list_tags_for_resource(resourceArn=each["repositoryArn"])} for each in repositories
        ],
        "ecr images": [
            image
            for each in repositories
            for image in ecr.describe_images(repositoryName=each["repositoryName"])["imageDetails"]
        ],
    })  # fmt: skip


def _iam(cloud: Mapping[str, str]) -> Account:
    iam = client(cloud, "iam")
    roles = [
        iam.get_role(RoleName=each["RoleName"])["Role"]
        for each in iam.list_roles()["Roles"]
        if not each["Path"].startswith(NOT_OURS)
    ]
    return _plain({
        "iam managed": iam.list_policies(Scope="Local")["Policies"],
        "iam roles": roles,
        "iam policies": [
            iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)
            for role in roles
            for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
        ],
    })  # fmt: skip


def _logs(cloud: Mapping[str, str]) -> Account:
    logs = client(cloud, "logs")
    groups = logs.describe_log_groups()["logGroups"]
    for group in groups:
        del group["storedBytes"]  # what is written into it does not change it
    return _plain({
        "logs groups": [
            {**each, **logs.list_tags_for_resource(resourceArn=each["arn"].removesuffix(":*"))} for each in groups
        ],
    })  # fmt: skip


def _names(cloud: Mapping[str, str]) -> Account:
    sd = client(cloud, "servicediscovery")
    namespaces, services = sd.list_namespaces()["Namespaces"], sd.list_services()["Services"]
    route53 = client(cloud, "route53")
    zones = route53.list_hosted_zones()["HostedZones"]
    return _plain({
        "names namespaces": [
            {**each, **sd.list_tags_for_resource(ResourceARN=each["Arn"])} for each in namespaces
        ],
        "names services": [{**each, **sd.list_tags_for_resource(ResourceARN=each["Arn"])} for each in services],
        "names instances": [
            {"service": each["Name"], **sd.list_instances(ServiceId=each["Id"])} for each in services
        ],
        "route53 zones": zones,
        "route53 records": [
            {"zone": zone["Name"], **record}
            for zone in zones
            for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        ],
    })  # fmt: skip


def _plain(found: Account) -> Account:
    """Without what belongs to the request."""
    for objects in found.values():
        for each in objects:
            if isinstance(each, dict):
                each.pop("ResponseMetadata", None)
    return found
