"""What a verb receives: the plan, AWS, its neighbours' ids, its name and tags, and a way to speak."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from steps.engine.cloud.clients import Aws
from steps.engine.model.events import AnyEvent, Said, TaskEvent, Waiting
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Node, Resource
from steps.engine.troubles import Stopped

T = TypeVar("T")

DEPLOYMENT_TAG = "fargate-wizard:deployment"
RESOURCE_TAG = "fargate-wizard:resource"


class Survey:
    """Each listing asked once and shared by everybody who looks while it lasts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[str, Future[Any]] = {}

    def ask(self, key: str, call: Callable[[], T]) -> T:
        """The answer of the first call under this key; its error is everybody's error."""
        with self._lock:
            answer: Future[T] | None = self._answers.get(key)
            mine = answer is None
            if answer is None:
                answer = self._answers[key] = Future()
        if mine:
            try:
                answer.set_result(call())
            except BaseException as error:
                answer.set_exception(error)
                raise
        return answer.result()


@dataclass
class Run:
    """One run of the builder over one plan: what all its sites share.

    `pace` divides every wait: 1 on AWS, the practice cloud's speed there. `survey`, while it is not None,
    answers each listing once for all who look; `facts` does the same for what does not change, such as the zones.
    `tokens` and `asked` tell, by name, of requests to make something: the client token that a repeated one must
    carry, and the epoch seconds of the last one.
    """

    plan: Plan
    aws: Aws
    tell: Callable[[AnyEvent], None]
    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)
    handles: dict[Node, Handle] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    survey: Survey | None = None
    facts: Survey = field(default_factory=Survey)
    reported: set[str] = field(default_factory=set)
    since: dict[str, float] = field(default_factory=dict)

    @property
    def pace(self) -> float:
        """How much faster than AWS the cloud's clock runs."""
        return self.aws.banner.pace if self.aws.banner else 1.0

    @property
    def own_filter(self) -> list[Any]:
        """EC2's filter for whatever this deployment made."""
        return [{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [self.plan.deployment]}]

    def at(self, node: Node) -> "Site":
        """The site of one node."""
        return Site(self, node)


@dataclass(frozen=True)
class Site:
    """Where one node is built."""

    run: Run
    node: Node

    @property
    def plan(self) -> Plan:
        """What is wanted."""
        return self.run.plan

    @property
    def aws(self) -> Aws:
        """Typed clients, one a service."""
        return self.run.aws

    def handle(self, node: Node) -> Handle:
        """A neighbour as it was made or found; only what is in `needs` is sure to be there."""
        return self.run.handles[node]

    def find(self, resource: Resource) -> Handle | None:
        """Look up a neighbour; free while everybody looks at once."""
        return resource.find(self.run.at(resource))

    def id(self, node: Node) -> str:
        """A neighbour's id."""
        return self.handle(node).id

    def arn(self, node: Node) -> str:
        """A neighbour's ARN."""
        return self.handle(node).arn

    def name(self, suffix: str, limit: int = 255) -> str:
        """`<deployment>-<suffix>`, cut to AWS's limit and kept unique by a digest where it is too long."""
        name = f"{self.plan.deployment}-{suffix}"
        if len(name) <= limit:
            return name
        return f"{name[: limit - 7].rstrip('-')}-{sha256(name.encode()).hexdigest()[:6]}"

    @property
    def tags(self) -> dict[str, str]:
        """The tags of this node's object: the user's, the deployment's name, the node's own key."""
        return {**self.plan.tags, DEPLOYMENT_TAG: self.plan.deployment, RESOURCE_TAG: self.node.name}

    @property
    def tag_list(self) -> list[Any]:
        """The tags as most services want them: [{Key, Value}, …]."""
        return [{"Key": key, "Value": value} for key, value in self.tags.items()]

    @property
    def ecs_tags(self) -> list[Any]:
        """The tags as ECS wants them: [{key, value}, …]."""
        return [{"key": key, "value": value} for key, value in self.tags.items()]

    def tag_specifications(self, kind: str) -> list[Any]:
        """The tags as EC2 wants them at creation; `kind` is EC2's resource type, such as `vpc`."""
        return [{"ResourceType": kind, "Tags": self.tag_list}]

    def owns(self, tags: object) -> bool:
        """Whether AWS's tags, in any service's form, say that this deployment made it."""
        return as_mapping(tags).get(DEPLOYMENT_TAG) == self.plan.deployment

    def is_own(self, tags: object) -> bool:
        """Whether these tags are those of this very node."""
        return self.owns(tags) and as_mapping(tags).get(RESOURCE_TAG) == self.node.name

    @property
    def own_filter(self) -> list[Any]:
        """EC2's filter for whatever this deployment made."""
        return self.run.own_filter

    @property
    def token(self) -> str:
        """The client token that is on disk with the intent: a call repeated in a later run makes nothing twice."""
        return self.run.tokens[self.node.name]

    def listing(self, key: str, call: Callable[[], T]) -> T:
        """The call's answer, shared under `key` while everybody looks at once."""
        return self.run.survey.ask(key, call) if self.run.survey else call()

    def say(self, line: str) -> None:
        """A line of live output."""
        self.run.tell(Said(resource=self.node.name, line=line))

    def report(self, text: str, key: str = "") -> None:
        """What ECS says of a service or a task; said once a run for each `key`."""
        if key not in self.run.reported:
            self.run.reported |= {key} if key else set()
            self.run.tell(TaskEvent(resource=self.node.name, text=text, key=key))

    def progress(self, state: str) -> None:
        """How far long work is, in a few words."""
        since = self.run.since.setdefault(self.node.name, time.monotonic())
        self.run.tell(Waiting(resource=self.node.name, state=state, seconds=time.monotonic() - since))

    @property
    def stop(self) -> threading.Event:
        """Set when the user asks to stop; long work looks at it."""
        return self.run.stop

    def pause(self, seconds: float) -> None:
        """Wait so many AWS seconds inside long work; raises Stopped at once when the user asks to stop."""
        if self.run.stop.wait(seconds / self.run.pace):
            raise Stopped


def as_mapping(tags: object) -> dict[str, str]:
    """AWS's tags in any of their three forms as a dict: {k: v}, [{Key, Value}], [{key, value}]."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    if not isinstance(tags, list | tuple):
        return {}
    return {tag.get("Key", tag.get("key", "")): tag.get("Value", tag.get("value", "")) for tag in tags}
