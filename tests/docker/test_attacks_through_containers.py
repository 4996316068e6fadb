"""What is there for containers answers their own task only, and opens nothing of this machine to them or to others."""

import base64
from typing import Any

import pytest

from steps.docker import Credentials
from steps.engine.cloud.clients import read_banner
from steps.sandbox.docker.containers import LABEL
from tests.docker.conftest import Workshop
from tests.sandbox.grounds import GROUP, REGION, Grounds
from tests.sandbox.origin import origin
from tests.sandbox.waiting import until

pytestmark = pytest.mark.either_engine

SCRIPT = """
say() { echo "$1 $2"; }
answer() { "$@" 2>&1 | tr '\\n' ' ' | head -c 300; }
env | sed 's/^/env /'
metadata=${ECS_CONTAINER_METADATA_URI_V4%/v4/*} proxy=${http_proxy#*@} own=$http_proxy
unset http_proxy HTTP_PROXY
say own-metadata "$(answer wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task)"
say other-metadata "$(answer wget -qO- $metadata/v4/$TASK/task)"
http_proxy=http://$proxy; export http_proxy
say without-secret "$(answer wget -qO- http://127.0.0.1:$USERS/)"
http_proxy=$own
say with-secret "$(answer wget -qO- http://127.0.0.1:$USERS/)"
unset http_proxy
say directly "$(answer timeout 3 wget -qO- http://${proxy%:*}:$USERS/)"
say end ""
exec httpd -f -p 8080 -h /www
"""


def pushed(grounds: Grounds, workshop: Workshop) -> str:
    """The script as an image."""
    workshop.write(Dockerfile='FROM local/busybox:1\nCOPY run.sh /\nRUN mkdir /www\nCMD ["sh", "/run.sh"]\n')
    (workshop.folder / "run.sh").write_text(SCRIPT)
    address, user, password = address_and_key(grounds)
    workshop.build(address)
    workshop.push(address, lambda: Credentials(user, password))
    return f"{grounds.repository}:box"


def address_and_key(grounds: Grounds) -> tuple[str, str, str]:
    """Where the repository's image is pushed to, and by whom."""
    banner = read_banner(grounds.ecs.meta.endpoint_url)
    assert banner
    token = grounds.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
    user, _, password = base64.b64decode(token).decode().partition(":")
    return f"{banner.registry}/{REGION}/web:box", user, password


def said(grounds: Grounds, task: dict[str, Any]) -> list[str]:
    """The container's lines, once it has said all; what it says on stderr may come after its end."""
    stream = f"web/web/{task['taskArn'].split('/')[-1]}"
    logs = grounds.client("logs")

    def whole() -> list[str]:
        streams = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
        if stream not in [each["logStreamName"] for each in streams]:
            return []
        events = logs.get_log_events(logGroupName=GROUP, logStreamName=stream)["events"]
        found = [str(event["message"]) for event in events]
        return found if any(line.startswith("end") for line in found) else []

    return until(whole, within=60)


def test_a_container_reaches_its_own_and_nothing_of_the_users(grounds: Grounds, workshop: Workshop) -> None:
    image = pushed(grounds, workshop)
    with origin("the user's own server") as server:
        other = grounds.run(grounds.define(image=image, environment={"TASK": "none", "USERS": "1"}))
        environment = {
            "TASK": other["taskArn"].rpartition("/")[2],
            "USERS": str(server.port),
            "AWS_EC2_METADATA_DISABLED": "false",
            "PYTHONPATH": "/lib",
        }
        definition = grounds.define(image=image, environment=environment, taskRoleArn=grounds.role)
        task = grounds.run(definition)
        lines = said(grounds, task)
        assert not server.asked
    known = dict(line[4:].split("=", 1) for line in lines if line.startswith("env "))
    told = {line.partition(" ")[0]: line.partition(" ")[2] for line in lines}
    assert task["taskArn"] in told["own-metadata"]
    assert "404" in told["other-metadata"]
    assert "407" in told["without-secret"]
    assert "502" in told["with-secret"]
    assert "the user's own server" not in told["directly"]
    assert "users-own" not in "".join(known.values())
    assert known["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert (known["AWS_EC2_METADATA_DISABLED"], known["PYTHONPATH"]) == ("true", "/lib")
    assert not known["AWS_ENDPOINT_URL"].startswith("http://127.")


def test_a_container_answers_on_this_machine_only(grounds: Grounds, workshop: Workshop) -> None:
    environment = {"TASK": "none", "USERS": "1"}
    task = grounds.run(grounds.define(image=pushed(grounds, workshop), environment=environment))
    until(lambda: grounds.became(task["taskArn"], "RUNNING"), within=60)
    client = workshop.engine.connect()
    (container,) = client.containers(filters={"label": LABEL})
    client.close()
    assert {port.get("IP") for port in container["Ports"]} == {"127.0.0.1"}


def test_a_container_runs_the_command_that_its_definition_says(grounds: Grounds, workshop: Workshop) -> None:
    """As on Fargate: what is in a container can do nothing to this machine."""
    asked = grounds.definition(image=pushed(grounds, workshop))
    asked["containerDefinitions"][0] |= {"entryPoint": ["sh", "-c"], "command": ["echo end of $0"]}
    definition = grounds.ecs.register_task_definition(**asked)["taskDefinition"]["taskDefinitionArn"]
    assert said(grounds, grounds.run(definition)) == ["end of sh"]
    other = {"containerOverrides": [{"name": "web", "command": ["echo end, overridden"]}]}
    assert said(grounds, grounds.run(definition, overrides=other)) == ["end, overridden"]
