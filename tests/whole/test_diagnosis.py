"""What keeps tasks from coming up is found, named and put right: a platform that stands, and one thing broken in it at a time."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

import pytest

from steps import STEPS
from steps.appfile.apps import BUNDLED
from steps.aws import remains
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.events import Failed, Outcome, Waiting
from steps.sandbox.control import clear_weather, set_weather
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice
from tests.whole.bench import SERVER, Bench

SPEED = 60.0
EVERY = 5.0  # AWS seconds between two looks at a service
ON_ONE_CARD = 50  # addresses
STOCK_WAITER = 600.0  # AWS seconds that services_stable waits: 15 × 40


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

    `wrote` is the last of what the app itself said. `mends` is what somebody does where building again is not enough.
    """

    name: str
    cause: str
    check: str = ""
    cure: str = "Build again"
    breaks: Callable[[Bench], None] = lambda bench: None
    mends: Callable[[Bench], None] = lambda bench: None
    mode: str = "well"
    wrote: str = ""


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
        subnet, ec2 = bench.id(f"subnet.private.eu-central-1{zone}"), bench.client("ec2")
        (network,) = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]
        filters = [{"Name": "subnet-id", "Values": [subnet]}]
        seen = ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        taken = {each["PrivateIpAddress"] for card in seen for each in card["PrivateIpAddresses"]}
        usable = list(map(str, ip_network(network["CidrBlock"])))[4:-1]
        while some := [address for address in usable if address not in taken][:ON_ONE_CARD]:
            asked = [{"PrivateIpAddress": address, "Primary": address == some[0]} for address in some]
            made = ec2.create_network_interface(SubnetId=subnet, PrivateIpAddresses=asked)
            bench.cards.append(made["NetworkInterface"]["NetworkInterfaceId"])
            taken.update(some)


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
    Broken("wrong port", "finds the tasks of web unhealthy", "port", "Make it listen on 0.0.0.0", mode="port"),
    Broken("exits at once", "web ends by itself", cure="`fargate-wizard logs bench web`", mode="exits",
           wrote="cannot reach the database at db:5432"),
    Broken("comes to its end", "nothing of it stays in the foreground", cure="`fargate-wizard logs bench web`", mode="ends",
           wrote="nothing to do"),
    Broken("is killed", "web was killed", cure="SIGTERM", mode="gets-killed"),
    Broken("out of memory", "web took more memory than its task has", cure="`memory` in its app.toml", mode="memory",
           wrote="MemoryError"),
    Broken("needs a variable", "web needs a variable", cure="[environment]", mode="wants-variable",
           wrote="KeyError: 'DATABASE_URL'"),
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
    Broken("subnet full", "has no address left", "free addresses", "Free some", breaks=without_addresses, mends=free_addresses),
)  # fmt: skip
"""What the first call tells (region, clock, quota of VPCs) is in test_doctor.py; what needs containers (loopback, killed for its
memory) in tests/docker/test_platform.py."""
SAMPLE = (
    "no ecr.api", "no s3", "private DNS off", "wrong trust", "not let in", "out of memory", "vCPU quota 0", "login ended",
    "subnet full",
)  # fmt: skip
CHOSEN = [each for each in BROKEN if each.name in SAMPLE or "EVERY_FAILURE" in os.environ]


@pytest.mark.parametrize("broken", CHOSEN, ids=lambda broken: broken.name)
def test_what_is_broken_is_named_and_made_right(bench: Bench, broken: Broken) -> None:
    bench.break_it = broken.breaks
    outcome = bench.build(broken.mode, anew=True)
    broken.mends(bench)
    assert outcome is Outcome.FAILED
    failed = next(event for event in bench.of(Failed) if event.resource == "service.web")
    assert broken.cause in failed.what
    assert broken.cure in failed.cure
    assert broken.wrote in "\n".join(failed.lines)
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
    (service,) = ecs.describe_services(cluster="bench-cluster", services=["bench-web"])["services"]
    said = [each["createdAt"] for each in service["events"] if each["message"] in failed.why]
    told = [at.timestamp() for at in (*said, *(task["stoppingAt"] for task in tasks))]
    evidence = max((at for at in told if at < failed.at), default=failed.at)
    assert sum(at > evidence for at in looks) <= 2
