"""A small book of real steps whose resources live in a dict, so that screens can be driven without any cloud."""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import ClassVar

from botocore.exceptions import ClientError

from steps.appfile.apps import BUNDLED, load
from steps.aws.prices import ADDRESS, ZONE_A_MONTH, task_charges
from steps.engine.cloud.clients import Aws
from steps.engine.cloud.pause import Pause
from steps.engine.model.charge import Charge, Priced
from steps.engine.model.events import Called, LastLines, Observed, Task
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Check, Handle, Resource, WhenReady
from steps.engine.model.service_clients import Banner
from steps.engine.model.site import Run, Site
from steps.engine.model.step import Choice, Question, Step
from steps.engine.troubles import BadInput, NotYet, Trouble
from steps.target.mfa import AskCode, nobody_to_ask
from steps.target.target import Target
from tests.tui.log_groups import LogGroups

ACCOUNT = "123456789012"
INTERFACE = {
    "NetworkInterfaceId": "eni-0a1b2c3d", "Description": "AWS Lambda VPC ENI-ledger", "InterfaceType": "lambda",
    "Status": "in-use", "RequesterManaged": True, "VpcId": "id-network", "OwnerId": ACCOUNT,
}  # fmt: skip
SAID = 1_790_000_000.0  # when ECS said whatever it says, in epoch seconds


@dataclass
class Cloud:
    """What stands; `broken` names what cannot be made, `slow` what is not ready before its event is set.

    `tasks` are those of each service; with none of them nothing is seen.
    """

    objects: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    slow: dict[str, threading.Event] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    stubborn: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)  # what a Lambda function's network interface is in
    tasks: dict[str, tuple[Task, ...]] = field(default_factory=dict)
    looks: int = 0  # at tasks
    refusal: Exception | None = None  # of a look at tasks
    crying: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What is told last by the app of a thing that is broken, or by the task of a service that stopped last."""
    logged_in: bool = True
    logs: LogGroups = field(default_factory=LogGroups)

    def reach(self, target: Target, ask_code: AskCode = nobody_to_ask) -> Aws:
        """Stand in for an account's session: the resources of this book ask nothing else of it."""
        if not self.logged_in:
            raise Trouble("Your SSO session has ended.", cure="Run `aws sso login`, then try again.")
        caller = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/ada"}
        return SimpleNamespace(  # type: ignore[return-value]  # as much of Aws as the engine touches
            hear=lambda called: None,
            sts=SimpleNamespace(get_caller_identity=lambda: caller),
            login=None,
            pause=Pause(),
            region=target.region or "eu-central-1",
            endpoint="",
            profile=target.profile,
            chosen_profile=target.profile,
            banner=Banner(sandbox="fargate-wizard", speed=None),
            cloud=self,
            logs=self.logs,
            **dict.fromkeys(("ecs", "elbv2", "resourcegroupstaggingapi"), Empty()),
            ec2=Interfaces(self),
            iam=SimpleNamespace(get_role=lambda **_: {"Role": {}}, get_paginator=Empty().get_paginator),
        )


class Empty:
    """A client of a service in which there is nothing: the objects of this book are known to no AWS."""

    def __getattr__(self, operation: str) -> Callable[..., dict[str, list[object]]]:
        return lambda **asked: defaultdict(list)

    def get_paginator(self, operation: str) -> SimpleNamespace:
        return SimpleNamespace(paginate=lambda **asked: [])


class Interfaces(Empty):
    """A client of EC2 that lists an interface in whatever is held."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def get_paginator(self, operation: str) -> SimpleNamespace:
        if operation != "describe_network_interfaces" or not self._cloud.held:
            return super().get_paginator(operation)
        return SimpleNamespace(paginate=lambda **asked: [{"NetworkInterfaces": [INTERFACE]}])


def cloud_of(site: Site) -> Cloud:
    cloud: Cloud = site.aws.cloud
    return cloud


class Thing(Resource):
    """Something in the dict."""

    every: ClassVar[float] = 0.2
    shareable: ClassVar[bool] = True

    def find(self, site: Site) -> Handle | None:
        cloud = cloud_of(site)
        if self.name in cloud.foreign:
            return Handle(f"not-ours-{self.name}", ours=False)
        found = cloud.objects.get(self.name)
        return Handle(found, url=self.url) if found else None

    def create(self, site: Site) -> Handle:
        cloud = cloud_of(site)
        command = f"aws pretend create --name {self.name}"
        if self.name in cloud.broken:
            site.aws.hear(Called(resource=self.name, line=command, seconds=0.1, error="Refused"))
            raise Trouble(
                f"{self.name} cannot be made.", why="The cloud is full.", cure="Make room, then try again.",
                lines=cloud.crying.get(self.name, ()),
            )  # fmt: skip
        cloud.objects[self.name] = f"id-{self.name}"
        site.aws.hear(Called(resource=self.name, line=command, seconds=0.1))
        site.say(f"{self.name} says hello")
        return Handle(f"id-{self.name}", url=self.url)

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        gate = cloud_of(site).slow.get(self.name)
        return handle if gate is None or gate.is_set() else "provisioning"

    def delete(self, site: Site, handle: Handle) -> None:
        cloud = cloud_of(site)
        if self.name in cloud.held:
            words = f"The subnet '{handle.id}' has dependencies and cannot be deleted."
            raise ClientError({"Error": {"Code": "DependencyViolation", "Message": words}}, "DeleteSubnet")
        if self.name in cloud.stubborn:
            raise Trouble(f"{self.name} does not want to go.", cure="Ask it again.")
        cloud.objects.pop(self.name, None)

    @property
    def url(self) -> str:
        return ""


class Network(Thing):
    """A private piece of the cloud, in which everything else lives."""

    kind: ClassVar[str] = "AWS::EC2::VPC"


class Subnet(Thing):
    """A part of the network in one zone."""

    kind: ClassVar[str] = "AWS::EC2::Subnet"
    zone: str
    network: Network


class LoadBalancer(Thing):
    """The address that the world knows."""

    kind: ClassVar[str] = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    typical: ClassVar[float] = 150.0
    subnets: tuple[Subnet, ...]

    @property
    def position(self) -> Position:
        return Position(Part.LOAD_BALANCER)

    def charges(self) -> tuple[Charge, ...]:
        """Whatever the usual platform costs: nothing else of this small book is billed."""
        return (
            *task_charges("hostname-app: 2 tasks", load(BUNDLED)[0], 2),
            *task_charges("random-quote-app: 1 task", load(BUNDLED)[1], 1),
            *task_charges("static-app: 1 task", load(BUNDLED)[2], 1),
            Charge("load balancer", item=Priced.LOAD_BALANCER),
            Charge("its public addresses: 2", 2, an_hour=ADDRESS),
            Charge("private endpoints: 3 in 1 zone", 3, Priced.ENDPOINT),
            Charge("names: 1 hosted zone, by the month", a_month=ZONE_A_MONTH),
        )

    @property
    def url(self) -> str:
        return "http://front.example/"


class Service(Thing):
    """The tasks of one app, kept running."""

    kind: ClassVar[str] = "AWS::ECS::Service"
    typical: ClassVar[float] = 60.0
    app: str
    front: WhenReady[LoadBalancer]

    def create(self, site: Site) -> Handle:
        site.report(f"(service {self.app}) has started 2 tasks", at=SAID)
        site.report(f"(service {self.app}) has reached a steady state", at=SAID)
        return super().create(site)

    def observe(self, site: Site, handle: Handle) -> Observed | None:
        cloud = cloud_of(site)
        cloud.looks += 1
        if cloud.refusal:
            raise cloud.refusal
        tasks = cloud.tasks.get(self.name)
        if tasks and (lines := cloud.crying.get(self.name)):
            site.run.tell(LastLines(resource=self.name, task=tasks[-1].id, lines=lines))
        return (
            Observed(resource=self.name, tasks=tasks, wanted=2, service=self.app)
            if tasks is not None
            else None
        )


class Bonus(Thing):
    """Something nobody needs."""

    kind: ClassVar[str] = "AWS::ECS::Service"


class Answers(Check):
    """The front page answers."""

    patience: ClassVar[float] = 5.0
    service: WhenReady[Service]

    def verify(self, site: Site) -> str:
        if self.service.name not in cloud_of(site).objects:
            raise NotYet("nobody is there")
        return "200 OK from http://front.example/"


def _check_zones(zones: list[str], run: Run) -> None:
    if len(zones) < 2:
        raise BadInput(
            "At least two zones are needed.", why="A load balancer refuses to stand in one.", cure="Take two."
        )


def _check_size(size: str, run: Run) -> None:
    if size == "huge":
        raise BadInput("“huge” is more than this cloud has.", cure="Take small or large.")


def _read_size(text: str) -> str:
    if text.strip() not in ("small", "large", "huge"):
        raise BadInput(f"“{text}” is no size.", cure="Type small or large.")
    return text.strip()


ZONES: Question[list[str]] = Question(
    key="zones",
    prompt="Which availability zones?",
    why="Two survive the loss of one.",
    default=lambda run: ["a", "b"],
    read=lambda text: [part.strip() for part in text.split(",")],
    choices=lambda run: [
        Choice("a", "zone a"),
        Choice("b", "zone b"),
        Choice("c", "zone c", "it has no Fargate"),
    ],
    many=True,
    check=_check_zones,
)
SIZE: Question[str] = Question(
    key="size",
    prompt="How big is the network?",
    why="It cannot be changed later.",
    default=lambda run: "small",
    read=_read_size,
    check=_check_size,
)


def _network(plan: Plan) -> tuple[Resource, ...]:
    network = Network()
    return (network, *(Subnet(zone, network) for zone in plan.answer(ZONES)))


def _front(plan: Plan) -> LoadBalancer:
    return LoadBalancer(tuple(each for each in _network(plan) if isinstance(each, Subnet)))


def _service(plan: Plan) -> Service:
    return Service("hello", _front(plan))


def page(title: str, words: str) -> str:
    return f"# {title}\n\n{words}\n\n- It is **explained** before it is made.\n- It is taken down with one key.\n"


BOOK: tuple[Step, ...] = (
    Step(
        title="Before we start",
        key="preflight",
        questions=(ZONES,),
        prose=page("Before we start", "Where you are."),
    ),
    Step(
        title="A network",
        key="network",
        questions=(SIZE,),
        resources=_network,
        prose=page("A network", "A place."),
    ),
    Step(
        title="A bonus",
        key="bonus",
        resources=lambda plan: (Bonus(),),
        optional=True,
        prose=page("A bonus", "Skip it."),
    ),
    Step(
        title="The front door",
        key="front",
        resources=lambda plan: (_front(plan),),
        prose=page("The front door", "One address."),
    ),
    Step(
        title="Look",
        key="look",
        resources=lambda plan: (_service(plan),),
        checks=lambda plan: (Answers(_service(plan)),),
        prose=page("Look", "It works."),
    ),
)
"""Five pages: a question, three things, something optional, something slow, and a check."""
WHOLE = {"network", "subnet.a", "subnet.b", "load-balancer", "service.hello"}
"""What stands when all of it is built."""
