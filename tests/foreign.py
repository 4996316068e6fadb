"""What somebody else made in the same account, and whether it is still as it was: the wizard never deletes what it did not make.

`plant` makes one of everything under names of its own, and `NAMESAKES` holds, for each thing that has a name, how to make one
under the very name that a deployment would use. `harm` compares two looks at the account.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.sandbox.waiting import until
from tests.whole.account import Account, client, more_than

Cloud = Mapping[str, str]
ZONES = ("eu-central-1a", "eu-central-1b")
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
SECRET = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}],
}
MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.oci.image.manifest.v1+json",
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": f"sha256:{'1' * 64}", "size": 2},
    "layers": [],
}  # fmt: skip
OWNER = {
    "Owner": "somebody-else",
    "fargate-wizard:deployment": "another",
}  # even one that another deployment made
TAGS = [{"Key": key, "Value": value} for key, value in OWNER.items()]
ECS_TAGS = [{"key": key, "value": value} for key, value in OWNER.items()]


@dataclass(frozen=True)
class Ground:
    """The foreign network that foreign things stand in."""

    vpc: str
    subnets: tuple[str, ...]
    group: str


def plant(cloud: Cloud) -> Ground:
    """Make a network with everything in it that a deployment has too, under names of its own."""
    ground = plant_network(cloud)
    for make in NAMESAKES.values():
        make(cloud, ground, "foreign")
    client(cloud, "route53").create_hosted_zone(
        Name="foreign.example", CallerReference="foreign", VPC={"VPCRegion": cloud["AWS_REGION"], "VPCId": ground.vpc}
    )  # fmt: skip
    return ground


def plant_network(cloud: Cloud) -> Ground:
    """A VPC with two subnets, a way to the Internet, a route table and a security group with a rule."""
    ec2 = client(cloud, "ec2")

    def tagged(kind: str) -> list[Any]:
        return [{"ResourceType": kind, "Tags": TAGS}]

    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tagged("vpc"))["Vpc"]["VpcId"]
    subnets = tuple(
        ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"10.0.{place}.0/24",
            AvailabilityZone=zone,
            TagSpecifications=tagged("subnet"),
        )["Subnet"]["SubnetId"]
        for place, zone in enumerate(ZONES)
    )
    gateway = ec2.create_internet_gateway(TagSpecifications=tagged("internet-gateway"))["InternetGateway"]
    ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway["InternetGatewayId"])
    table = ec2.create_route_table(VpcId=vpc, TagSpecifications=tagged("route-table"))["RouteTable"][
        "RouteTableId"
    ]
    ec2.create_route(
        RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway["InternetGatewayId"]
    )
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    group = ec2.create_security_group(
        VpcId=vpc,
        GroupName="foreign",
        Description="of somebody else",
        TagSpecifications=tagged("security-group"),
    )["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ],
    )
    return Ground(vpc, subnets, group)


def role(cloud: Cloud, _: Ground, name: str) -> None:
    """An execution role, whose policy has the name that ours has."""
    iam = client(cloud, "iam")
    full = f"{name}-execution-{cloud['AWS_REGION']}"
    iam.create_role(RoleName=full, AssumeRolePolicyDocument=json.dumps(TRUST), Tags=TAGS)
    iam.put_role_policy(RoleName=full, PolicyName="pull-and-log", PolicyDocument=json.dumps(SECRET))


def cluster(cloud: Cloud, _: Ground, name: str) -> None:
    """An empty cluster."""
    client(cloud, "ecs").create_cluster(clusterName=f"{name}-cluster", tags=ECS_TAGS)


def repository(cloud: Cloud, _: Ground, name: str) -> None:
    """A repository with an image."""
    ecr = client(cloud, "ecr")
    ecr.create_repository(repositoryName=f"{name}-hostname-app", tags=TAGS)
    ecr.put_image(
        repositoryName=f"{name}-hostname-app", imageManifest=json.dumps(MANIFEST), imageTag="theirs"
    )


def log_group(cloud: Cloud, _: Ground, name: str) -> None:
    """A log group that keeps everything for a year."""
    logs = client(cloud, "logs")
    logs.create_log_group(logGroupName=f"/fargate-wizard/{name}/hostname-app", tags=OWNER)
    logs.put_retention_policy(logGroupName=f"/fargate-wizard/{name}/hostname-app", retentionInDays=365)


def target_group(cloud: Cloud, ground: Ground, name: str) -> str:
    """A target group; returns its ARN."""
    arn: str = client(cloud, "elbv2").create_target_group(
        Name=f"{name}-hostname-app-8080",
        Protocol="HTTP",
        Port=9000,
        TargetType="ip",
        VpcId=ground.vpc,
        Tags=TAGS,
    )["TargetGroups"][0]["TargetGroupArn"]
    return arn


def load_balancer(cloud: Cloud, ground: Ground, name: str) -> None:
    """A load balancer with a listener on port 80 and a rule."""
    elb = client(cloud, "elbv2")
    balancer = elb.create_load_balancer(
        Name=f"{name}-balancer", Subnets=list(ground.subnets), SecurityGroups=[ground.group], Tags=TAGS
    )["LoadBalancers"][0]["LoadBalancerArn"]
    gone = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}]
    listener = elb.create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=gone, Tags=TAGS
    )
    elb.create_rule(
        ListenerArn=listener["Listeners"][0]["ListenerArn"], Priority=1, Actions=gone, Tags=TAGS,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/static/*"]}}],
    )  # fmt: skip


def task_definition(cloud: Cloud, _: Ground, name: str) -> str:
    """An active task definition; returns its ARN."""
    arn: str = client(cloud, "ecs").register_task_definition(
        family=f"{name}-hostname-app", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
        containerDefinitions=[{"name": "theirs", "image": "public.ecr.aws/theirs:1", "essential": True}], tags=ECS_TAGS,
    )["taskDefinition"]["taskDefinitionArn"]  # fmt: skip
    return arn


def inactive_task_definition(cloud: Cloud, ground: Ground, name: str) -> None:
    """One that is deregistered: it can still be read, and its services still run."""
    client(cloud, "ecs").deregister_task_definition(taskDefinition=task_definition(cloud, ground, name))


def namespace(cloud: Cloud, ground: Ground, name: str) -> None:
    """A private namespace in their own network, with a name in it."""
    sd = client(cloud, "servicediscovery")
    operation = sd.create_private_dns_namespace(Name=f"{name}.internal", Vpc=ground.vpc, Tags=TAGS)[
        "OperationId"
    ]
    made = until(lambda: sd.get_operation(OperationId=operation)["Operation"].get("Targets"))["NAMESPACE"]
    sd.create_service(
        Name="random-quote", NamespaceId=made, DnsConfig={"DnsRecords": [{"Type": "A", "TTL": 60}]}, Tags=TAGS
    )


def alarm(cloud: Cloud, _: Ground, name: str) -> None:
    """An alarm of theirs, on something of theirs."""
    client(cloud, "cloudwatch").put_metric_alarm(
        AlarmName=f"{name}-5xx", Namespace="Theirs", MetricName="Visits", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1.0, ComparisonOperator="LessThanThreshold", Tags=TAGS,
    )  # fmt: skip


def service(cloud: Cloud, ground: Ground, name: str) -> None:
    """A service without tasks, in a cluster of theirs that has our cluster's name."""
    cluster(cloud, ground, name)
    client(cloud, "ecs").create_service(
        cluster=f"{name}-cluster", serviceName=f"{name}-hostname-app", desiredCount=0, launchType="FARGATE", tags=ECS_TAGS,
        taskDefinition=task_definition(cloud, ground, "theirs"),
        networkConfiguration={"awsvpcConfiguration": {"subnets": list(ground.subnets), "securityGroups": [ground.group]}},
    )  # fmt: skip


Plant = Callable[[Cloud, Ground, str], object]
NAMESAKES: dict[str, Plant] = {
    "role": role, "cluster": cluster, "repository": repository, "log group": log_group, "target group": target_group,
    "load balancer": load_balancer, "task definition": task_definition, "namespace": namespace,
    "alarm": alarm,
}  # fmt: skip
"""How to make one under the name that the deployment `name` gives to its own."""


def harm(before: Account, now: Account) -> Account:
    """What was in the account before and is no longer as it was."""
    return {kind: objects for kind, objects in more_than(now, before).items() if objects}


def left(before: Account, now: Account) -> Account:
    """What is in the account and was not before."""
    return {kind: objects for kind, objects in more_than(before, now).items() if objects}
