"""Terraform against the practice cloud: it applies, plans nothing more, and destroys what it made.

`terraform` must be on PATH, and TF_CLI_CONFIG_FILE name a configuration whose mirror has the AWS provider.
"""

import json
import math
import os
import shutil
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from steps.sandbox import control
from steps.sandbox.folders import ANNOTATION, register
from tests.sandbox.conftest import HOMES
from tests.sandbox.front_door import ask
from tests.sandbox.grounds import put_image, write_app
from tests.sandbox.waiting import until
from tests.whole.account import everything

CONFIGURATIONS = Path(__file__).parent / "terraform"
MINUTES = 60.0
NO_CHANGES = 0
"""What `plan -detailed-exitcode` answers then; 2 when there is something to do."""


@pytest.fixture
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """What to export so that clients talk to a practice cloud of this test's own."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not on PATH")
    if not Path(os.environ.get("TF_CLI_CONFIG_FILE", "")).is_file():
        pytest.skip("TF_CLI_CONFIG_FILE names no mirror of Terraform's AWS provider")
    home = tmp_path_factory.mktemp("practice")
    running = control.start(home, speed=math.inf)
    HOMES[running.endpoint] = home
    yield control.environment(running)
    control.stop(home)


class Workspace:
    """A folder with one configuration, against one practice cloud."""

    def __init__(self, cloud: Mapping[str, str], name: str, folder: Path) -> None:
        self.cloud, self.folder = cloud, folder
        shutil.copy(CONFIGURATIONS / name / "main.tf", folder)
        assert self.run("init") == 0

    def run(self, *arguments: str) -> int:
        """Run terraform; give its exit code. What it says is shown when the test fails."""
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(
            ["terraform", *arguments, "-no-color", "-input=false"],
            cwd=self.folder,
            env=kept | dict(self.cloud) | {"AWS_EC2_METADATA_DISABLED": "true", "TF_IN_AUTOMATION": "1"},
            timeout=15 * MINUTES,
            check=False,
        )
        return done.returncode

    def output(self, name: str) -> Any:
        """What the configuration gives out under a name."""
        state = json.loads((self.folder / "terraform.tfstate").read_text())
        return state["outputs"][name]["value"]

    def client(self, service: str) -> Any:
        """A boto3 client that is allowed what terraform is."""
        session: Any = boto3.Session(
            self.cloud["AWS_ACCESS_KEY_ID"],
            self.cloud["AWS_SECRET_ACCESS_KEY"],
            region_name=self.cloud["AWS_REGION"],
        )
        return session.client(service, endpoint_url=self.cloud["AWS_ENDPOINT_URL"])

    def push(self) -> None:
        """Push the tiny app into every repository."""
        digest = register(HOMES[self.cloud["AWS_ENDPOINT_URL"]], write_app(self.folder), "1")
        for repository in self.output("repositories"):
            put_image(self.client("ecr"), repository, {ANNOTATION: digest})

    def services(self) -> list[dict[str, Any]]:
        """The services as they are now."""
        ecs, cluster = self.client("ecs"), self.output("cluster")
        names = ecs.list_services(cluster=cluster)["serviceArns"]
        return list(ecs.describe_services(cluster=cluster, services=names)["services"])

    def steady(self) -> bool:
        """Whether every service runs as many tasks as it should."""
        return all(one["runningCount"] == one["desiredCount"] for one in self.services())

    def tasks(self) -> list[dict[str, Any]]:
        """The tasks that are meant to run."""
        ecs, cluster = self.client("ecs"), self.output("cluster")
        names = ecs.list_tasks(cluster=cluster)["taskArns"]
        return list(ecs.describe_tasks(cluster=cluster, tasks=names)["tasks"])


def healthy(place: Workspace) -> bool:
    """Whether every target of every group is healthy."""
    elb = place.client("elbv2")
    groups = elb.describe_target_groups()["TargetGroups"]
    health = [elb.describe_target_health(TargetGroupArn=one["TargetGroupArn"]) for one in groups]
    states = [one["TargetHealth"]["State"] for answer in health for one in answer["TargetHealthDescriptions"]]
    return bool(states) and set(states) == {"healthy"}


def look_at_platform(place: Workspace) -> None:
    """Its load balancer answers, and so does the public app at the address that the tutorial asks for."""
    until(lambda: healthy(place), within=MINUTES)
    assert json.loads(ask(place.output("address")).text)["COLOUR"] == "blue"
    ec2 = place.client("ec2")
    [public] = [task for task in place.tasks() if task["group"] == "service:static-app"]
    details = {item["name"]: item["value"] for item in public["attachments"][0]["details"]}
    wanted = [
        {"Name": "subnet-id", "Values": [details["subnetId"]]},
        {"Name": "description", "Values": ["arn:aws:ecs:*"]},
    ]
    [interface] = ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"]
    address = interface["PrivateIpAddresses"][0]["Association"]["PublicIp"]
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"http://{address}:8080/", timeout=10) as answer:
        assert json.load(answer)["COLOUR"] == "blue"


def look_at_workshop(place: Workspace) -> None:
    """Its rules route, its tasks have their secrets, their capacity and their way out."""
    until(lambda: healthy(place), within=MINUTES)
    address = place.output("address")
    assert ask(address).status == 404
    found = json.loads(ask(address, Host="www.shop.example.com").text)
    assert found["PASSWORD"] == "a password from Secrets Manager"
    assert found["GREETING"] == "a greeting from the Parameter Store"
    assert ask(address, "/", X_Shop="website").status == 200
    assert ask(address, "/", "POST", X_Shop="website").status == 404
    moved = ask(address, "/old/page?a=b")
    assert moved.status == 301
    assert moved.headers["Location"].startswith("http://shop.example.com")
    assert moved.headers["Location"].endswith("/new/old/page?a=b")
    assert ask(address, "/?ask=yes").text == "asked"
    providers = Counter(task["capacityProviderName"] for task in place.tasks())
    assert providers == {"FARGATE": 1, "FARGATE_SPOT": 2}
    [nat] = place.client("ec2").describe_nat_gateways()["NatGateways"]
    assert nat["NatGatewayAddresses"][0]["PublicIp"] == place.output("nat")


LOOKS = {"platform": look_at_platform, "workshop": look_at_workshop}


@pytest.mark.parametrize("name", LOOKS)
def test_it_applies_plans_nothing_and_destroys(cloud: Mapping[str, str], name: str, tmp_path: Path) -> None:
    before = everything(cloud)
    place = Workspace(cloud, name, tmp_path)
    assert place.run("apply", "-auto-approve", "-target=aws_ecr_repository.app") == 0
    place.push()
    assert place.run("apply", "-auto-approve") == 0
    until(place.steady, within=MINUTES)
    LOOKS[name](place)
    assert place.run("plan", "-detailed-exitcode") == NO_CHANGES
    assert place.run("destroy", "-auto-approve") == 0
    after = everything(cloud)
    # Terraform deregisters definitions, as AWS lets one do; they and their families stay listed.
    after["ecs definitions"] = [one for one in after["ecs definitions"] if active(one)]
    left = {kind: after[kind] for kind in after if after[kind] != before[kind]}
    assert left.keys() <= {"ecs families"}


def active(definition: dict[str, Any]) -> bool:
    """Whether a task definition can be used, and has not been deregistered."""
    return bool(definition["taskDefinition"]["status"] == "ACTIVE")
