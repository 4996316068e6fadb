"""Services: they start their tasks, keep their count, tell what they do, and go when they are deleted."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.grounds import Grounds, detail
from tests.sandbox.waiting import until

Aws = Callable[..., Any]


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


def health(grounds: Grounds, group: str) -> list[str]:
    """The states of a group's targets."""
    found = grounds.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return [target["TargetHealth"]["State"] for target in found]


def test_a_service_starts_its_tasks_and_says_when_it_is_steady(grounds: Grounds) -> None:
    made = grounds.serve(count=2)
    assert made["status"] == "ACTIVE"
    assert made["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    found = until(grounds.steady)
    [deployment] = found["deployments"]
    assert (deployment["status"], deployment["runningCount"]) == ("PRIMARY", 2)
    assert deployment["rolloutStateReason"] == f"ECS deployment {deployment['id']} completed."
    assert deployment["platformVersion"] == "1.4.0"
    started, completed, steady = grounds.messages()
    assert re.fullmatch(r"\(service web\) has started 2 tasks: \(task \w{32}\) \(task \w{32}\)\.", started)
    assert completed == f"(service web) (deployment {deployment['id']}) deployment completed."
    assert steady == "(service web) has reached a steady state."


def test_its_tasks_belong_to_it_and_are_in_both_zones(grounds: Grounds) -> None:
    grounds.serve(count=4)
    deployment = until(grounds.steady)["deployments"][0]["id"]
    tasks = grounds.tasks(serviceName="web")
    assert sorted(task["availabilityZone"] for task in tasks) == ["eu-central-1a"] * 2 + ["eu-central-1b"] * 2
    assert {task["startedBy"] for task in tasks} == {deployment}
    assert {task["group"] for task in tasks} == {"service:web"}
    assert len({detail(task, "privateIPv4Address") for task in tasks}) == 4


def test_list_tasks_filters_by_service_family_and_starter(grounds: Grounds) -> None:
    grounds.serve(count=2)
    until(grounds.steady)
    alone = grounds.run(grounds.define(family="alone"), startedBy="me")["taskArn"]
    assert len(grounds.tasks()) == 3
    assert alone not in [task["taskArn"] for task in grounds.tasks(serviceName="web")]
    assert [task["taskArn"] for task in grounds.tasks(family="alone")] == [alone]
    assert [task["taskArn"] for task in grounds.tasks(startedBy="me")] == [alone]
    with pytest.raises(grounds.ecs.exceptions.ServiceNotFoundException):
        grounds.tasks(serviceName="other")


def test_private_services_reach_their_count_through_endpoints(grounds: Grounds) -> None:
    grounds.endpoints("ecr.api", "ecr.dkr", "logs", "s3")
    grounds.serve(count=2, networkConfiguration=grounds.network(public=False))
    until(grounds.steady)
    assert {detail(task, "subnetId") for task in grounds.tasks()} == set(grounds.private)


def test_tasks_are_registered_as_targets_and_become_healthy(grounds: Grounds) -> None:
    group = grounds.front()
    grounds.serve(count=2, **grounds.behind(group))
    until(grounds.steady)
    assert health(grounds, group) == ["healthy", "healthy"]
    registered = f"(service web) registered 1 targets in (target-group {group})"
    assert grounds.messages().count(registered) == 2


def test_a_service_with_unhealthy_targets_is_not_steady(grounds: Grounds) -> None:
    group = grounds.front(HealthCheckIntervalSeconds=300)
    asked = grounds.behind(group) | {"healthCheckGracePeriodSeconds": 2_000_000_000}
    grounds.serve(taskDefinition=grounds.define(environment={"STATUS": "500"}), **asked)
    until(lambda: grounds.service()["runningCount"] == 1)
    assert grounds.service()["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert not any("steady" in message for message in grounds.messages())


def test_scaling_out_and_in_changes_only_the_count(grounds: Grounds) -> None:
    grounds.serve(count=1)
    until(grounds.steady)
    first = grounds.tasks()[0]["taskArn"]
    grounds.ecs.update_service(cluster="demo", service="web", desiredCount=3)
    assert len(until(lambda: grounds.steady(3))["deployments"]) == 1
    assert first in [task["taskArn"] for task in grounds.tasks()]
    grounds.ecs.update_service(cluster="demo", service="web", desiredCount=1)
    until(lambda: grounds.steady(1))
    until(lambda: len(grounds.stopped()) == 2)
    assert grounds.tasks()[0]["taskArn"] == first
    assert {task["stopCode"] for task in grounds.stopped()} == {"ServiceSchedulerInitiated"}
    assert any("has stopped 2 running tasks" in message for message in grounds.messages())
    until(lambda: grounds.messages()[-1] == "(service web) has reached a steady state.")


def test_a_task_leaves_its_target_group_before_it_stops(
    practice_at: Callable[[float], Any], tmp_path: Path
) -> None:
    grounds = Grounds(practice_at(50.0).client, tmp_path)
    group = grounds.front()
    grounds.elb.modify_target_group_attributes(
        TargetGroupArn=group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "100"}]
    )
    grounds.serve(count=2, **grounds.behind(group))
    until(grounds.steady, within=30)
    grounds.ecs.update_service(cluster="demo", service="web", desiredCount=1)
    until(lambda: "draining" in health(grounds, group))
    [leaving] = grounds.tasks("STOPPED")
    assert leaving["lastStatus"] == "DEACTIVATING"
    assert "(service web) has begun draining connections on 1 tasks." in grounds.messages()
    assert f"(service web) deregistered 1 targets in (target-group {group})" in grounds.messages()
    ended = until(lambda: grounds.became(leaving["taskArn"], "STOPPED"), within=20)
    assert (ended["executionStoppedAt"] - ended["stoppingAt"]).total_seconds() >= 100 / 50
    assert health(grounds, group) == ["healthy"]


def test_a_crashed_task_is_replaced(grounds: Grounds) -> None:
    grounds.serve(count=1)
    until(grounds.steady)
    [first] = grounds.tasks()
    grounds.ecs.stop_task(cluster="demo", task=first["taskArn"])
    until(lambda: grounds.tasks() and grounds.tasks()[0]["taskArn"] != first["taskArn"])
    until(grounds.steady)


def test_a_service_that_cannot_start_tasks_goes_on_but_slower_and_says_so(grounds: Grounds) -> None:
    grounds.serve(taskDefinition=grounds.define(environment={"EXIT": "1"}))
    until(lambda: grounds.service()["deployments"][0]["failedTasks"] >= 4)
    assert any("is unable to consistently start tasks successfully" in m for m in grounds.messages())
    assert grounds.service()["deployments"][0]["rolloutState"] == "IN_PROGRESS"


def test_unhealthy_targets_are_replaced_with_awss_words(grounds: Grounds) -> None:
    group = grounds.front(UnhealthyThresholdCount=2)
    asked = grounds.behind(group) | {"healthCheckGracePeriodSeconds": 0}
    grounds.serve(taskDefinition=grounds.define(environment={"STATUS": "500"}), **asked)
    stopped = until(grounds.stopped)[0]
    assert stopped["stoppedReason"] == f"Task failed ELB health checks in (target-group {group})"
    assert stopped["stopCode"] == "ServiceSchedulerInitiated"
    why = "due to (reason Health checks failed with these codes: [500])."
    said = f"(service web) (port 8080) is unhealthy in (target-group {group}) {why}"
    assert said in grounds.messages()


def test_a_deleted_service_drains_becomes_inactive_and_leaves_nothing(grounds: Grounds) -> None:
    group = grounds.front()
    grounds.serve(count=2, **grounds.behind(group))
    until(grounds.steady)
    answer = grounds.ecs.delete_service(cluster="demo", service="web", force=True)["service"]
    assert answer["status"] == "DRAINING"
    assert grounds.ecs.list_services(cluster="demo")["serviceArns"] == []
    gone = until(lambda: grounds.service() if grounds.service()["status"] == "INACTIVE" else None)
    assert (gone["runningCount"], gone["desiredCount"]) == (0, 0)
    until(lambda: len(grounds.stopped()) == 2)
    assert grounds.tasks() == []
    until(lambda: health(grounds, group) == [])
    owned = [{"Name": "attachment.instance-owner-id", "Values": ["727180483921"]}]
    assert grounds.ec2.describe_network_interfaces(Filters=owned)["NetworkInterfaces"] == []


def test_a_service_is_draining_until_its_tasks_stop(
    practice_at: Callable[[float], Any], tmp_path: Path
) -> None:
    grounds = Grounds(practice_at(10.0).client, tmp_path)
    grounds.serve()
    until(grounds.steady, within=20)
    grounds.ecs.delete_service(cluster="demo", service="web", force=True)
    assert grounds.service()["status"] == "DRAINING"
    with pytest.raises(grounds.ecs.exceptions.InvalidParameterException, match="still Draining"):
        grounds.serve()
    with pytest.raises(grounds.ecs.exceptions.ServiceNotActiveException):
        grounds.ecs.update_service(cluster="demo", service="web", desiredCount=2)
    until(lambda: grounds.service()["status"] == "INACTIVE")
    assert grounds.serve()["status"] == "ACTIVE"


def test_tasks_of_a_service_are_cloud_map_instances_while_they_run(grounds: Grounds) -> None:
    names = grounds.client("servicediscovery")
    names.create_private_dns_namespace(Name="demo.internal", Vpc=grounds.vpc)
    namespace = until(lambda: names.list_namespaces()["Namespaces"])[0]["Id"]
    dns = {"DnsRecords": [{"Type": "A", "TTL": 10}]}
    registry = names.create_service(Name="quotes", NamespaceId=namespace, DnsConfig=dns)["Service"]
    grounds.serve(serviceRegistries=[{"registryArn": registry["Arn"]}])
    until(grounds.steady)
    [task] = grounds.tasks()
    [instance] = names.list_instances(ServiceId=registry["Id"])["Instances"]
    assert instance["Id"] == task["taskArn"].split("/")[-1]
    known = instance["Attributes"]
    assert known["AWS_INSTANCE_IPV4"] == detail(task, "privateIPv4Address")
    assert (known["ECS_CLUSTER_NAME"], known["ECS_SERVICE_NAME"]) == ("demo", "web")
    grounds.ecs.update_service(cluster="demo", service="web", desiredCount=0)
    until(lambda: names.list_instances(ServiceId=registry["Id"])["Instances"] == [])


def test_a_role_that_ecs_cannot_assume_is_told_as_an_event_until_it_can(grounds: Grounds) -> None:
    role = f"{grounds.role}-other"
    grounds.serve(taskDefinition=grounds.define(executionRoleArn=role))
    until(lambda: any("ECS was unable to assume the role" in message for message in grounds.messages()))
    assert grounds.tasks() == []


def test_regions_know_nothing_of_each_other(grounds: Grounds, practice: Any) -> None:
    grounds.serve()
    elsewhere = practice.client("ecs", "us-east-1")
    assert elsewhere.list_clusters()["clusterArns"] == []
    assert elsewhere.describe_clusters(clusters=["demo"])["failures"][0]["reason"] == "MISSING"
