"""A small book, a plan and a history of events: what every widget is shown in these tests."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from steps.appfile.apps import App, Health
from steps.engine.memory.progress import Progress
from steps.engine.model.events import (
    AnyEvent,
    Began,
    Checked,
    Created,
    Creating,
    Failed,
    Observed,
    Ready,
    Task,
    Verb,
    Waiting,
)
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Check, Resource
from steps.engine.model.step import Choice, Question, Step
from steps.engine.troubles import BadInput

ZONES = ("eu-central-1a", "eu-central-1b")
START = 1_800_000_000.0


class Vpc(Resource):
    """The network that everything is in; nobody else's traffic passes here."""

    kind = "AWS::EC2::VPC"

    @property
    def position(self) -> Position:
        return Position(Part.NETWORK)


class Subnet(Resource):
    """A range of the network's addresses in one zone."""

    access: str
    zone: str
    kind = "AWS::EC2::Subnet"

    @property
    def position(self) -> Position:
        return Position(Part(f"{self.access} subnet"), self.zone)


class InternetGateway(Resource):
    """The door between the network and the Internet."""

    kind = "AWS::EC2::InternetGateway"

    @property
    def position(self) -> Position:
        return Position(Part.GATEWAY)


class LoadBalancer(Resource):
    """The one address that the world knows; it passes each request on to a task that is well."""

    kind = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    typical = 150.0

    @property
    def position(self) -> Position:
        return Position(Part.LOAD_BALANCER)


class Endpoint(Resource):
    """A private way to an AWS service, without the Internet."""

    service: str
    kind = "AWS::EC2::VPCEndpoint"
    typical = 45.0

    @property
    def position(self) -> Position:
        return Position(Part.GATEWAY_ENDPOINT if self.service == "s3" else Part.ENDPOINT, self.service)


class Namespace(Resource):
    """The private domain under which apps find each other."""

    kind = "AWS::ServiceDiscovery::PrivateDnsNamespace"
    typical = 44.0

    @property
    def position(self) -> Position:
        return Position(Part.NAMES)


class Service(Resource):
    """Keeps the app's tasks running, and replaces them one by one when it changes."""

    app: App
    kind = "AWS::ECS::Service"
    typical = 90.0

    @property
    def position(self) -> Position:
        return Position(Part.SERVICE, self.app.name)


class Identity(Check):
    """The account and the person that AWS takes you for."""


class Answers(Check):
    """The app answers through the load balancer."""

    app: App


def app(name: str, count: int = 1, **where: Any) -> App:
    return App(
        name=name,
        about="An app.",
        port=8080,
        cpu=256,
        memory=512,
        count=count,
        health=Health(path="/health"),
        **where,
    )


APPS = (
    app("hostname-app", 2, path="/"),
    app("random-quote-app", private="random-quote"),
    app("static-app", path="/static/*"),
)


def plan(apps: Sequence[App] = APPS, zones: Sequence[str] = ZONES, **changes: Any) -> Plan:
    settings: dict[str, Any] = {"target": "aws", "region": "eu-central-1"} | changes
    return Plan(
        deployment="demo",
        account="123456789012",
        apps=tuple(apps),
        answers={"zones": list(zones), "endpoint-zones": "one", "namespace": "demo.internal"},
        **settings,
    )


def network(plan: Plan) -> list[Resource]:
    subnets = [Subnet(access, zone) for access in ("public", "private") for zone in plan.answers["zones"]]
    return [Vpc(), *subnets, InternetGateway()]


BOOK = (
    Step(title="Before we start", key="preflight", checks=lambda plan: [Identity()]),
    Step(title="A private network", key="network", resources=network),
    Step(
        title="First light",
        key="first_light",
        optional=True,
        resources=lambda plan: [Endpoint("first-light")],
    ),
    Step(title="The front door", key="front_door", resources=lambda plan: [LoadBalancer()]),
    Step(
        title="Private endpoints",
        key="endpoints",
        resources=lambda plan: [Endpoint(name) for name in ("ecr.api", "ecr.dkr", "logs", "s3")],
    ),
    Step(title="Names", key="names", resources=lambda plan: [Namespace()]),
    Step(
        title="Services",
        key="services",
        resources=lambda plan: [Service(app) for app in plan.apps],
        checks=lambda plan: [Answers(app) for app in plan.public_apps],
    ),
    Step(title="Look at it", key="look", checks=lambda plan: [Answers(app) for app in plan.apps]),
)


def made(name: str, at: float, seconds: float, id_: str) -> list[AnyEvent]:
    return [
        Creating(resource=name, kind="AWS::X", at=START + at),
        Created(resource=name, id=id_, at=START + at),
        Ready(resource=name, id=id_, seconds=seconds, at=START + at + seconds),
    ]


def history() -> list[AnyEvent]:
    """The network stands, the load balancer is overdue, endpoints come, one service failed; it is 260 s later."""
    events: list[AnyEvent] = [
        Began(verb=Verb.BUILD, deployment="demo", target="aws", account="1", region="eu-central-1", at=START)
    ]
    events.append(Checked(check="identity", said="account 123456789012", seconds=0.4, at=START))
    events += made("vpc", 1, 3, "vpc-0a1b2c3d4e5f60718")
    for place, name in enumerate(
        f"subnet.{access}.{zone}" for access in ("public", "private") for zone in ZONES
    ):
        events += made(name, 4 + place / 4, 2, f"subnet-0{place}1b2c3d4e5f6071")
    events += made("internet-gateway", 1, 2, "igw-0d1e2f3a4b5c6d7e8")
    events.append(Creating(resource="load-balancer", kind="AWS::X", at=START + 8))
    events.append(Created(resource="load-balancer", id="app/demo/50dc6c495c0c9188", at=START + 9))
    events.append(Waiting(resource="load-balancer", state="provisioning", seconds=240, at=START + 248))
    events += made("endpoint.s3", 10, 6, "vpce-0s3")
    events += made("endpoint.logs", 10, 47, "vpce-0logs")
    for name in ("endpoint.ecr.api", "endpoint.ecr.dkr"):
        events.append(Creating(resource=name, kind="AWS::X", at=START + 210))
        events.append(Created(resource=name, id="vpce-0123456789abcdef0", at=START + 211))
        events.append(Waiting(resource=name, state="pending", seconds=38, at=START + 248))
    events.append(Creating(resource="service.hostname-app", kind="AWS::X", at=START + 60))
    events.append(
        Failed(
            resource="service.hostname-app",
            what="The tasks of hostname-app do not stay up: CannotPullContainerError (exit code 1).",
            why="ECS deployment ecs-svc/123 failed: tasks failed to start.",
            cure="Look at its output in CloudWatch Logs and at its app.toml; then build again.",
            at=START + 130,
        )
    )
    return events


NOW = START + 260

PULL = (
    "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref "
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com/demo/static-app:0123456789ab: not found"
)
SCALED = "Scaling activity initiated by (deployment ecs-svc/1234567890123456789)"


def observed() -> list[Observed]:
    """A service that grows and loses a task, one that is well, and one whose image cannot be pulled."""
    where = dict(zip("ab", ZONES, strict=True))
    task = partial(Task, since=START)
    return [
        Observed(
            resource="service.hostname-app",
            service="hostname-app",
            wanted=4,
            tasks=(
                task(id="4f1c2b3a", status="RUNNING", zone=where["a"], health="healthy"),
                task(
                    id="5a6b7c8d", status="RUNNING", zone=where["b"], health="unhealthy",
                    reason="Health checks failed with these codes: [502]",
                ),
                task(
                    id="6b7c8d9e", status="RUNNING", zone=where["a"], health="initial",
                    reason="Target registration is in progress", since=START + 200,
                ),
                task(id="7c8d9e0f", status="PROVISIONING", zone=where["b"], since=START + 255),
                task(id="8d9e0f1a", status="STOPPED", zone=where["a"], stopped=SCALED, ended=START + 30),
            ),
        ),
        Observed(
            resource="service.random-quote-app",
            service="random-quote-app",
            wanted=1,
            tasks=(task(id="9e0f1a2b", status="RUNNING", zone=where["a"]),),
        ),
        Observed(
            resource="service.static-app",
            service="static-app",
            wanted=1,
            tasks=(
                task(id="0f1a2b3c", status="STOPPED", zone=where["a"], stopped=PULL, ended=START + 40),
                task(id="1a2b3c4d", status="DEPROVISIONING", zone=where["b"], stopped=PULL, ended=START + 250),
            ),
        ),
    ]  # fmt: skip


def progress() -> Progress:
    return Progress.of(history())


def finished() -> Progress:
    """Everything stands."""
    names = [node.name for step in BOOK if not step.optional for node in step.nodes(plan())]
    events: list[AnyEvent] = [
        Began(verb=Verb.BUILD, deployment="demo", target="aws", account="1", region="x", at=START)
    ]
    for place, name in enumerate(names):
        events += made(name, place, 3 + place * 4, f"id-{place}")
    return Progress.of(events)


def read_number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadInput(
            f"“{text}” is not a number.", why="Tasks are counted.", cure="Write one like 2."
        ) from error


COUNT: Question[int] = Question(
    key="count",
    prompt="How many tasks?",
    why="Each costs about a cent an hour.",
    default=lambda run: 2,
    read=read_number,
)
REGION: Question[str] = Question(key="region", prompt="Which region?", default=lambda run: "", read=str)
WHICH: Question[list[str]] = Question(
    key="zones",
    prompt="Which availability zones?",
    why="Two are enough to survive the loss of one.",
    default=lambda run: [],
    read=lambda text: text.split(),
    many=True,
)
ZONE_CHOICES = (
    Choice("eu-central-1a", "eu-central-1a (euc1-az2)"),
    Choice("eu-central-1b", "eu-central-1b (euc1-az3)"),
    Choice("eu-central-1c", "eu-central-1c (euc1-az1)", "it has no endpoint for ecr.dkr"),
)
REGION_CHOICES = tuple(
    Choice(f"{area}-{side}-{number}", f"{area}-{side}-{number}")
    for area in ("eu", "us", "ap")
    for side in ("central", "west")
    for number in (1, 2, 3)
)

PLAN_ROWS = (
    ("account", "123456789012, arn:aws:sts::123456789012:assumed-role/Admin/anna", "your config"),
    ("region", "eu-central-1", "your config"),
    ("availability zones", "eu-central-1a, eu-central-1b", "default"),
    ("open to", "0.0.0.0/0", "your answer"),
    ("hostname-app", "2 tasks of 256 CPU units and 512 MiB, at /", "from app.toml"),
    ("static-app", "1 task of 256 CPU units and 512 MiB, at /static/*", "from app.toml"),
)
