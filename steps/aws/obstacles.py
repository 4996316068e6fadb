"""What holds on to something that AWS refuses to delete, whose it is, and who can let go: found by the kind of what is held.

Asked only after a refusal, and by calls that describe: whoever may not make one of them gets AWS's own words instead.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from steps.aws.foreign_contents import in_cluster, in_namespace, in_network
from steps.aws.owners import owner_of
from steps.aws.remnants import Remnant
from steps.aws.ways_to_let_go import WAYS
from steps.engine.build.strangers import Stranger
from steps.engine.cloud.listing import read_all
from steps.engine.model.graph import Handle
from steps.engine.model.obstacle import Obstacle
from steps.engine.model.resource import Resource
from steps.engine.model.site import Site

Look = Callable[[Site, Handle], Iterator[Obstacle]]
INTERFACE = "AWS::EC2::NetworkInterface"


def find_obstacles(site: Site, resource: Resource, handle: Handle) -> list[Obstacle]:
    """Everything that holds on to this object of ours; nothing where AWS does not tell, or not to this caller."""
    from botocore.exceptions import BotoCoreError, ClientError

    look = LOOKS.get(resource.record.kind if isinstance(resource, Remnant) else resource.kind)
    try:
        return list(look(site, handle)) if look else []
    except (BotoCoreError, ClientError):
        return []


def obstacle(
    name: str, kind: str, id_: str, about: str, *, owner: str = "", within: str = "", shown: str = ""
) -> Obstacle:
    """One obstacle in words: `about` says more of it, `within` is what it is in or on, `owner` whose it is."""
    way = WAYS[kind]
    named = id_.rpartition("/")[2] if id_.startswith("arn:") else id_
    words = [way.words, shown or named, f"of {owner}" if owner else "", about]
    return Obstacle(
        resource=name,
        kind=kind,
        id=id_,
        what=" ".join(filter(None, words)),
        cure=way.cure(id_, within),
        usual=way.usual,
    )


def of_stranger(name: str, stranger: Stranger) -> Obstacle:
    """Somebody else's thing inside ours; `name` is that of ours."""
    return obstacle(
        name, stranger.kind, stranger.id, "is in it", owner=stranger.owner, within=stranger.inside
    )


def _in_subnet(site: Site, subnet: Handle) -> Iterator[Obstacle]:
    yield from _interfaces(site, "subnet-id", subnet.id, "is in it")


def _of_group(site: Site, group: Handle) -> Iterator[Obstacle]:
    """Whatever has the group, and the rules of other groups that name it."""
    yield from _interfaces(site, "group-id", group.id, "has it")
    for direction in ("ingress", "egress"):
        asked: Any = [
            {"Name": f"{'egress.' * (direction == 'egress')}ip-permission.group-id", "Values": [group.id]}
        ]
        others = read_all(site.aws.ec2, "describe_security_groups", "SecurityGroups", Filters=asked)
        for other in others:
            yield from _rules_that_name(site, other, group.id, direction)


def _rules_that_name(site: Site, other: Any, group: str, direction: str) -> Iterator[Obstacle]:
    asked: Any = [{"Name": "group-id", "Values": [other["GroupId"]]}]
    for rule in read_all(site.aws.ec2, "describe_security_group_rules", "SecurityGroupRules", Filters=asked):
        named = rule.get("ReferencedGroupInfo", {}).get("GroupId")
        if named == group != other["GroupId"] and rule["IsEgress"] == (direction == "egress"):
            yield obstacle(
                site.node.name, f"AWS::EC2::SecurityGroupRule.{direction.capitalize()}", rule["SecurityGroupRuleId"],
                f"in the security group {other['GroupName']} ({other['GroupId']}) names it",
                owner=owner_of(other, other), within=other["GroupId"],
            )  # fmt: skip


def _in_vpc(site: Site, vpc: Handle) -> Iterator[Obstacle]:
    yield from _interfaces(site, "vpc-id", vpc.id, "is in it")
    for each in in_network(site.run, vpc.id, ()):
        if each.kind not in (INTERFACE, "AWS::EC2::Instance"):
            yield of_stranger(site.node.name, each)


def _with_public_addresses(site: Site, attachment: Handle) -> Iterator[Obstacle]:
    """An attachment's id is its VPC's."""
    yield from _interfaces(site, "vpc-id", attachment.id, "has a public address", public=True)


def _interfaces(site: Site, by: str, value: str, about: str, *, public: bool = False) -> Iterator[Obstacle]:
    asked: Any = [{"Name": by, "Values": [value]}]
    found = read_all(site.aws.ec2, "describe_network_interfaces", "NetworkInterfaces", Filters=asked)
    guests = _guard_duty(site, found)
    for each in found:
        if not public or each.get("Association"):
            yield _interface(site, each, about, guests)


def _guard_duty(site: Site, interfaces: list[Any]) -> set[str]:
    """The interfaces of GuardDuty's endpoint, if any of these is an endpoint's."""
    networks = sorted({each["VpcId"] for each in interfaces if _kind(each) == f"{INTERFACE}.Endpoint"})
    if not networks:
        return set()
    asked: Any = [{"Name": "vpc-id", "Values": networks}]
    endpoints = read_all(site.aws.ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=asked)
    theirs = [each for each in endpoints if each["ServiceName"].endswith(".guardduty-data")]
    return {id_ for each in theirs for id_ in each.get("NetworkInterfaceIds", [])}


def _interface(site: Site, shown: Any, about: str, guests: set[str]) -> Obstacle:
    """With its description, type and owner, and whether AWS lets nobody but the service delete it."""
    kind, id_ = _kind(shown), shown["NetworkInterfaceId"]
    described = f"“{shown['Description']}”, " if shown.get("Description") else ""
    managed = ", managed by AWS" if shown.get("RequesterManaged") else ""
    words = f"({described}{shown.get('InterfaceType', 'interface')}, {shown['Status']}{managed}) {about}"
    owner = "GuardDuty" if id_ in guests else owner_of(shown, shown)
    if kind == "AWS::EC2::Instance":
        id_, words = shown["Attachment"]["InstanceId"], f"with its interface {id_} {words}"
    return obstacle(site.node.name, "GuardDuty" if id_ in guests else kind, id_, words, owner=owner)


def _kind(shown: Any) -> str:
    """How an interface lets go, by what AWS says of it (aws-facts §3.1, the last line)."""
    described, type_ = shown.get("Description", ""), shown.get("InterfaceType", "interface")
    if described.startswith("ELB ") or type_.endswith("load_balancer"):
        return f"{INTERFACE}.LoadBalancer"
    if type_ == "vpc_endpoint" or described.startswith("VPC Endpoint Interface"):
        return f"{INTERFACE}.Endpoint"
    if type_ == "lambda" or described.startswith("AWS Lambda VPC ENI"):
        return f"{INTERFACE}.Lambda"
    if ":attachment/" in described:
        return f"{INTERFACE}.Task"
    if shown.get("RequesterManaged"):
        return f"{INTERFACE}.Requester"
    return "AWS::EC2::Instance" if shown.get("Attachment", {}).get("InstanceId") else INTERFACE


def _in_cluster(site: Site, cluster: Handle) -> Iterator[Obstacle]:
    yield from (of_stranger(site.node.name, each) for each in in_cluster(site.run, cluster.id, ()))


def _in_namespace(site: Site, namespace: Handle) -> Iterator[Obstacle]:
    yield from (of_stranger(site.node.name, each) for each in in_namespace(site.run, namespace.id, ()))


def _registered(site: Site, service: Handle) -> Iterator[Obstacle]:
    instances = read_all(site.aws.servicediscovery, "list_instances", "Instances", ServiceId=service.id)
    for each in instances:
        address = each.get("Attributes", {}).get("AWS_INSTANCE_IPV4", "")
        yield obstacle(
            site.node.name, "AWS::ServiceDiscovery::Instance", each["Id"],
            f"({address}) is registered in it" if address else "is registered in it", within=service.id,
        )  # fmt: skip


def _sends_here(site: Site, group: Handle) -> Iterator[Obstacle]:
    """The listeners and rules that still forward to a target group."""
    elb, kind = site.aws.elbv2, "AWS::ElasticLoadBalancingV2::Listener"
    (shown,) = elb.describe_target_groups(TargetGroupArns=[group.arn])["TargetGroups"]
    for balancer in shown["LoadBalancerArns"]:
        said = f"of the load balancer {balancer.split('/')[-2]} still sends to it"
        for listener in read_all(elb, "describe_listeners", "Listeners", LoadBalancerArn=balancer):
            arn = listener["ListenerArn"]
            for rule in read_all(elb, "describe_rules", "Rules", ListenerArn=arn):
                if group.arn in _targets(rule["Actions"]):
                    named = (kind, arn) if rule["IsDefault"] else (f"{kind}Rule", rule["RuleArn"])
                    yield obstacle(site.node.name, *named, said, shown=f"on port {listener['Port']}")


def _targets(actions: list[Any]) -> set[str]:
    groups = [one for each in actions for one in each.get("ForwardConfig", {}).get("TargetGroups", [])]
    return {each.get("TargetGroupArn", "") for each in (*actions, *groups)}


def _protection(site: Site, balancer: Handle) -> Iterator[Obstacle]:
    shown = site.aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=balancer.arn)["Attributes"]
    if {"Key": "deletion_protection.enabled", "Value": "true"} in shown:
        yield obstacle(
            site.node.name, "AWS::ElasticLoadBalancingV2::LoadBalancer.DeletionProtection", "deletion_protection.enabled",
            "is on: somebody has switched it on since", shown=f"of {balancer.arn.split('/')[-2]}", within=balancer.arn,
        )  # fmt: skip


def _on_role(site: Site, role: Handle) -> Iterator[Obstacle]:
    iam, name = site.aws.iam, role.id
    on = f"is on the role {name}: somebody has put it there since"
    for each in read_all(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name):
        yield obstacle(
            site.node.name,
            "AWS::IAM::ManagedPolicy",
            each["PolicyArn"],
            on,
            within=name,
            shown=each["PolicyName"],
        )
    for policy in read_all(iam, "list_role_policies", "PolicyNames", RoleName=name):
        yield obstacle(site.node.name, "AWS::IAM::RolePolicy", policy, on, within=name)
    profiles = read_all(iam, "list_instance_profiles_for_role", "InstanceProfiles", RoleName=name)
    for profile in profiles:
        yield obstacle(
            site.node.name,
            "AWS::IAM::InstanceProfile",
            profile["InstanceProfileName"],
            f"has the role {name}",
            within=name,
        )


LOOKS: Mapping[str, Look] = {
    "AWS::EC2::Subnet": _in_subnet,
    "AWS::EC2::SecurityGroup": _of_group,
    "AWS::EC2::VPC": _in_vpc,
    "AWS::EC2::VPCGatewayAttachment": _with_public_addresses,
    "AWS::ECS::Cluster": _in_cluster,
    "AWS::ServiceDiscovery::PrivateDnsNamespace": _in_namespace,
    "AWS::ServiceDiscovery::Service": _registered,
    "AWS::ElasticLoadBalancingV2::TargetGroup": _sends_here,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _protection,
    "AWS::IAM::Role": _on_role,
}
"""Where to look, by AWS's type name of what is to be deleted."""
