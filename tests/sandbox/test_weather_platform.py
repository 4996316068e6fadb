"""Weather that a platform meets as it is built and taken down: slow things, zones, quotas, new roles, GuardDuty."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox import control
from tests.practice import behind
from tests.sandbox.grounds import TRUST, Grounds
from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
Weather = Callable[..., None]

FOREVER = 1e9  # AWS seconds


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


@pytest.fixture
def slow_grounds(practice_at: Callable[[float], Any], tmp_path: Path) -> Grounds:
    return Grounds(practice_at(100).client, tmp_path)


def told(grounds: Grounds, words: str) -> bool:
    """Whether the service has told this in an event."""
    return any(words in message for message in grounds.messages())


# slow


def states(grounds: Grounds, endpoints: list[str]) -> tuple[str, ...]:
    """The states of the load balancer, the endpoints, the namespace's operation and the task."""
    [balancer] = grounds.elb.describe_load_balancers()["LoadBalancers"]
    found = grounds.ec2.describe_vpc_endpoints(VpcEndpointIds=endpoints)["VpcEndpoints"]
    [operation] = grounds.client("servicediscovery").list_operations()["Operations"]
    [task] = grounds.tasks()
    return (
        balancer["State"]["Code"],
        *(one["State"] for one in found),
        operation["Status"],
        task["lastStatus"],
    )


@pytest.mark.parametrize(
    ("what", "still"),
    [
        ("load-balancers", ("provisioning", "available", "SUCCESS", "RUNNING")),
        ("endpoints", ("active", "pending", "SUCCESS", "RUNNING")),
        ("namespaces", ("active", "available", "PENDING", "RUNNING")),
        ("tasks", ("active", "available", "SUCCESS", "PROVISIONING")),
        ("all", ("provisioning", "pending", "PENDING", "PROVISIONING")),
    ],
)
def test_some_things_take_long_and_others_do_not(
    slow_grounds: Grounds, what: str, still: tuple[str, ...]
) -> None:
    grounds = slow_grounds
    control.set_weather(behind(grounds.ec2), "slow", factor=FOREVER, what=what)
    grounds.front()
    endpoints = grounds.endpoints("logs")
    grounds.client("servicediscovery").create_private_dns_namespace(Name="demo.internal", Vpc=grounds.vpc)
    grounds.run()
    until(lambda: states(grounds, endpoints) == still, within=30)


def test_where_nothing_waits_nothing_is_slow(grounds: Grounds, weather: Weather) -> None:
    weather("slow", factor=FOREVER)
    grounds.serve()
    until(grounds.steady)


# lingering


def test_interfaces_stay_and_hold_the_network_after_their_owner_is_gone(slow_grounds: Grounds) -> None:
    grounds, ec2 = slow_grounds, slow_grounds.ec2
    control.set_weather(behind(ec2), "lingering", seconds=FOREVER)
    grounds.front()
    [endpoint] = grounds.endpoints("logs")
    task = grounds.run()["taskArn"]
    until(lambda: grounds.became(task, "RUNNING"))
    grounds.ecs.stop_task(cluster="demo", task=task)
    grounds.elb.delete_load_balancer(LoadBalancerArn=grounds.balancer["LoadBalancerArn"])
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    until(lambda: grounds.became(task, "STOPPED"))
    until(lambda: not ec2.describe_vpc_endpoints()["VpcEndpoints"])
    left = ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert len(left) == 5  # one of the task, two each of the load balancer and the endpoint
    assert {eni["RequesterManaged"] for eni in left} == {True}
    for subnet in grounds.private:
        assert refused(ec2.delete_subnet, SubnetId=subnet)[0] == "DependencyViolation"
    assert refused(ec2.delete_security_group, GroupId=grounds.endpoint_group)[0] == "DependencyViolation"
    code, words = refused(ec2.detach_internet_gateway, InternetGatewayId=grounds.gateway, VpcId=grounds.vpc)
    assert (code, "mapped public address" in words) == ("DependencyViolation", True)


def test_they_go_in_the_end(grounds: Grounds, weather: Weather) -> None:
    weather("lingering")
    grounds.front()
    grounds.elb.delete_load_balancer(LoadBalancerArn=grounds.balancer["LoadBalancerArn"])
    until(lambda: not grounds.ec2.describe_network_interfaces()["NetworkInterfaces"])


# zone


def test_no_task_is_placed_in_a_zone_without_fargate(grounds: Grounds, weather: Weather) -> None:
    weather("zone", zone="eu-central-1b")
    grounds.serve(count=2)
    until(lambda: told(grounds, "was unable to place a task. Reason: Internal error."))
    assert {task["availabilityZone"] for task in grounds.tasks()} == {"eu-central-1a"}
    until(lambda: told(grounds, "is unable to consistently start tasks successfully"))  # after several tries
    assert sum("Internal error." in message for message in grounds.messages()) <= 2
    alone = grounds.network(subnets=[grounds.public[1]])
    assert refused(grounds.run, networkConfiguration=alone) == ("ClientException", "Internal error.")
    control.clear_weather(behind(grounds.ec2))
    until(grounds.steady)


def test_a_zone_can_be_said_by_its_id_and_lack_endpoints_too(grounds: Grounds, weather: Weather) -> None:
    zones = grounds.ec2.describe_availability_zones()["AvailabilityZones"]
    ids = {zone["ZoneName"]: zone["ZoneId"] for zone in zones}
    weather("zone", zone=ids["eu-central-1b"], endpoints=True)
    detail = grounds.ec2.describe_vpc_endpoint_services(ServiceNames=["com.amazonaws.eu-central-1.ecr.api"])[
        "ServiceDetails"
    ][0]
    assert detail["AvailabilityZones"] == ["eu-central-1a", "eu-central-1c"]
    code, words = refused(lambda: grounds.endpoints("ecr.api"))
    assert code == "InvalidParameter"
    assert f"does not support the availability zone of the subnet: {grounds.private[1]}." in words
    grounds.endpoints("s3")


# quota


def test_an_account_that_may_run_nothing(grounds: Grounds, weather: Weather) -> None:
    weather("quota")
    assert refused(grounds.run)[0] == "BlockedException"
    grounds.serve()
    until(
        lambda: told(
            grounds,
            "was unable to place a task. Reason: "
            "You've reached the limit on the number of vCPUs you can run concurrently",
        )
    )
    quotas = grounds.client("service-quotas")
    asked = {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}
    assert quotas.get_service_quota(**asked)["Quota"]["Value"] == 0
    assert quotas.list_service_quotas(ServiceCode="fargate")["Quotas"][0]["Value"] == 0
    assert quotas.get_aws_default_service_quota(**asked)["Quota"]["Value"] == 6


def test_a_quota_of_two_small_tasks(grounds: Grounds, weather: Weather) -> None:
    weather("quota", vcpus=0.5)
    grounds.serve(count=3)
    until(lambda: told(grounds, "You've reached the limit on the number of vCPUs"))
    assert len(grounds.tasks()) == 2
    assert refused(grounds.run)[0] == "ClientException"


def test_a_region_full_of_vpcs(aws: Aws, weather: Weather) -> None:
    weather("quota", vpcs=2)
    ec2 = aws("ec2")
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert refused(ec2.create_vpc, CidrBlock="10.0.0.0/16") == (
        "VpcLimitExceeded",
        "The maximum number of VPCs has been reached.",
    )
    vpcs = aws("service-quotas").get_service_quota(ServiceCode="vpc", QuotaCode="L-F678F1CE")["Quota"]
    fargate = aws("service-quotas").get_service_quota(ServiceCode="fargate", QuotaCode="L-3032A538")["Quota"]
    assert (vpcs["Value"], fargate["Value"]) == (2, 6)


# iam


def new_role(grounds: Grounds, **tags: str) -> str:
    """Another execution role, made now."""
    made = grounds.iam.create_role(RoleName="new", AssumeRolePolicyDocument=json.dumps(TRUST))
    policy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    grounds.iam.attach_role_policy(RoleName="new", PolicyArn=policy)
    return str(made["Role"]["Arn"])


def test_ecs_does_not_know_a_new_role_for_a_while(grounds: Grounds, weather: Weather) -> None:
    weather("iam", seconds=0, calls=2)
    role = new_role(grounds)
    definition = grounds.define(executionRoleArn=role)
    assert refused(grounds.run, definition=definition)[0] == "ClientException"
    grounds.serve(taskDefinition=definition)
    until(lambda: told(grounds, f"ECS was unable to assume the role '{role}'"))
    until(grounds.steady)


def test_a_service_behind_a_load_balancer_is_refused_meanwhile(grounds: Grounds, weather: Weather) -> None:
    weather("iam", seconds=0, calls=1)
    group = grounds.front()
    definition = grounds.define(executionRoleArn=new_role(grounds))
    asked = grounds.asked(taskDefinition=definition, **grounds.behind(group))
    code, words = refused(grounds.ecs.create_service, **asked)
    assert code == "InvalidParameterException"
    assert "verify that the ECS service role being passed has the proper permissions" in words
    grounds.ecs.create_service(**asked)
    until(grounds.steady)


def test_a_new_role_is_unknown_in_its_time(slow_grounds: Grounds) -> None:
    control.set_weather(behind(slow_grounds.ec2), "iam", seconds=FOREVER)
    slow_grounds.run()
    definition = slow_grounds.define(executionRoleArn=new_role(slow_grounds))
    for _ in range(2):
        assert refused(slow_grounds.run, definition=definition)[0] == "ClientException"


def test_a_new_role_is_known_after_its_time(grounds: Grounds, weather: Weather) -> None:
    weather("iam", seconds=FOREVER)  # no time at all, where nothing waits
    grounds.serve(taskDefinition=grounds.define(executionRoleArn=new_role(grounds)))
    until(grounds.steady)


# first-use


def test_the_first_cluster_of_an_account_waits_for_the_linked_role(aws: Aws, weather: Weather) -> None:
    weather("first-use", seconds=0, calls=2)
    ecs = aws("ecs")
    said = "Unable to assume the service linked role. Please verify that the ECS service linked role exists."
    for _ in range(2):
        assert refused(ecs.create_cluster, clusterName="demo") == ("InvalidParameterException", said)
    assert until(lambda: made(ecs))


def made(ecs: Any) -> bool:
    """Whether the cluster can be made by now."""
    try:
        ecs.create_cluster(clusterName="demo")
    except ecs.exceptions.InvalidParameterException:
        return False
    return True


def test_making_the_linked_role_ahead_does_not_make_it_known(practice_at: Callable[[float], Any]) -> None:
    practice = practice_at(100)
    ecs, iam = practice.client("ecs"), practice.client("iam")
    control.set_weather(practice.running, "first-use", seconds=FOREVER)
    iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    assert not made(ecs)


def test_the_time_may_pass_before_the_first_cluster(aws: Aws, weather: Weather) -> None:
    weather("first-use", seconds=FOREVER)  # no time at all, where nothing waits
    aws("iam").create_service_linked_role(AWSServiceName="elasticloadbalancing.amazonaws.com")
    aws("iam").create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    until(lambda: made(aws("ecs")))


# guardduty


def test_guardduty_follows_a_task_and_holds_the_vpc(grounds: Grounds, weather: Weather) -> None:
    weather("guardduty")
    ec2, inside = grounds.ec2, [{"Name": "vpc-id", "Values": [grounds.vpc]}]
    task = grounds.run(networkConfiguration=grounds.network(subnets=[grounds.public[0]]))["taskArn"]
    [endpoint] = ec2.describe_vpc_endpoints(Filters=inside)["VpcEndpoints"]
    assert endpoint["ServiceName"] == "com.amazonaws.eu-central-1.guardduty-data"
    assert endpoint["Tags"] == [{"Key": "GuardDutyManaged", "Value": "true"}]
    assert endpoint["SubnetIds"] == [grounds.public[0]]
    [group] = ec2.describe_security_groups(
        Filters=[*inside, {"Name": "tag:GuardDutyManaged", "Values": ["true"]}]
    )["SecurityGroups"]
    assert group["GroupName"] == f"GuardDutyManagedSecurityGroup-{grounds.vpc}"
    assert endpoint["Groups"][0]["GroupId"] == group["GroupId"]
    until(lambda: grounds.became(task, "RUNNING"))
    grounds.ecs.stop_task(cluster="demo", task=task)
    until(lambda: grounds.became(task, "STOPPED"))
    assert refused(ec2.delete_subnet, SubnetId=grounds.public[0])[0] == "DependencyViolation"
    assert refused(ec2.delete_security_group, GroupId=group["GroupId"])[0] == "DependencyViolation"
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])
    until(lambda: not ec2.describe_vpc_endpoints(Filters=inside)["VpcEndpoints"])
    ec2.delete_subnet(SubnetId=grounds.public[0])
    assert refused(ec2.delete_vpc, VpcId=grounds.vpc)[0] == "DependencyViolation"
    ec2.delete_security_group(GroupId=group["GroupId"])


def test_guardduty_goes_to_each_subnet_and_comes_again(grounds: Grounds, weather: Weather) -> None:
    weather("guardduty")
    ec2, inside = grounds.ec2, [{"Name": "vpc-id", "Values": [grounds.vpc]}]
    grounds.serve(count=4)
    until(grounds.steady)
    [endpoint] = ec2.describe_vpc_endpoints(Filters=inside)["VpcEndpoints"]
    assert sorted(endpoint["SubnetIds"]) == sorted(grounds.public)
    assert len(endpoint["NetworkInterfaceIds"]) == 2
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])
    until(lambda: not ec2.describe_vpc_endpoints(Filters=inside)["VpcEndpoints"])
    grounds.ecs.update_service(cluster="demo", service="web", forceNewDeployment=True)
    until(lambda: len(ec2.describe_vpc_endpoints(Filters=inside)["VpcEndpoints"]) == 1)
