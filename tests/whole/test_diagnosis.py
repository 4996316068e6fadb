"""What keeps tasks from coming up is found, named and put right: a platform that stands, and one thing broken in it at a time."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.events import AnyEvent, Failed, Outcome, Updating
from steps.sandbox.control import RunningPractice
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice

SPEED = 40.0
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
if mode == "variable":
    os.environ["DATABASE_URL"]
if mode == "killed":
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

    def hear(self, event: AnyEvent) -> None:
        self.events.append(event)
        if isinstance(event, Updating) and event.resource == "service.web" and self.break_it:
            undo, self.break_it = self.break_it, None
            undo(self)

    def build(self, mode: str = "well") -> Outcome:
        """Another revision of the app, built."""
        self.turn += 1
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
        return self.work.aws.client(service)

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
    """What is broken and how; what the card has to say; what mends it where building again does not."""

    name: str
    breaks: Callable[[Bench], None] | None
    cause: str
    check: str
    cure: str
    mode: str = "well"
    mends: Callable[[Bench], None] = lambda bench: None


def without_endpoint(service: str) -> Callable[[Bench], None]:
    return lambda bench: bench.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[bench.endpoint(service)])


def without_private_dns(bench: Bench) -> None:
    bench.client("ec2").modify_vpc_endpoint(VpcEndpointId=bench.endpoint("ecr.api"), PrivateDnsEnabled=False)


def without_s3_route(bench: Bench) -> None:
    table = bench.id("route-table.private")
    bench.client("ec2").modify_vpc_endpoint(VpcEndpointId=bench.endpoint("s3"), RemoveRouteTableIds=[table])


def in_the_wrong_group(bench: Bench) -> None:
    right, wrong = bench.id("security-group.endpoints"), bench.id("security-group.load-balancer")
    bench.client("ec2").modify_vpc_endpoint(
        VpcEndpointId=bench.endpoint("ecr.api"), AddSecurityGroupIds=[wrong], RemoveSecurityGroupIds=[right]
    )


BROKEN = (
    Broken(
        "no ecr.api",
        without_endpoint("ecr.api"),
        "cannot reach ECR for its token",
        "endpoint ecr.api",
        "Build again",
    ),
    Broken(
        "no ecr.dkr",
        without_endpoint("ecr.dkr"),
        "cannot reach the registry",
        "endpoint ecr.dkr",
        "Build again",
    ),
    Broken(
        "no logs", without_endpoint("logs"), "cannot reach CloudWatch Logs", "endpoint logs", "Build again"
    ),
    Broken("no s3", without_endpoint("s3"), "cannot reach S3", "endpoint s3", "Build again"),
    Broken("exits", None, "Web ends by itself", "", "logs bench web", mode="exits"),
)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_what_is_broken_is_named_and_made_right(bench: Bench, broken: Broken) -> None:
    bench.break_it = broken.breaks
    began = time.monotonic()
    assert bench.build(broken.mode) is Outcome.FAILED
    print("took", (time.monotonic() - began) * SPEED)
    for card in bench.of(Diagnosed):
        print(card)
    print(bench.of(Failed))
    failed = next(event for event in bench.of(Failed) if event.resource == "service.web")
    assert broken.cause in failed.what
    card = bench.of(Diagnosed)[-1]
    assert broken.cure in failed.cure == card.cure
    if broken.check:
        assert any(probed.check == broken.check and probed.ok is False for probed in card.probes)
    broken.mends(bench)
    assert bench.build() is Outcome.DONE, bench.of(Failed)
