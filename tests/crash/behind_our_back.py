"""What somebody else deletes or changes of a deployment in AWS; nothing where it is not there."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from steps.engine.model.site import DEPLOYMENT_TAG
from tests.whole.account import client

Cloud = Mapping[str, str]


def delete_service(cloud: Cloud, name: str) -> None:
    """The service of static-app, with its tasks."""
    client(cloud, "ecs").delete_service(cluster=f"{name}-cluster", service=f"{name}-static-app", force=True)


def scale_service(cloud: Cloud, name: str) -> None:
    """A task more of random-quote-app."""
    client(cloud, "ecs").update_service(
        cluster=f"{name}-cluster", service=f"{name}-random-quote-app", desiredCount=2
    )


def deregister_task_definition(cloud: Cloud, name: str) -> None:
    """The recipe of hostname-app."""
    client(cloud, "ecs").deregister_task_definition(taskDefinition=f"{name}-hostname-app:1")


def delete_listener(cloud: Cloud, name: str) -> None:
    """The listener, with its rules."""
    elb = client(cloud, "elbv2")
    balancer = elb.describe_load_balancers(Names=[f"{name}-balancer"])["LoadBalancers"][0]["LoadBalancerArn"]
    for listener in elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"]:
        elb.delete_listener(ListenerArn=listener["ListenerArn"])


def change_target_group(cloud: Cloud, name: str) -> None:
    """The path of the health check."""
    elb = client(cloud, "elbv2")
    group = elb.describe_target_groups(Names=[f"{name}-static-app-8080"])["TargetGroups"][0]["TargetGroupArn"]
    elb.modify_target_group(TargetGroupArn=group, HealthCheckPath="/elsewhere")


def delete_endpoint(cloud: Cloud, name: str) -> None:
    """The endpoint that takes the output."""
    ec2 = client(cloud, "ec2")
    for endpoint in ec2.describe_vpc_endpoints(Filters=mine(name))["VpcEndpoints"]:
        if endpoint["ServiceName"].endswith(".logs"):
            ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])


def delete_rule(cloud: Cloud, name: str) -> None:
    """What lets the world in."""
    ec2 = client(cloud, "ec2")
    for rule in ec2.describe_security_group_rules(Filters=mine(name))["SecurityGroupRules"]:
        if rule.get("CidrIpv4") == "0.0.0.0/0":
            ec2.revoke_security_group_ingress(
                GroupId=rule["GroupId"], SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]]
            )


def disassociate_table(cloud: Cloud, name: str) -> None:
    """One subnet's route table."""
    ec2 = client(cloud, "ec2")
    for table in ec2.describe_route_tables(Filters=mine(name))["RouteTables"]:
        for association in table["Associations"][:1]:
            ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])


def delete_route(cloud: Cloud, name: str) -> None:
    """The way to the Internet."""
    ec2 = client(cloud, "ec2")
    for table in ec2.describe_route_tables(Filters=mine(name))["RouteTables"]:
        if any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in table["Routes"]):
            ec2.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")


def turn_off_dns(cloud: Cloud, name: str) -> None:
    """The names of addresses."""
    ec2 = client(cloud, "ec2")
    for vpc in ec2.describe_vpcs(Filters=mine(name))["Vpcs"]:
        ec2.modify_vpc_attribute(VpcId=vpc["VpcId"], EnableDnsHostnames={"Value": False})


def delete_role_policy(cloud: Cloud, name: str) -> None:
    """What the execution role may do."""
    client(cloud, "iam").delete_role_policy(
        RoleName=f"{name}-execution-{cloud['AWS_REGION']}", PolicyName="pull-and-log"
    )


def delete_log_group(cloud: Cloud, name: str) -> None:
    """The output of static-app."""
    client(cloud, "logs").delete_log_group(logGroupName=f"/fargate-wizard/{name}/static-app")


def keep_logs_for_ever(cloud: Cloud, name: str) -> None:
    """The output of hostname-app is no longer deleted after a week."""
    client(cloud, "logs").delete_retention_policy(logGroupName=f"/fargate-wizard/{name}/hostname-app")


def delete_repository(cloud: Cloud, name: str) -> None:
    """The images of static-app."""
    client(cloud, "ecr").delete_repository(repositoryName=f"{name}-static-app", force=True)


DRIFTS: dict[str, Callable[[Cloud, str], None]] = {
    drift.__name__: drift
    for drift in (
        delete_service, scale_service, deregister_task_definition, delete_listener, change_target_group, delete_endpoint,
        delete_rule, disassociate_table, delete_route, turn_off_dns, delete_role_policy, delete_log_group,
        keep_logs_for_ever, delete_repository,
    )
}  # fmt: skip


def drift(cloud: Cloud, name: str, kind: str) -> bool:
    """Let it happen; False when AWS refuses, as it does when it is not there."""
    try:
        DRIFTS[kind](cloud, name)
    except ClientError:
        return False
    return True


def mine(name: str) -> list[dict[str, Any]]:
    """EC2's filter for what a deployment made."""
    return [{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [name]}]
