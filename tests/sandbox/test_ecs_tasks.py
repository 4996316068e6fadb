"""Tasks: their states in AWS's order, their interfaces, their processes, their logs, their ends."""

import json
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from steps.sandbox import control
from tests.sandbox.conftest import HOMES, make_client
from tests.sandbox.grounds import GROUP, PORT, Grounds, detail
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
GONE = (ConnectionError, urllib.error.URLError)
"""What a client meets when the other end closes the connection, depending on how far its request is."""


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


def ask(grounds: Grounds, task: dict[str, Any], path: str = "/") -> dict[str, Any]:
    """What the task answers at its public address."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"http://{public_ip(grounds, task)}:{PORT}{path}", timeout=5) as answer:
        return dict(json.load(answer))


def public_ip(grounds: Grounds, task: dict[str, Any]) -> str:
    return str(interface(grounds, task)["Association"]["PublicIp"])


def interface(grounds: Grounds, task: dict[str, Any]) -> dict[str, Any]:
    found = grounds.ec2.describe_network_interfaces(NetworkInterfaceIds=[detail(task, "networkInterfaceId")])
    return dict(found["NetworkInterfaces"][0])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def running(grounds: Grounds, arn: str) -> dict[str, Any]:
    return until(lambda: grounds.became(arn, "RUNNING"))


def test_a_task_really_runs_and_answers_at_its_public_address(grounds: Grounds) -> None:
    task = running(grounds, grounds.run(grounds.define(environment={"COLOUR": "green"}))["taskArn"])
    said = ask(grounds, task)
    address = str(detail(task, "privateIPv4Address"))
    assert said["COLOUR"] == "green"
    assert said["AWS_REGION"] == "eu-central-1"
    assert said["HOSTNAME"] == f"ip-{address.replace('.', '-')}.eu-central-1.compute.internal"
    assert said["http_proxy"].startswith(f"http://{grounds.vpc}:")
    assert "@127.0.0.1:" in said["http_proxy"]


def test_its_interface_is_in_its_subnet_and_says_what_the_attachment_says(grounds: Grounds) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    found = interface(grounds, task)
    assert found["SubnetId"] == detail(task, "subnetId") == grounds.public[0]
    assert found["PrivateIpAddress"] == detail(task, "privateIPv4Address")
    assert found["PrivateIpAddress"].startswith("10.0.0.")
    assert found["MacAddress"] == detail(task, "macAddress")
    assert found["PrivateDnsName"] == detail(task, "privateDnsName")
    assert [group["GroupId"] for group in found["Groups"]] == [grounds.group]
    assert found["Status"] == "in-use"
    assert task["availabilityZone"] == "eu-central-1a"


def test_the_public_address_is_shut_when_the_security_group_admits_no_addresses(grounds: Grounds) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": PORT, "ToPort": PORT, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    grounds.ec2.revoke_security_group_ingress(GroupId=grounds.group, IpPermissions=[rule])
    task = running(grounds, grounds.run()["taskArn"])
    with pytest.raises(GONE):
        ask(grounds, task)
    grounds.ec2.authorize_security_group_ingress(GroupId=grounds.group, IpPermissions=[rule])
    assert ask(grounds, task)["PORT"]


def test_several_tasks_are_spread_over_the_subnets(grounds: Grounds) -> None:
    network = grounds.network()
    asked = {"cluster": "demo", "launchType": "FARGATE", "networkConfiguration": network, "count": 4}
    tasks = grounds.ecs.run_task(taskDefinition=grounds.define(), **asked)["tasks"]
    assert [detail(task, "subnetId") for task in tasks] == grounds.public * 2
    assert len({detail(task, "privateIPv4Address") for task in tasks}) == 4


def test_metadata_tells_a_task_about_itself(grounds: Grounds) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    where = ask(grounds, task)["ECS_CONTAINER_METADATA_URI_V4"]
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{where}/task", timeout=5) as answer:
        about = json.load(answer)
    with direct.open(where, timeout=5) as answer:
        container = json.load(answer)
    assert about["TaskARN"] == task["taskArn"]
    assert about["AvailabilityZone"] == "eu-central-1a"
    assert about["Family"] == "web"
    assert about["LaunchType"] == "FARGATE"
    assert about["Limits"] == {"CPU": 0.25, "Memory": 512}
    assert container["Name"] == "web"
    assert container["Networks"][0]["IPv4Addresses"] == [detail(task, "privateIPv4Address")]


def test_output_goes_to_cloudwatch_logs(grounds: Grounds) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    stream = f"web/web/{task['taskArn'].split('/')[-1]}"
    logs = grounds.client("logs")

    def lines() -> list[str]:
        streams = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
        if stream not in [found["logStreamName"] for found in streams]:
            return []
        events = logs.get_log_events(logGroupName=GROUP, logStreamName=stream)["events"]
        return [event["message"] for event in events]

    assert until(lines)[0].startswith("listening as ")


def test_stopping_a_task_ends_its_process_and_frees_its_interface(grounds: Grounds) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    pid = process_of(grounds, task)
    answer = grounds.ecs.stop_task(cluster="demo", task=task["taskArn"], reason="enough")["task"]
    assert answer["desiredStatus"] == "STOPPED"
    stopped = until(lambda: grounds.became(task["taskArn"], "STOPPED"))
    assert not alive(pid)
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "enough")
    assert stopped["containers"][0]["exitCode"] == 0
    assert stopped["attachments"][0]["status"] == "DELETED"
    wanted = [{"Name": "vpc-id", "Values": [grounds.vpc]}]
    assert grounds.ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"] == []


def process_of(grounds: Grounds, task: dict[str, Any]) -> int:
    """The process id that a task's first line of output tells."""
    logs, stream = grounds.client("logs"), f"web/web/{task['taskArn'].split('/')[-1]}"

    def first() -> int:
        try:
            events = logs.get_log_events(logGroupName=GROUP, logStreamName=stream)["events"]
        except ClientError:
            return 0
        return int(events[0]["message"].split()[-1]) if events else 0

    return until(first)


def test_a_process_that_does_not_listen_to_sigterm_is_killed(grounds: Grounds) -> None:
    task = running(grounds, grounds.run(grounds.define(environment={"DEAF": "1"}, stopTimeout=2))["taskArn"])
    grounds.ecs.stop_task(cluster="demo", task=task["taskArn"])
    stopped = until(lambda: grounds.became(task["taskArn"], "STOPPED"))
    assert stopped["containers"][0]["exitCode"] == 137


def test_a_process_that_exits_stops_its_task_with_the_exit_code(grounds: Grounds) -> None:
    task = grounds.run(grounds.define(environment={"EXIT": "7"}))
    stopped = until(lambda: grounds.became(task["taskArn"], "STOPPED"))
    assert stopped["stopCode"] == "EssentialContainerExited"
    assert stopped["stoppedReason"] == "Essential container in task exited"
    assert stopped["containers"][0]["exitCode"] == 7
    assert "startedAt" not in stopped


def test_a_running_task_whose_process_crashes_stops(grounds: Grounds) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    with pytest.raises(GONE):
        ask(grounds, task, "/crash")
    stopped = until(lambda: grounds.became(task["taskArn"], "STOPPED"))
    assert (stopped["stopCode"], stopped["containers"][0]["exitCode"]) == ("EssentialContainerExited", 3)


def test_overrides_change_the_environment(grounds: Grounds) -> None:
    override = {"containerOverrides": [{"name": "web", "environment": [{"name": "COLOUR", "value": "red"}]}]}
    definition = grounds.define(environment={"COLOUR": "green"})
    task = running(grounds, grounds.run(definition, overrides=override)["taskArn"])
    assert ask(grounds, task)["COLOUR"] == "red"


SEEN = 4.0
"""The speed at which the shortest state lasts a second, which a busy machine still sees."""


def test_the_states_come_in_awss_order(practice_at: Callable[[float], Any], tmp_path: Path) -> None:
    grounds = Grounds(practice_at(SEEN).client, tmp_path)
    task = grounds.run()
    assert task["lastStatus"] == "PROVISIONING"
    assert task["attachments"][0]["status"] == "PRECREATED"
    seen = watch(grounds, task["taskArn"], "RUNNING")
    assert seen == ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"]
    grounds.ecs.stop_task(cluster="demo", task=task["taskArn"])
    ended = watch(grounds, task["taskArn"], "STOPPED")
    assert ended == ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"]
    times = grounds.task(task["taskArn"])
    moments = ("createdAt", "connectivityAt", "pullStartedAt", "pullStoppedAt", "startedAt", "stoppingAt")
    told = [times[moment] for moment in (*moments, "executionStoppedAt", "stoppedAt")]
    assert told == sorted(told)
    assert (times["startedAt"] - times["createdAt"]).total_seconds() >= 27 / SEEN


def watch(grounds: Grounds, arn: str, last: str) -> list[str]:
    """The states that a task is seen in, until the last."""
    seen: list[str] = []

    def look() -> bool:
        status = grounds.task(arn)["lastStatus"]
        if status not in seen[-1:]:
            seen.append(status)
        return bool(status == last)

    until(look)
    return seen


def test_reset_leaves_no_process(grounds: Grounds, practice: Any) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    pid = process_of(grounds, task)
    practice.reset()
    until(lambda: not alive(pid))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_processes_end_with_their_cloud(tmp_path: Path, number: signal.Signals) -> None:
    cloud = control.start(tmp_path / "home", speed=float("inf"))
    HOMES[cloud.endpoint] = tmp_path / "home"
    grounds = Grounds(lambda service: make_client(cloud, service, "eu-central-1"), tmp_path)
    pid = process_of(grounds, running(grounds, grounds.run()["taskArn"]))
    os.kill(cloud.pid, number)
    until(lambda: not alive(pid))


def test_equal_networks_in_two_regions_share_no_address(
    practice: Any, grounds: Grounds, tmp_path: Path
) -> None:
    far = Grounds(lambda service: practice.client(service, "us-east-1"), tmp_path, "us-east-1")
    both = [running(where, where.run()["taskArn"]) for where in (grounds, far)]
    assert len({detail(task, "privateIPv4Address") for task in both}) == 2
    assert ask(grounds, both[0])["AWS_REGION"] == "eu-central-1"
    assert ask(far, both[1])["AWS_REGION"] == "us-east-1"


def test_a_task_tells_the_digest_of_its_image_and_whether_it_can_be_entered(grounds: Grounds) -> None:
    image = grounds.client("ecr").describe_images(repositoryName="web")["imageDetails"][0]
    grounds.serve(enableExecuteCommand=True)
    until(grounds.steady)
    [served] = grounds.tasks()
    alone = grounds.run(enableExecuteCommand=False)
    assert served["enableExecuteCommand"]
    assert not alone["enableExecuteCommand"]
    assert served["containers"][0]["imageDigest"] == image["imageDigest"]
    assert served["containers"][0]["healthStatus"] == served["healthStatus"] == "UNKNOWN"


def test_of_a_process_no_health_is_known_and_its_log_says_why(grounds: Grounds) -> None:
    check = {"command": ["CMD-SHELL", "false"], "interval": 5, "timeout": 2, "retries": 1}
    container = grounds.definition()["containerDefinitions"][0]
    grounds.serve(taskDefinition=grounds.define(containerDefinitions=[container | {"healthCheck": check}]))
    until(grounds.steady)
    [task] = grounds.tasks()
    assert (task["healthStatus"], task["containers"][0]["healthStatus"]) == ("UNKNOWN", "UNKNOWN")
    stream = f"web/web/{task['taskArn'].rpartition('/')[2]}"
    logs = grounds.client("logs")
    said = logs.get_log_events(logGroupName=GROUP, logStreamName=stream)["events"]
    assert any("health check of this container is not run" in event["message"] for event in said)
