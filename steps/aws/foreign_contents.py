"""Looks for what somebody else has put into a network, a cluster, a namespace or a load balancer of ours."""

from collections.abc import Collection, Iterator
from typing import Any

from steps.aws.ec2_listings import EC2_LISTINGS
from steps.aws.owners import owner_of, tags_of
from steps.engine.build.strangers import Stranger
from steps.engine.cloud.listing import in_batches, read_all
from steps.engine.cloud.refusals import is_absent
from steps.engine.memory.progress import Standing
from steps.engine.model.graph import Node
from steps.engine.model.site import Run

BY_AWS = ("GuardDutyManagedSecurityGroup-", "default")
IN_A_VPC = ("Subnet", "SecurityGroup", "RouteTable", "VPCEndpoint", "NetworkAcl", "NetworkInterface")


def strangers(run: Run, records: Collection[Standing]) -> list[Stranger]:
    """All of them; `records` is everything of ours. Any error of AWS's may pass through."""
    ours = {id_ for record in records for id_ in (record.id, record.arn) if id_}
    networks = sorted({record.id for record in records if record.kind == "AWS::EC2::VPC"})
    found = [each for vpc in networks for each in in_network(run, vpc, ours)]
    for record in records:
        look = {
            "AWS::ECS::Cluster": lambda run, it, ours: in_cluster(run, it.id, ours),
            "AWS::ServiceDiscovery::PrivateDnsNamespace": lambda run, it, ours: in_namespace(
                run, it.id, ours
            ),
            "AWS::ElasticLoadBalancingV2::LoadBalancer": _in_balancer,
        }.get(record.kind)
        found += _where_it_is(look(run, record, ours)) if look else []
    return found


def _where_it_is(looking: Iterator[Stranger]) -> list[Stranger]:
    from botocore.exceptions import ClientError

    try:
        return list(looking)
    except ClientError as error:
        if is_absent(error):
            return []
        raise


def in_network(run: Run, vpc: str, ours: Collection[str]) -> Iterator[Stranger]:
    """With what each stands in: its subnets with their route tables, its groups with their rules, the way out."""
    here = [{"Name": "vpc-id", "Values": [vpc]}]
    tables = read_all(run.aws.ec2, "describe_route_tables", "RouteTables", Filters=here)
    for kind in (f"AWS::EC2::{each}" for each in IN_A_VPC):
        operation, key, id_ = EC2_LISTINGS[kind]
        for item in read_all(run.aws.ec2, operation, key, Filters=here):
            if item[id_] in ours or _owns(run, item) or is_by_aws(item, ours):
                continue
            groups = {each["GroupId"] for each in item.get("Groups", []) if isinstance(each, dict)}
            subnets = {item["SubnetId"]} if "SubnetId" in item else set(item.get("SubnetIds", []))
            subnets |= {each["SubnetId"] for each in item.get("Associations", []) if "SubnetId" in each}
            around = {vpc, *groups, *subnets, *_ways(tables, subnets), *_rules(run, groups)} - {item[id_]}
            instance = item.get("Attachment", {}).get("InstanceId", "")
            named = ("AWS::EC2::Instance", instance) if instance else (kind, item[id_])
            yield Stranger(*named, owner_of(item, item), frozenset(around), item.get("SubnetId", vpc))


def _ways(tables: list[Any], subnets: Collection[str]) -> Iterator[str]:
    """The route tables of these subnets, with what ties them and the gateways that they lead to."""
    for table in tables:
        ties = [each for each in table["Associations"] if each.get("SubnetId") in subnets]
        if ties:
            yield table["RouteTableId"]
            yield from (each["RouteTableAssociationId"] for each in ties)
            yield from (
                way["GatewayId"] for way in table["Routes"] if way.get("GatewayId", "").startswith("igw-")
            )


def _rules(run: Run, groups: Collection[str]) -> Iterator[str]:
    if groups:
        filters = [{"Name": "group-id", "Values": sorted(groups)}]
        for rule in read_all(
            run.aws.ec2, "describe_security_group_rules", "SecurityGroupRules", Filters=filters
        ):
            yield rule["SecurityGroupRuleId"]


def goes_with_its_network(item: Any) -> bool:
    """Whether AWS makes one with every VPC, or put it there by itself, and deletes it with that."""
    main = any(each.get("Main") for each in item.get("Associations", []))
    return bool(main or item.get("IsDefault") or item.get("GroupName", "").startswith(BY_AWS))


def is_by_aws(item: Any, ours: Collection[str]) -> bool:
    """Whether AWS made it for something of ours or with the network: it leaves with that."""
    if goes_with_its_network(item):
        return True
    if item.get("ServiceName", "").endswith(".guardduty-data") or item.get("State", "").lower() == "deleted":
        return True
    if not item.get("RequesterManaged"):
        return False
    worn = {each["GroupId"] for each in item.get("Groups", [])}  # a card that AWS plugged in, for whom?
    elsewhere = item.get("InterfaceType", "interface") != "interface" or item["Description"].startswith(
        "ELB "
    )
    return elsewhere or not worn or bool(worn & set(ours))


def in_cluster(run: Run, name: str, ours: Collection[str]) -> Iterator[Stranger]:
    """Services, and tasks that no service started."""
    ecs = run.aws.ecs
    for some in in_batches(read_all(ecs, "list_services", "serviceArns", cluster=name), 10):
        for each in ecs.describe_services(cluster=name, services=list(some), include=["TAGS"])["services"]:
            if each["serviceArn"] not in ours and not _owns(run, each) and each["status"] == "ACTIVE":
                yield Stranger(
                    "AWS::ECS::Service", each["serviceName"], owner_of(each, each), frozenset({name}), name
                )
    for some in in_batches(read_all(ecs, "list_tasks", "taskArns", cluster=name), 100):
        for task in ecs.describe_tasks(cluster=name, tasks=list(some), include=["TAGS"])["tasks"]:
            if not task.get("group", "").startswith("service:") and not _owns(run, task):
                yield Stranger(
                    "AWS::ECS::Task", task["taskArn"], owner_of(task, task), frozenset({name}), name
                )


def in_namespace(run: Run, namespace: str, ours: Collection[str]) -> Iterator[Stranger]:
    """The names in it, with whatever is registered under them."""
    sd = run.aws.servicediscovery
    filters = [{"Name": "NAMESPACE_ID", "Values": [namespace], "Condition": "EQ"}]
    for each in read_all(sd, "list_services", "Services", Filters=filters):
        tags = sd.list_tags_for_resource(ResourceARN=each["Arn"])["Tags"]
        if each["Id"] not in ours and not _owns(run, {"Tags": tags}):
            owner = owner_of({"Tags": tags}, each)
            yield Stranger(
                "AWS::ServiceDiscovery::Service", each["Id"], owner, frozenset({namespace}), namespace
            )


def _in_balancer(run: Run, balancer: Standing, ours: Collection[str]) -> Iterator[Stranger]:
    elb = run.aws.elbv2
    for listener in read_all(elb, "describe_listeners", "Listeners", LoadBalancerArn=balancer.arn):
        arn = listener["ListenerArn"]
        rules = read_all(elb, "describe_rules", "Rules", ListenerArn=arn)
        things = [
            (arn, "Listener"),
            *((rule["RuleArn"], "ListenerRule") for rule in rules if not rule["IsDefault"]),
        ]
        for each, kind in [(each, kind) for each, kind in things if each not in ours]:
            tags = elb.describe_tags(ResourceArns=[each])["TagDescriptions"][0]
            if not _owns(run, tags):
                holders = frozenset({balancer.arn} | ({arn} - {each}))
                yield Stranger(
                    f"AWS::ElasticLoadBalancingV2::{kind}", each, owner_of(tags, {}), holders, balancer.arn
                )


def _owns(run: Run, item: Any) -> bool:
    return run.at(Node()).owns(tags_of(item))
