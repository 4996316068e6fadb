"""What keeps tasks from coming up is found, named and put right: a platform that stands, and one thing broken in it at a time."""

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.events import AnyEvent, Failed, Outcome, Updating, Waiting
from steps.sandbox.control import RunningPractice, clear_weather, environment, set_weather
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice
from tests.whole.account import client

SPEED = 60.0
EVERY = 5.0  # AWS seconds between two looks at a service
STOCK_WAITER = 600.0  # AWS seconds that services_stable waits: 15 × 40

SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

mode, port = os.environ["MODE"], int(os.environ["PORT"])
if mode == "exits":
    sys.exit("cannot reach the database at db:5432")
if mode == "ends":
    print("nothing to do")
    sys.exit(0)
if mode == "wants-variable":
    os.environ["DATABASE_URL"]
if mode == "gets-killed":
    os.kill(os.getpid(), 9)
if mode == "format":
    sys.exit("exec /app/server: exec format error")


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404 if mode == "path" and self.path == "/health" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()


if mode == "port":
    port += 1
    print(f"listening on {port}", flush=True)
if mode == "loopback":
    print("listening on http://127.0.0.1:" + str(port), flush=True)
ThreadingHTTPServer((os.environ["HOST"], port), Answering).serve_forever()
"""


@dataclass
class Bench:
    """A platform of one app in a practice cloud; `break_it` is done as soon as its service is asked to change."""

    folder: Path
    cloud: RunningPractice
    work: Work = field(init=False)
    events: list[AnyEvent] = field(default_factory=list)
    break_it: Callable[["Bench"], None] | None = None
    turn: int = 0
    cards: list[str] = field(default_factory=list)

    def hear(self, event: AnyEvent) -> None:
        self.events.append(event)
        if isinstance(event, Updating) and event.resource == "service.web" and self.break_it:
            breaks, self.break_it = self.break_it, None
            breaks(self)

    def build(self, mode: str = "well", *, anew: bool = False) -> Outcome:
        """The app in this mode, built; `anew` as another revision than the last."""
        self.turn += anew
        self.write(mode)
        self.events.clear()
        settle(self.work, load(self.folder))
        return build(self.work)

    def write(self, mode: str) -> None:
        (self.folder / "web" / "app.toml").write_text(
            'name = "web"\nabout = "Answers."\nport = 8080\npath = "/"\ncpu = 256\nmemory = 512\ncount = 1\n'
            f'[health]\npath = "/health"\ngrace = 0\n[environment]\nMODE = "{mode}"\nTURN = "{self.turn}"\n'
            '[practice]\ncommand = ["{python}", "-I", "server.py"]\n'
        )

    def client(self, service: str) -> Any:
        """One that is not overheard: what is broken is broken by somebody else."""
        return client(environment(self.cloud), service)

    def endpoint(self, service: str) -> str:
        return self.work.record.progress.node(f"endpoint.{service}").id

    def id(self, resource: str) -> str:
        return self.work.record.progress.node(resource).id

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("apps")
    (folder / "web").mkdir()
    shutil.copy(BUNDLED / "static-app" / "Dockerfile", folder / "web")
    (folder / "web" / "server.py").write_text(SERVER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARGATE_WIZARD_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
        cloud = start_practice(speed=SPEED)
        deployment = Deployment("bench")
        try:
            with deployment.locked():
                bench = Bench(folder, cloud)
                bench.work = Work(
                    deployment,
                    STEPS,
                    "sandbox",
                    open_target(Target(TargetKind.SANDBOX)),
                    bench.hear,
                    remains=remains,
                )
                assert bench.build() is Outcome.DONE, bench.of(Failed)
                yield bench
        finally:
            stop_practice()


@dataclass(frozen=True)
class Broken:
    """What is broken and how; what the card has to say, and the check that has to have failed, if one can.

    `mends` is what somebody does where building again is not enough.
    """

    name: str
    cause: str
    check: str = ""
    cure: str = "Build again"
    breaks: Callable[[Bench], None] = lambda bench: None
    mends: Callable[[Bench], None] = lambda bench: None
    mode: str = "well"


def without_endpoint(service: str) -> Callable[[Bench], None]:
    return lambda bench: bench.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[bench.endpoint(service)])


def changed_endpoint(service: str, **changes: Any) -> Callable[[Bench], None]:
    """ModifyVpcEndpoint; a text in a list is the name of a resource."""

    def change(bench: Bench) -> None:
        read = {
            key: [bench.id(name) for name in value] if isinstance(value, list) else value
            for key, value in changes.items()
        }
        bench.client("ec2").modify_vpc_endpoint(VpcEndpointId=bench.endpoint(service), **read)

    return change


def without_rule(direction: str, group: str, rule: str) -> Callable[[Bench], None]:
    def revoke(bench: Bench) -> None:
        ec2 = bench.client("ec2")
        call = {"in": ec2.revoke_security_group_ingress, "out": ec2.revoke_security_group_egress}[direction]
        call(
            GroupId=bench.id(f"security-group.{group}"),
            SecurityGroupRuleIds=[bench.id(f"security-group-rule.{rule}")],
        )

    return revoke


def without_policy(bench: Bench) -> None:
    bench.client("iam").delete_role_policy(RoleName=bench.id("execution-role"), PolicyName="pull-and-log")


def trusted_by_lambda(bench: Bench) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    bench.client("iam").update_assume_role_policy(
        RoleName=bench.id("execution-role"), PolicyDocument=json.dumps(trust)
    )


def without_image(bench: Bench) -> None:
    tag = {"imageTag": bench.id("image.web")}
    bench.client("ecr").batch_delete_image(repositoryName="bench-web", imageIds=[tag])


def for_another_processor(bench: Bench) -> None:
    told = bench.folder / "web" / "app.toml"
    told.write_text('architecture = "ARM64"\n' + told.read_text())


def without_log_group(bench: Bench) -> None:
    bench.client("logs").delete_log_group(logGroupName=bench.id("log-group.web"))


def weather(kind: str, **settings: Any) -> Callable[[Bench], None]:
    return lambda bench: set_weather(bench.cloud, kind, **settings)


def clear(bench: Bench) -> None:
    clear_weather(bench.cloud)


def without_addresses(bench: Bench) -> None:
    for zone in "ab":
        subnet = bench.id(f"subnet.private.eu-central-1{zone}")
        with contextlib.suppress(ClientError):
            for _ in range(256):
                card = bench.client("ec2").create_network_interface(SubnetId=subnet)["NetworkInterface"]
                bench.cards.append(card["NetworkInterfaceId"])


def free_addresses(bench: Bench) -> None:
    while bench.cards:
        bench.client("ec2").delete_network_interface(NetworkInterfaceId=bench.cards.pop())


BROKEN = (
    Broken("no ecr.api", "cannot reach ECR for its token", "endpoint ecr.api", breaks=without_endpoint("ecr.api")),
    Broken("no ecr.dkr", "cannot reach the registry", "endpoint ecr.dkr", breaks=without_endpoint("ecr.dkr")),
    Broken("no logs", "cannot reach CloudWatch Logs", "endpoint logs", breaks=without_endpoint("logs")),
    Broken("no s3", "cannot reach S3", "endpoint s3", breaks=without_endpoint("s3")),
    Broken("private DNS off", "cannot reach ECR for its token", "private DNS of ecr.api",
           breaks=changed_endpoint("ecr.api", PrivateDnsEnabled=False)),
    Broken("wrong group", "cannot reach ECR for its token", "into the endpoint ecr.api",
           breaks=changed_endpoint("ecr.api", AddSecurityGroupIds=["security-group.load-balancer"],
                                   RemoveSecurityGroupIds=["security-group.endpoints"])),
    Broken("no way out", "cannot reach ECR for its token", "out to the endpoint ecr.api",
           breaks=without_rule("out", "apps", "apps.to.endpoints.443")),
    Broken("no S3 route", "cannot reach S3", "route to S3",
           breaks=changed_endpoint("s3", RemoveRouteTableIds=["route-table.private"])),
    Broken("no way out to S3", "cannot reach S3", "out to S3", breaks=without_rule("out", "apps", "apps.to.s3.443")),
    Broken("role without policy", "may not sign in to ECR", "role may sign in to ECR", breaks=without_policy),
    Broken("wrong trust", "ECS may not act as the execution role", "role trust", breaks=trusted_by_lambda),
    Broken("missing tag", "is not in the registry", "image", breaks=without_image),
    Broken("wrong processor", "made for another processor", "processor", "Build the image for X86_64",
           breaks=for_another_processor),
    Broken("missing log group", "The log group of web is not there", "log group", breaks=without_log_group),
    Broken("not let in", "finds the tasks of web unhealthy", "into the tasks",
           breaks=without_rule("in", "apps", "apps.from.load-balancer.8080")),
    Broken("wrong health path", "finds the tasks of web unhealthy", "health path", "Let the app answer 200", mode="path"),
    Broken("wrong port", "finds the tasks of web unhealthy", "port", "Let it listen on 0.0.0.0", mode="port"),
    Broken("exits at once", "web ends by itself", cure="`fargate-wizard logs bench web`", mode="exits"),
    Broken("comes to its end", "nothing of it stays in the foreground", cure="`fargate-wizard logs bench web`", mode="ends"),
    Broken("is killed", "web was killed", cure="SIGTERM", mode="gets-killed"),
    Broken("needs a variable", "web needs a variable", cure="[environment]", mode="wants-variable"),
    Broken("cannot be executed", "made for another processor", "processor", "Build the image for X86_64", mode="format"),
    Broken("vCPU quota 0", "may not run so many tasks", "Fargate vCPU quota", "Service Quotas",
           breaks=weather("quota", vcpus=0), mends=clear),
    Broken("zone without Fargate", "not every zone carries it", "", "choose other zones",
           breaks=weather("zone", zone="eu-central-1a"), mends=clear),
    Broken("denied", "AWS does not allow you the call UpdateService", cure='"Action": "ecs:UpdateService"',
           breaks=weather("policy", without="ecs:UpdateService"), mends=clear),
    Broken("denied by the organisation", "AWS does not allow you the call UpdateService", cure="Your organisation forbids",
           breaks=weather("scp", action="ecs:UpdateService"), mends=clear),
    Broken("login ended", "does not accept your credentials", cure="Log in again",
           breaks=weather("expired"), mends=clear),
)  # fmt: skip
SLOW = (
    Broken("subnet full", "has no address left", "free addresses", "Free some", breaks=without_addresses, mends=free_addresses),
)  # fmt: skip
SAMPLE = ("no ecr.api", "no ecr.dkr", "no logs", "no s3", "exits at once")
CHOSEN = (
    (*BROKEN, *SLOW) if "EVERY_FAILURE" in os.environ else [each for each in BROKEN if each.name in SAMPLE]
)


@pytest.mark.parametrize("broken", CHOSEN, ids=lambda broken: broken.name)
def test_what_is_broken_is_named_and_made_right(bench: Bench, broken: Broken) -> None:
    bench.break_it = broken.breaks
    outcome = bench.build(broken.mode, anew=True)
    broken.mends(bench)
    assert outcome is Outcome.FAILED
    failed = next(event for event in bench.of(Failed) if event.resource == "service.web")
    assert broken.cause in failed.what
    assert broken.cure in failed.cure
    assert_fast(bench, failed)
    if broken.check:
        assert broken.check in {
            each.check for card in bench.of(Diagnosed)[-1:] for each in card.probes if each.ok is False
        }
    assert bench.build() is Outcome.DONE, bench.of(Failed)


def assert_fast(bench: Bench, failed: Failed) -> None:
    """At the first look after the evidence, and before a third of the time of a stock waiter."""
    looks = [each.at for each in bench.of(Waiting) if each.resource == failed.resource]
    assert len(looks) * EVERY < STOCK_WAITER / 3
    ecs = bench.client("ecs")
    stopped = ecs.list_tasks(cluster="bench-cluster", serviceName="bench-web", desiredStatus="STOPPED")[
        "taskArns"
    ]
    tasks = ecs.describe_tasks(cluster="bench-cluster", tasks=stopped)["tasks"] if stopped else []
    ends = [task["stoppingAt"].timestamp() for task in tasks]
    evidence = max((end for end in ends if end < failed.at), default=failed.at)
    assert sum(at > evidence for at in looks) <= 2
