"""How each kind of AWS object is looked at and deleted by what a record holds of it: its id, its ARN, its parent's id.

For whatever an earlier version made and today's book no longer names. The order is that of a teardown: what stands
further down may hold what stands further up, and goes after it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from steps.aws.ec2_listings import EC2_LISTINGS
from steps.engine.cloud.listing import read_all


@dataclass(frozen=True)
class RecordedThing:
    """What a record holds of one object: its id, its ARN, and the ids of what it was made in, by their kinds."""

    id: str
    arn: str
    parents: Mapping[str, str]


@dataclass(frozen=True)
class ByKind:
    """`show` gives AWS's description of one, with its tags where it has any; `delete` asks AWS to delete it.

    `named` when its id is a name that somebody may have given to another one: its tags must say that it is ours, or
    else what it was `born` with, which AWS gives to no other (empty where AWS tells nothing of the kind).
    """

    show: Callable[[Any, RecordedThing], Any]
    delete: Callable[[Any, RecordedThing], Any]
    named: bool = False
    born: Callable[[Any], str] = lambda shown: ""


def born(kind: str, shown: Any) -> str:
    """What AWS gave this one beside its name, out of its description; empty where it gives nothing."""
    return KINDS[kind].born(shown)


def _told(key: str) -> Callable[[Any], str]:
    """AWS's value under this key, as text; a time as seconds since 1970, which is the same in every time zone."""

    def read(shown: Any) -> str:
        value = shown.get(key, "")
        return f"{value.timestamp():.3f}" if hasattr(value, "timestamp") else str(value)

    return read


def _of_ec2(kind: str, delete: str) -> ByKind:
    """A kind whose operation to delete one takes its id, and whose listing takes several."""
    return ByKind(_in_ec2(kind), lambda aws, it: getattr(aws.ec2, delete)(**{EC2_LISTINGS[kind].id: it.id}))


def _in_ec2(kind: str) -> Callable[[Any, RecordedThing], Any]:
    operation, key, id_ = EC2_LISTINGS[kind]
    return lambda aws, it: first(getattr(aws.ec2, operation)(**{f"{id_}s": [it.id]})[key])


def _of_elbv2(listing: str, key: str, arn: str, delete: str) -> ByKind:
    """The same of Elastic Load Balancing, by ARN."""
    return ByKind(
        lambda aws, it: first(getattr(aws.elbv2, listing)(**{f"{arn}s": [it.arn]})[key]),
        lambda aws, it: getattr(aws.elbv2, delete)(**{arn: it.arn}),
    )


def first(found: Any) -> Any:
    """The first that AWS lists, None when it lists none."""
    return next(iter(found), None)


def _service(aws: Any, it: RecordedThing) -> Any:
    found = aws.ecs.describe_services(cluster=_cluster(it), services=[it.id], include=["TAGS"])["services"]
    return first(service for service in found if service["status"] != "INACTIVE")


def _cluster_itself(aws: Any, it: RecordedThing) -> Any:
    found = aws.ecs.describe_clusters(clusters=[it.id], include=["TAGS"])["clusters"]
    return first(cluster for cluster in found if cluster["status"] not in {"INACTIVE", "FAILED"})


def _cluster(it: RecordedThing) -> str:
    """The cluster's name, out of arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME."""
    parts = it.arn.split("/")
    return (
        parts[1]
        if len(parts) == len(("service", "cluster", "name"))
        else it.parents.get("AWS::ECS::Cluster", "")
    )


def _definition(aws: Any, it: RecordedThing) -> Any:
    """One whose deletion was asked for is gone as far as anybody can see to it: ECS takes it away by itself."""
    found = aws.ecs.describe_task_definition(taskDefinition=it.arn)["taskDefinition"]
    return None if found["status"] == "DELETE_IN_PROGRESS" else found


def _delete_definition(aws: Any, it: RecordedThing) -> None:
    aws.ecs.deregister_task_definition(taskDefinition=it.arn)
    aws.ecs.delete_task_definitions(taskDefinitions=[it.arn])


def _log_group(aws: Any, it: RecordedThing) -> Any:
    groups = read_all(aws.logs, "describe_log_groups", "logGroups", logGroupNamePrefix=it.id)
    found = first(group for group in groups if group["logGroupName"] == it.id)
    arn = found and found["arn"].removesuffix(":*")
    return found and {**found, "tags": aws.logs.list_tags_for_resource(resourceArn=arn)["tags"]}


def _role_policy(aws: Any, it: RecordedThing) -> Any:
    """Its role, with the policy in it: it is ours where the role is."""
    role = it.parents["AWS::IAM::Role"]
    policy = aws.iam.get_role_policy(RoleName=role, PolicyName=it.id)
    return {**policy, **aws.iam.get_role(RoleName=role)["Role"]}


def _repository(aws: Any, it: RecordedThing) -> Any:
    name = it.arn.partition(":repository/")[2]
    found = first(aws.ecr.describe_repositories(repositoryNames=[name])["repositories"])
    return found and {**found, "tags": aws.ecr.list_tags_for_resource(resourceArn=it.arn)["tags"]}


def _namespace(aws: Any, it: RecordedThing) -> Any:
    return aws.servicediscovery.get_namespace(Id=it.id)["Namespace"]


def _gateway_of(aws: Any, it: RecordedThing) -> Any:
    """The gateway that is attached to this VPC, which is all that an attachment's record holds."""
    attached = [{"Name": "attachment.vpc-id", "Values": [it.id]}]
    return first(read_all(aws.ec2, "describe_internet_gateways", "InternetGateways", Filters=attached))


def _detach(aws: Any, it: RecordedThing) -> None:
    gateway = _gateway_of(aws, it)
    if gateway:
        aws.ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=it.id)


_gateway = _in_ec2("AWS::EC2::InternetGateway")
_rule = _in_ec2("AWS::EC2::SecurityGroupRule")


def _delete_gateway(aws: Any, it: RecordedThing) -> None:
    found = _gateway(aws, it)
    for attachment in found["Attachments"] if found else ():
        aws.ec2.detach_internet_gateway(InternetGatewayId=it.id, VpcId=attachment["VpcId"])
    aws.ec2.delete_internet_gateway(InternetGatewayId=it.id)


def _association(aws: Any, it: RecordedThing) -> Any:
    there = [{"Name": "association.route-table-association-id", "Values": [it.id]}]
    return first(read_all(aws.ec2, "describe_route_tables", "RouteTables", Filters=there)) and {}


def _revoke(aws: Any, it: RecordedThing) -> None:
    rule = _rule(aws, it)
    revoke = (
        aws.ec2.revoke_security_group_egress if rule["IsEgress"] else aws.ec2.revoke_security_group_ingress
    )
    revoke(GroupId=rule["GroupId"], SecurityGroupRuleIds=[it.id])


KINDS: Mapping[str, ByKind] = {
    "AWS::CloudWatch::Alarm": ByKind(
        lambda aws, it: (
            first(aws.cloudwatch.describe_alarms(AlarmNames=[it.id])["MetricAlarms"])
            and {"tags": aws.cloudwatch.list_tags_for_resource(ResourceARN=it.arn)["Tags"]}
        ),
        lambda aws, it: aws.cloudwatch.delete_alarms(AlarmNames=[it.id]),
        named=True,
    ),
    "AWS::ECS::Service": ByKind(
        _service,
        lambda aws, it: aws.ecs.delete_service(cluster=_cluster(it), service=it.id, force=True),
        named=True,
        born=_told("createdAt"),
    ),
    "AWS::ServiceDiscovery::Service": ByKind(
        lambda aws, it: aws.servicediscovery.get_service(Id=it.id)["Service"],
        lambda aws, it: aws.servicediscovery.delete_service(Id=it.id),
    ),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": ByKind(
        _namespace, lambda aws, it: aws.servicediscovery.delete_namespace(Id=it.id)
    ),
    "AWS::ECS::TaskDefinition": ByKind(_definition, _delete_definition),
    "AWS::ElasticLoadBalancingV2::ListenerRule": _of_elbv2(
        "describe_rules", "Rules", "RuleArn", "delete_rule"
    ),
    "AWS::ElasticLoadBalancingV2::Listener": _of_elbv2(
        "describe_listeners", "Listeners", "ListenerArn", "delete_listener"
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _of_elbv2(
        "describe_load_balancers", "LoadBalancers", "LoadBalancerArn", "delete_load_balancer"
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": _of_elbv2(
        "describe_target_groups", "TargetGroups", "TargetGroupArn", "delete_target_group"
    ),
    "AWS::ECS::Cluster": ByKind(
        _cluster_itself, lambda aws, it: aws.ecs.delete_cluster(cluster=it.id), named=True
    ),
    "AWS::Logs::LogGroup": ByKind(
        _log_group,
        lambda aws, it: aws.logs.delete_log_group(logGroupName=it.id),
        named=True,
        born=_told("creationTime"),
    ),
    "AWS::IAM::RolePolicy": ByKind(
        _role_policy,
        lambda aws, it: aws.iam.delete_role_policy(RoleName=it.parents["AWS::IAM::Role"], PolicyName=it.id),
        named=True,
        born=_told("RoleId"),
    ),
    "AWS::IAM::Role": ByKind(
        lambda aws, it: aws.iam.get_role(RoleName=it.id)["Role"],
        lambda aws, it: aws.iam.delete_role(RoleName=it.id),
        named=True,
        born=_told("RoleId"),
    ),
    "AWS::ECR::Repository": ByKind(
        _repository,
        lambda aws, it: aws.ecr.delete_repository(
            repositoryName=it.arn.partition(":repository/")[2], force=True
        ),
        named=True,
        born=_told("createdAt"),
    ),
    "AWS::EC2::VPCEndpoint": ByKind(
        _in_ec2("AWS::EC2::VPCEndpoint"),
        lambda aws, it: aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[it.id]),
    ),
    "AWS::EC2::SecurityGroupRule": ByKind(_rule, _revoke),
    "AWS::EC2::SecurityGroup": _of_ec2("AWS::EC2::SecurityGroup", "delete_security_group"),
    "AWS::EC2::SubnetRouteTableAssociation": ByKind(
        _association, lambda aws, it: aws.ec2.disassociate_route_table(AssociationId=it.id)
    ),
    "AWS::EC2::Subnet": _of_ec2("AWS::EC2::Subnet", "delete_subnet"),
    "AWS::EC2::RouteTable": _of_ec2("AWS::EC2::RouteTable", "delete_route_table"),
    "AWS::EC2::VPCGatewayAttachment": ByKind(_gateway_of, _detach),
    "AWS::EC2::InternetGateway": ByKind(_gateway, _delete_gateway),
    "AWS::EC2::VPC": _of_ec2("AWS::EC2::VPC", "delete_vpc"),
}

GO_WITH_THEIR_PARENT = frozenset({
    "AWS::EC2::Route",
    "AWS::ElasticLoadBalancingV2::ListenerRule.Priority",
    "AWS::ElasticLoadBalancingV2::ListenerRule.Forward",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::VPC.EnableDnsHostnames",
    "AWS::EC2::VPC.DefaultSecurityGroup",
    "AWS::ECR::Image",
    "AWS::IAM::ServiceLinkedRole",
})  # fmt: skip
"""Kinds that are part of something else and leave with it, or are the account's and stay with that."""
