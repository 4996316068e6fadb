"""What ECS refuses, with its codes and words, and what it takes a second time without a word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.grounds import Grounds
from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
BOTH_FULL = {"maximumPercent": 100, "minimumHealthyPercent": 100}


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


# Clusters


def test_a_cluster_made_again_is_returned_unchanged(aws: Aws) -> None:
    ecs, tags = aws("ecs"), [{"key": "a", "value": "b"}]
    first = ecs.create_cluster(clusterName="demo", tags=tags)["cluster"]
    again = ecs.create_cluster(clusterName="demo")["cluster"]
    assert again["clusterArn"] == first["clusterArn"]
    assert again["tags"] == first["tags"] == tags


def test_a_deleted_cluster_is_inactive_hidden_and_can_be_made_again(aws: Aws) -> None:
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="demo", tags=[{"key": "a", "value": "b"}])
    assert ecs.delete_cluster(cluster="demo")["cluster"]["status"] == "INACTIVE"
    assert ecs.describe_clusters(clusters=["demo"])["clusters"][0]["status"] == "INACTIVE"
    assert ecs.list_clusters()["clusterArns"] == []
    assert refused(ecs.delete_cluster, cluster="demo")[0] == "ClusterNotFoundException"
    assert ecs.create_cluster(clusterName="demo")["cluster"]["status"] == "ACTIVE"
    assert ecs.describe_clusters(clusters=["demo"], include=["TAGS"])["clusters"][0]["tags"] == []


def test_an_unknown_cluster_is_a_failure_when_described(aws: Aws) -> None:
    [failure] = aws("ecs").describe_clusters(clusters=["none"])["failures"]
    assert failure["reason"] == "MISSING"
    assert failure["arn"].endswith(":cluster/none")


def test_a_cluster_name_has_only_letters_digits_hyphens_and_underscores(aws: Aws) -> None:
    assert refused(aws("ecs").create_cluster, clusterName="a b")[0] == "InvalidParameterException"


def test_a_cluster_with_services_or_tasks_is_not_deleted(grounds: Grounds) -> None:
    grounds.serve()
    code, _ = refused(grounds.ecs.delete_cluster, cluster="demo")
    assert code == "ClusterContainsServicesException"
    grounds.ecs.delete_service(cluster="demo", service="web", force=True)
    until(lambda: grounds.service()["status"] == "INACTIVE")
    until(lambda: not grounds.tasks())
    task = grounds.run()["taskArn"]
    assert refused(grounds.ecs.delete_cluster, cluster="demo")[0] == "ClusterContainsTasksException"
    grounds.ecs.stop_task(cluster="demo", task=task)
    until(lambda: grounds.became(task, "STOPPED"))
    assert grounds.ecs.delete_cluster(cluster="demo")["cluster"]["status"] == "INACTIVE"


def test_a_cluster_counts_what_is_in_it(grounds: Grounds) -> None:
    grounds.serve(count=2)
    until(grounds.steady)
    [found] = grounds.ecs.describe_clusters(clusters=["demo"])["clusters"]
    assert (found["activeServicesCount"], found["runningTasksCount"], found["pendingTasksCount"]) == (1, 2, 0)


# Task definitions


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cpu": "256", "memory": "4096"}, "No Fargate configuration exists for given values."),
        ({"cpu": "300", "memory": "512"}, "Invalid 'cpu' setting for task."),
        ({"cpu": "8192", "memory": "17408"}, "No Fargate configuration exists for given values."),
        ({"cpu": "a lot"}, "Invalid 'cpu' setting for task."),
        ({"networkMode": "bridge"}, "Fargate only supports network mode ‘awsvpc’."),  # noqa: RUF001 - AWS's own quotes
        ({"family": "a b"}, "Family contains invalid characters."),
        ({"containerDefinitions": []}, "Container list cannot be empty."),
    ],
)
def test_a_definition_that_fargate_cannot_run_is_refused(
    grounds: Grounds, changes: dict[str, Any], words: str
) -> None:
    asked = grounds.definition(**changes)
    assert refused(grounds.ecs.register_task_definition, **asked) == ("ClientException", words)


@pytest.mark.parametrize("missing", ["cpu", "memory"])
def test_fargate_needs_cpu_and_memory_of_the_task(grounds: Grounds, missing: str) -> None:
    asked = grounds.definition()
    del asked[missing]
    asked["containerDefinitions"][0]["memory"] = 512
    code, words = refused(grounds.ecs.register_task_definition, **asked)
    assert code == "ClientException"
    assert f"'{missing}'" in words


@pytest.mark.parametrize(
    ("cpu", "memory"),
    [
        ("256", "512"),
        ("512", "4096"),
        ("1024", "8192"),
        ("2048", "16384"),
        ("4096", "30720"),
        ("8192", "61440"),
        ("16384", "122880"),
        ("0.25 vCPU", "0.5 GB"),
        ("1 vCPU", "2GB"),
    ],
)
def test_every_size_of_fargate_is_taken(grounds: Grounds, cpu: str, memory: str) -> None:
    assert grounds.define(cpu=cpu, memory=memory)


def test_host_ports_are_container_ports_in_awsvpc_mode(grounds: Grounds) -> None:
    asked = grounds.definition()
    asked["containerDefinitions"][0]["portMappings"] = [{"containerPort": 8080, "hostPort": 80}]
    code, words = refused(grounds.ecs.register_task_definition, **asked)
    assert code == "ClientException"
    assert "host ports and container ports in port mappings must match" in words


@pytest.mark.parametrize(("image", "logs"), [("nginx", True), (None, False)])
def test_awslogs_and_ecr_need_an_execution_role(grounds: Grounds, image: str | None, logs: bool) -> None:
    asked = grounds.definition(image=image or grounds.image, logs=logs)
    del asked["executionRoleArn"]
    code, words = refused(grounds.ecs.register_task_definition, **asked)
    assert code == "ClientException"
    assert words.startswith("Fargate requires task definition to have execution role ARN to support")


def test_awslogs_needs_a_stream_prefix_on_fargate(grounds: Grounds) -> None:
    asked = grounds.definition()
    del asked["containerDefinitions"][0]["logConfiguration"]["options"]["awslogs-stream-prefix"]
    assert refused(grounds.ecs.register_task_definition, **asked)[0] == "ClientException"


def test_a_definition_is_answered_with_its_tags_and_what_was_left_out(grounds: Grounds) -> None:
    tags = [{"key": "a", "value": "b"}]
    answer = grounds.ecs.register_task_definition(**grounds.definition(), tags=tags)
    assert answer["tags"] == tags
    found = answer["taskDefinition"]
    assert found["containerDefinitions"][0]["portMappings"] == [
        {"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}
    ]
    assert (found["revision"], found["status"], found["cpu"], found["memory"]) == (1, "ACTIVE", "256", "512")
    told = grounds.ecs.describe_task_definition(taskDefinition="web", include=["TAGS"])
    assert told["tags"] == tags
    assert told["taskDefinition"]["taskDefinitionArn"] == found["taskDefinitionArn"]


def test_a_revision_is_never_given_twice(grounds: Grounds) -> None:
    first = grounds.define()
    assert grounds.ecs.delete_task_definitions(taskDefinitions=[first])["failures"]
    grounds.ecs.deregister_task_definition(taskDefinition=first)
    assert refused(grounds.ecs.describe_task_definition, taskDefinition="web")[0] == "ClientException"
    answer = grounds.ecs.delete_task_definitions(taskDefinitions=[first])
    assert answer["taskDefinitions"][0]["status"] == "DELETE_IN_PROGRESS"
    assert grounds.define().endswith(":2")


def test_an_inactive_definition_starts_nothing(grounds: Grounds) -> None:
    definition = grounds.define()
    grounds.ecs.deregister_task_definition(taskDefinition=definition)
    refusal = ("ClientException", "TaskDefinition is inactive")
    asked = grounds.asked(taskDefinition=definition)
    assert refused(grounds.ecs.create_service, **asked) == refusal
    assert refused(grounds.run, definition=definition) == refusal


# Services


def test_the_same_service_again_is_returned_and_another_is_refused(grounds: Grounds) -> None:
    made = grounds.serve(count=2)
    again = grounds.serve(count=2, taskDefinition=made["taskDefinition"])
    assert again["deployments"][0]["id"] == made["deployments"][0]["id"]
    asked = grounds.asked(count=3, taskDefinition=made["taskDefinition"])
    refusal = ("InvalidParameterException", "Creation of service was not idempotent.")
    assert refused(grounds.ecs.create_service, **asked) == refusal


def test_a_client_token_seen_before_returns_its_service(grounds: Grounds) -> None:
    made = grounds.serve(clientToken="token-1")
    grounds.ecs.update_service(cluster="demo", service="web", desiredCount=3)
    again = grounds.serve(taskDefinition=made["taskDefinition"], clientToken="token-1")
    assert (again["serviceArn"], again["desiredCount"]) == (made["serviceArn"], 3)
    assert len(grounds.ecs.list_services(cluster="demo")["serviceArns"]) == 1


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        (
            {"networkConfiguration": None},
            "InvalidParameterException",
            "Network Configuration must be provided",
        ),
        ({"cluster": "none"}, "ClusterNotFoundException", "Cluster not found."),
        ({"taskDefinition": "none:1"}, "ClientException", "TaskDefinition not found."),
        ({"desiredCount": None}, "InvalidParameterException", "Desired count"),
        ({"desiredCount": -1}, "InvalidParameterException", "desiredCount"),
        ({"serviceName": "a b"}, "InvalidParameterException", "Service name"),
        ({"healthCheckGracePeriodSeconds": 30}, "InvalidParameterException", "Health check grace period"),
        ({"deploymentConfiguration": BOTH_FULL}, "InvalidParameterException", "block deployments"),
        (
            {"serviceRegistries": [{"registryArn": "arn:none"}]},
            "InvalidParameterException",
            "registry arn:none",
        ),
    ],
)
def test_a_service_that_cannot_be_is_refused(
    grounds: Grounds, changes: dict[str, Any], code: str, words: str
) -> None:
    asked = grounds.asked(taskDefinition=grounds.define()) | changes
    found = refused(grounds.ecs.create_service, **{key: v for key, v in asked.items() if v is not None})
    assert found[0] == code
    assert words in found[1]
    assert grounds.ecs.list_services(cluster="demo")["serviceArns"] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subnets": ["subnet-0123456789abcdef0"]}, "InvalidSubnetID.NotFound"),
        ({"securityGroups": ["sg-0123456789abcdef0"]}, "InvalidGroup.NotFound"),
    ],
)
def test_a_service_in_a_network_that_is_not_there_is_refused(
    grounds: Grounds, changes: dict[str, Any], words: str
) -> None:
    asked = grounds.asked(taskDefinition=grounds.define(), networkConfiguration=grounds.network(**changes))
    code, said = refused(grounds.ecs.create_service, **asked)
    assert code == "InvalidParameterException"
    assert words in said


def test_a_group_of_another_vpc_is_refused(grounds: Grounds) -> None:
    other = grounds.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    group = grounds.ec2.create_security_group(GroupName="x", Description="x", VpcId=other)["GroupId"]
    network = grounds.network(securityGroups=[group])
    asked = grounds.asked(taskDefinition=grounds.define(), networkConfiguration=network)
    code, words = refused(grounds.ecs.create_service, **asked)
    assert (code, words) == (
        "InvalidParameterException",
        "Security Group and Subnet belongs to different networks.",
    )


def test_a_target_group_without_a_listener_is_refused(grounds: Grounds) -> None:
    group = grounds.elb.create_target_group(
        Name="lonely", Protocol="HTTP", Port=8080, VpcId=grounds.vpc, TargetType="ip"
    )["TargetGroups"][0]["TargetGroupArn"]
    asked = grounds.asked(taskDefinition=grounds.define(), **grounds.behind(group))
    assert refused(grounds.ecs.create_service, **asked) == (
        "InvalidParameterException",
        f"The target group with targetGroupArn {group} does not have an associated load balancer.",
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"containerName": "other"}, "The container other does not exist in the task definition."),
        ({"containerPort": 81}, "The container web did not have a container port 81 defined."),
    ],
)
def test_a_load_balancer_needs_a_port_of_the_task(
    grounds: Grounds, changes: dict[str, Any], words: str
) -> None:
    behind = grounds.behind(grounds.front())
    behind["loadBalancers"][0] |= changes
    asked = grounds.asked(taskDefinition=grounds.define(), **behind)
    assert refused(grounds.ecs.create_service, **asked) == ("InvalidParameterException", words)


def test_a_service_above_zero_is_deleted_only_by_force(grounds: Grounds) -> None:
    grounds.serve()
    refusal = ("InvalidParameterException", "The service cannot be stopped while it is scaled above 0.")
    assert refused(grounds.ecs.delete_service, cluster="demo", service="web") == refusal
    grounds.ecs.update_service(cluster="demo", service="web", desiredCount=0)
    assert grounds.ecs.delete_service(cluster="demo", service="web")["service"]["status"] == "DRAINING"


def test_an_inactive_service_is_seen_but_not_changed_and_its_name_is_free(grounds: Grounds) -> None:
    made = grounds.serve(count=0)
    grounds.ecs.delete_service(cluster="demo", service="web")
    until(lambda: grounds.service()["status"] == "INACTIVE")
    asked = {"cluster": "demo", "service": "web"}
    assert refused(grounds.ecs.update_service, **asked, desiredCount=1)[0] == "ServiceNotActiveException"
    assert refused(grounds.ecs.delete_service, **asked)[0] == "ServiceNotActiveException"
    assert grounds.serve(count=0, taskDefinition=made["taskDefinition"])["status"] == "ACTIVE"


def test_an_unknown_service_is_a_failure_when_described_and_refused_otherwise(grounds: Grounds) -> None:
    [failure] = grounds.ecs.describe_services(cluster="demo", services=["none"])["failures"]
    assert failure["reason"] == "MISSING"
    asked = {"cluster": "demo", "service": "none"}
    assert refused(grounds.ecs.update_service, **asked, desiredCount=1)[0] == "ServiceNotFoundException"
    assert refused(grounds.ecs.delete_service, **asked)[0] == "ServiceNotFoundException"


def test_services_and_tasks_keep_their_tags(grounds: Grounds) -> None:
    tags = [{"key": "a", "value": "b"}]
    made = grounds.serve(tags=tags, propagateTags="SERVICE")
    until(grounds.steady)
    assert grounds.ecs.list_tags_for_resource(resourceArn=made["serviceArn"])["tags"] == tags
    grounds.ecs.tag_resource(resourceArn=made["serviceArn"], tags=[{"key": "c", "value": "d"}])
    asked = {"cluster": "demo", "services": ["web"]}
    [told] = grounds.ecs.describe_services(**asked, include=["TAGS"])["services"]
    assert {tag["key"] for tag in told["tags"]} == {"a", "c"}
    [task] = grounds.tasks()
    assert grounds.ecs.list_tags_for_resource(resourceArn=task["taskArn"])["tags"] == tags


# Tasks


def test_run_task_refuses_what_it_cannot_run(grounds: Grounds) -> None:
    assert refused(grounds.run, networkConfiguration={})[1].startswith(
        "Network Configuration must be provided"
    )
    assert refused(grounds.run, cluster="none")[0] == "ClusterNotFoundException"
    assert refused(grounds.run, count=11)[0] == "InvalidParameterException"
    code, words = refused(grounds.run, definition=grounds.define(executionRoleArn="arn:aws:iam::1:role/x"))
    assert code == "ClientException"
    assert words.startswith("ECS was unable to assume the role 'arn:aws:iam::1:role/x'")


def test_an_unknown_task_is_a_failure_when_described_and_refused_when_stopped(grounds: Grounds) -> None:
    [failure] = grounds.ecs.describe_tasks(cluster="demo", tasks=["0" * 32])["failures"]
    assert failure["reason"] == "MISSING"
    refusal = ("InvalidParameterException", "The referenced task was not found.")
    assert refused(grounds.ecs.stop_task, cluster="demo", task="0" * 32) == refusal


def test_stopping_a_stopped_task_changes_nothing(grounds: Grounds) -> None:
    task = grounds.run()["taskArn"]
    grounds.ecs.stop_task(cluster="demo", task=task, reason="first")
    until(lambda: grounds.became(task, "STOPPED"))
    again = grounds.ecs.stop_task(cluster="demo", task=task, reason="second")["task"]
    assert (again["lastStatus"], again["stoppedReason"]) == ("STOPPED", "first")


# Settings


def test_long_arns_can_be_asked_for_and_not_turned_off(aws: Aws) -> None:
    ecs = aws("ecs")
    setting = ecs.put_account_setting_default(name="serviceLongArnFormat", value="enabled")["setting"]
    assert (setting["name"], setting["value"]) == ("serviceLongArnFormat", "enabled")
    asked = {"name": "serviceLongArnFormat", "value": "disabled"}
    assert refused(ecs.put_account_setting_default, **asked)[0] == "InvalidParameterException"
