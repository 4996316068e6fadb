"""A container's own health check is really run, inside it: a service replaces what fails it, and a rollout waits for it."""

from functools import partial
from typing import Any

import pytest

from steps.docker import Credentials, Engine
from tests.docker.conftest import Workshop
from tests.docker.test_attacks_through_containers import address_and_key
from tests.sandbox.grounds import Grounds
from tests.sandbox.waiting import until

pytestmark = pytest.mark.either_engine

DOCKERFILE = """\
FROM local/busybox:1
RUN mkdir /www && touch /well
HEALTHCHECK --interval=1s CMD false
CMD ["sh", "-c", "trap 'exit 0' TERM; httpd -f -p 8080 -h /www & wait"]
"""
CHECK = {"command": ["CMD-SHELL", "test -f /well"], "interval": 5, "timeout": 2, "retries": 2}


@pytest.fixture
def grounds(grounds: Grounds, workshop: Workshop) -> Grounds:
    """With an image that has a HEALTHCHECK, which ECS ignores."""
    workshop.write(Dockerfile=DOCKERFILE)
    address, user, password = address_and_key(grounds)
    workshop.build(address)
    workshop.push(address, lambda: Credentials(user, password))
    grounds.image = f"{grounds.repository}:box"
    return grounds


def defined(grounds: Grounds, check: dict[str, Any]) -> str:
    """A task definition whose container has this check."""
    container = grounds.definition()["containerDefinitions"][0]
    return grounds.define(containerDefinitions=[container | {"healthCheck": check}])


def healths(task: dict[str, Any]) -> tuple[str, str]:
    return task["healthStatus"], task["containers"][0]["healthStatus"]


def make_ill(engine: Engine) -> None:
    """Take away in the one container what its check looks for."""
    client = engine.connect()
    (container,) = client.containers()
    client.exec_start(client.exec_create(container["Id"], ["rm", "/well"])["Id"])
    client.close()


def test_a_task_that_fails_its_own_check_is_replaced(grounds: Grounds, engine: Engine) -> None:
    grounds.serve(taskDefinition=defined(grounds, CHECK))
    until(grounds.steady, within=30)
    (first,) = grounds.tasks()
    assert healths(first) == ("HEALTHY", "HEALTHY")
    make_ill(engine)
    assert until(lambda: grounds.became(first["taskArn"], "STOPPED"), within=60)["stoppedReason"] == (
        "Task failed container health checks"
    )
    name = first["taskArn"].rpartition("/")[2]
    assert f"(service web) (task {name}) failed container health checks." in grounds.messages()

    def well() -> list[Any]:
        others = [task for task in grounds.tasks() if task["taskArn"] != first["taskArn"]]
        return [task for task in others if healths(task) == ("HEALTHY", "HEALTHY")]

    assert len(until(well, within=60)) == 1


def test_a_rollout_waits_for_the_check_and_the_breaker_counts_its_failures(grounds: Grounds) -> None:
    breaker = {"enable": True, "rollback": False}
    never = defined(grounds, CHECK | {"command": ["CMD", "false"]})
    grounds.serve(taskDefinition=never, deploymentConfiguration={"deploymentCircuitBreaker": breaker})
    found = until(lambda: next(iter(failed(grounds)), None), within=90)
    assert found["failedTasks"] >= 3
    assert grounds.service()["deployments"][0]["runningCount"] <= 1


def test_without_a_check_nothing_is_known_whatever_the_image_says(grounds: Grounds) -> None:
    arn = grounds.run(grounds.define())["taskArn"]
    task = until(lambda: grounds.became(arn, "RUNNING"), within=30)
    assert healths(task) == ("UNKNOWN", "UNKNOWN")


def test_a_container_that_ends_at_once_never_counts_as_started(grounds: Grounds) -> None:
    container = grounds.definition()["containerDefinitions"][0]
    ends = grounds.define(containerDefinitions=[container | {"command": ["sh", "-c", "exit 3"]}])
    started = [grounds.run(ends)["taskArn"] for _ in range(5)]
    tasks = [until(partial(grounds.became, arn, "STOPPED"), within=60) for arn in started]
    assert [task["containers"][0]["exitCode"] for task in tasks] == [3] * 5
    assert not [task["startedAt"] for task in tasks if "startedAt" in task]


def failed(grounds: Grounds) -> list[dict[str, Any]]:
    return [each for each in grounds.service()["deployments"] if each["rolloutState"] == "FAILED"]
