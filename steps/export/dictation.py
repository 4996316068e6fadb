"""What the book asks of AWS to build a plan: its own `create` verbs, overheard, with answers that are made up.

Every id and ARN in an answer is a mark that stands for itself, so where a later call has one, it is known which answer it
came from. No call leaves this machine.
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from steps.book.images import Image
from steps.engine.model.graph import Handle, Node
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.service_clients import Clients
from steps.engine.model.site import Run
from steps.engine.model.step import Step
from steps.export.role import role_arn

if TYPE_CHECKING:
    from boto3.session import Session
    from botocore.model import OperationModel, Shape

LEFT_OPEN = re.compile(r"(next|pagination|continuation)?(token|marker)$", re.IGNORECASE)
DEEPEST = 8
MADE_LATER = frozenset({"AWS::ServiceDiscovery::PrivateDnsNamespace"})
"""Kinds whose id AWS tells only when they are ready: what is asked then belongs to making them."""

BALANCER = ":loadbalancer/"
"""What divides a load balancer's ARN: after it comes the name that CloudWatch has for it."""

FIXED: Mapping[str, Mapping[str, Any]] = {
    "GetOperation": {"Operation": {"Status": "SUCCESS"}},
    "DescribeRules": {"Rules": []},
    "DescribeVpcs": {"Vpcs": [{"State": "available"}]},
}
"""What an answer must say, beside marks, for a verb to go on."""


@dataclass(frozen=True)
class DictatedCall:
    """One call, in the API's words; its place tells it from others. `hidden` names parameters that belong to it alone."""

    place: int
    service: str
    operation: str
    parameters: Mapping[str, Any]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AnswerMark:
    """A value of an answer: the call that it came from and where in the answer it is, as JMESPath.

    Where the path ends in `BALANCER` it is what comes after that in the value.
    """

    call: DictatedCall
    path: str


@dataclass(frozen=True)
class DictatedThing:
    """One thing, the step it belongs to, the calls that make it in their order, and its handle, full of marks."""

    step: Step
    node: Resource
    calls: tuple[DictatedCall, ...]
    handle: Handle


@dataclass
class Dictation:
    """All of a plan, in written order, and what the marks in it stand for."""

    plan: Plan
    made: list[DictatedThing] = field(default_factory=list)
    marks: dict[str, AnswerMark] = field(default_factory=dict)
    nonce: str = field(default_factory=lambda: f"q{secrets.token_hex(6)}")

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds marks in a text."""
        return re.compile(rf"{self.nonce}m\d+z")

    def mark(self, call: DictatedCall, path: str) -> str:
        """The mark of this place in this answer."""
        found = f"{self.nonce}m{len(self.marks)}z"
        self.marks[found] = AnswerMark(call, path)
        return found

    def value(self, call: DictatedCall, path: str) -> str:
        """What stands in an answer at this place; a load balancer's ARN has a second part that metrics go by."""
        whole = self.mark(call, path)
        if path.endswith("LoadBalancerArn"):
            return f"{whole}{BALANCER}{self.mark(call, f'{path}{BALANCER}')}"
        return whole

    def owner(self, mark: str) -> DictatedThing:
        """What the mark's call makes."""
        return next(made for made in self.made if self.marks[mark].call in made.calls)


def dictate(plan: Plan, book: Sequence[Step]) -> Dictation:
    """Have everything of this plan made by nobody; the apps of the plan must have their environments' values.

    An image is made by Docker, so nothing is asked of AWS for it.
    """
    dictation = Dictation(plan)
    ears = Ears(dictation)
    tokens = _Tokens()
    run = Run(plan, ears, lambda event: None, Path(), tokens=tokens)
    for step in book:
        for node in () if step.optional else step.resources(plan):
            ears.heard = []
            handle = _image(node, plan) if isinstance(node, Image) else _make(node, run)
            run.handles[node] = handle
            dictation.made.append(DictatedThing(step, node, tuple(ears.heard), handle))
    return dictation


def _make(node: Resource, run: Run) -> Handle:
    site = run.at(node)
    handle = node.create(site)
    later = node.ready(site, handle) if node.kind in MADE_LATER else handle
    return later if isinstance(later, Handle) else handle


def _image(node: Image, plan: Plan) -> Handle:
    return Handle(plan.images[node.app.name])


class _Tokens(dict[str, str]):
    """A client token for whoever asks."""

    def __missing__(self, name: str) -> str:
        return "0" * 32


class Ears(Clients):
    """Clients whose calls go nowhere: what was asked is in `heard`, what is answered is made up."""

    def __init__(self, dictation: Dictation) -> None:
        self._dictation = dictation
        self.region, self.profile, self.banner = dictation.plan.region, "", None
        self.heard: list[DictatedCall] = []
        self._session = self._listening()
        self._clients: dict[str, Any] = {}
        self._places = 0

    def client(self, service: str) -> Any:
        """The client of a service."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service, region_name=self.region)  # type: ignore[call-overload]  # any of them
        return self._clients[service]

    def knows(self, service: str) -> bool:
        """Whether botocore has a service of this name."""
        return service in self._session.get_available_services()

    def _listening(self) -> "Session":
        import boto3

        session = boto3.Session("nobody", "nothing", region_name=self.region)
        session.events.register("provide-client-params", self._note)
        session.events.register("before-call", self._answer)  # type: ignore[arg-type]  # the stubs do not know that it may answer
        return session

    def _note(
        self, params: Mapping[str, Any], model: "OperationModel", context: dict[str, Any], **_: object
    ) -> None:
        shape = model.input_shape
        tokens = {name for name, each in (shape.members.items() if shape else ()) if _is_token(name, each)}
        call = DictatedCall(
            self._places, model.service_model.service_name, model.name, dict(params), frozenset(tokens)
        )
        self._places += 1
        self.heard.append(call)
        context["dictated"] = call

    def _answer(
        self, model: "OperationModel", context: dict[str, Any], **_: object
    ) -> tuple[Any, dict[str, Any]]:
        from botocore.awsrequest import AWSResponse
        from botocore.compat import HTTPHeaders

        call: DictatedCall = context["dictated"]
        answer = self._made_up(call, model.output_shape, "", DEEPEST) if model.output_shape else {}
        settled = _laid_over(answer, FIXED.get(model.name, {}))
        match model.name:
            case "DescribeSecurityGroupRules":
                settled["SecurityGroupRules"] = self._default_rules(call)
            case "CreateRole" | "GetRole":  # recipes have a digest that is made with it
                settled["Role"]["Arn"] = role_arn(self._dictation.plan, call.parameters["RoleName"])
        return AWSResponse("", 200, HTTPHeaders(), None), settled

    def _default_rules(self, call: DictatedCall) -> list[dict[str, Any]]:
        """The two that the default group of a new VPC has."""
        path = "SecurityGroupRules[?{}].SecurityGroupRuleId | [0]"
        ways = {True: path.format("IsEgress"), False: path.format("!IsEgress")}
        return [
            {"IsEgress": out, "SecurityGroupRuleId": self._dictation.mark(call, way)}
            for out, way in ways.items()
        ]

    def _made_up(self, call: DictatedCall, shape: "Shape", path: str, levels: int) -> Any:
        """What was asked for, where the answer has something of that name; else a mark, or anything that fits."""
        asked = call.parameters.get(path.rpartition(".")[2])
        if asked is not None and shape.type_name in ("string", "list"):
            return str(asked) if shape.type_name == "string" and isinstance(asked, str | int) else asked
        match shape.type_name:
            case "structure" if levels:
                return {
                    name: self._made_up(call, each, f"{path}.{name}" if path else name, levels - 1)
                    for name, each in shape.members.items()  # type: ignore[attr-defined]  # a StructureShape
                    if not LEFT_OPEN.match(name)
                }
            case "list" if levels:
                return [self._made_up(call, shape.member, f"{path}[0]", levels - 1)]  # type: ignore[attr-defined]  # a ListShape
            case "map" if levels:
                keys = getattr(shape.key, "enum", ())  # type: ignore[attr-defined]  # a MapShape
                return {key: self._made_up(call, shape.value, f"{path}.{key}", levels - 1) for key in keys}  # type: ignore[attr-defined]
            case "string":
                return self._dictation.value(call, path)
            case "timestamp":
                return datetime.fromtimestamp(0, UTC)
            case "boolean":
                return False
            case "integer" | "long" | "float" | "double":
                return 1
            case _:
                return {}


def _is_token(name: str, shape: "Shape") -> bool:
    """Whether a parameter only tells this call from another one."""
    return bool(shape.metadata.get("idempotencyToken")) or name in (
        "clientToken",
        "ClientToken",
        "CreatorRequestId",
    )


def _laid_over(answer: dict[str, Any], fixed: Mapping[str, Any]) -> dict[str, Any]:
    """The answer, which says at some places what is fixed."""

    def laid(below: Any, above: Any) -> Any:
        match below, above:
            case dict(), dict():
                return below | {key: laid(below.get(key), each) for key, each in above.items()}
            case [first], [over]:
                return [laid(first, over)]
            case _:
                return above

    return dict(laid(answer, dict(fixed)))


def texts(value: Any) -> Iterator[str]:
    """Every text in a parameter."""
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from texts(each)
        case list() | tuple():
            for each in value:
                yield from texts(each)
        case _:
            pass


def with_their_values(run: Run, plan: Plan) -> Plan:
    """The plan with the environments' values of its apps, from their app.toml or from AWS. Raises Trouble."""
    from steps.aws.recipe import with_values

    site = run.at(Node())
    return replace(plan, apps=tuple(with_values(site, app) for app in plan.apps))
