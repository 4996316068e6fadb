"""What a verb receives: the plan, AWS, its neighbours' ids, its name and tags, and a way to speak.

**Threads, and who owns what.** One thread works on a deployment: it settles, builds and takes down, one after another,
and holds the deployment's lock. While it runs a `Schedule`, each life (one resource's or check's) is stepped in a short
daemon thread of its own, never two steps of one life at a time; up to sixteen lives side by side. Beside it a second
thread may *extend* the build under way, and a third may watch tasks while nothing is built.

- A `Run` is frozen: its plan is fixed. An extension is a run of its own, with its own plan, that shares the first one's
  `handles`, `tokens` and `asked`; what was begun goes on with the plan that it began with.
- In `handles`, `tokens`, `asked` and `since` each key belongs to one life, which alone writes it; others read what the
  schedule says is there. A look or a search for drift has a run with `handles` of its own.
- A `Survey` belongs to the look that made it, and its sites carry it.
- The record takes events from any thread, one at a time; the stop flag is set by anybody and cleared by whoever owns it.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from steps.engine.model.awake import AwakeClock
from steps.engine.model.events import AnyEvent, Said, TaskEvent, Waiting
from steps.engine.model.graph import Handle, Node
from steps.engine.model.obstacle import Obstacle
from steps.engine.model.plan import Plan
from steps.engine.model.service_clients import Clients
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
                self._note_failure(key)
                answer.set_exception(error)
                raise
        return answer.result()

    def _note_failure(self, key: str) -> None:
        """Let it be: who looks around once need not look again for each who asks."""


class Facts(Survey):
    """What does not change once it is known; a look that failed is not remembered, and whoever asks next looks again."""

    def _note_failure(self, key: str) -> None:
        with self._lock:
            del self._answers[key]


@dataclass(frozen=True)
class Run:
    """One run of the builder over one plan: what all its sites share (the module says which thread owns what).

    `pace` divides every wait: 1 on AWS, the practice cloud's speed there. `facts` answers once for all what
    does not change, such as the zones. `tokens` and `asked` tell, by name, of requests to make
    something: the client token that a repeated one must carry, and the epoch seconds of the last one.
    What `conceal` is given is in no event from then on. By `clock` it is known what is overdue. `still_alone` is called
    before anything is made or deleted, and raises Overtaken when somebody else has taken the deployment over. `former_tags`
    are the keys of all tags that its user ever asked for, `allows` the actions that the book takes. `obstacles` finds what
    holds on to a resource that AWS refuses to delete.
    """

    plan: Plan
    aws: Clients
    tell: Callable[[AnyEvent], None]
    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)
    former_tags: frozenset[str] = frozenset()
    handles: dict[Node, Handle] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    conceal: Callable[[Iterable[str]], None] = lambda secrets: None
    reported: set[str] = field(default_factory=set)
    since: dict[str, float] = field(default_factory=dict)
    clock: AwakeClock = field(default_factory=AwakeClock)
    still_alone: Callable[[], None] = lambda: None
    allows: tuple[str, ...] = ()
    obstacles: "Callable[[Site, Any, Handle], list[Obstacle]]" = lambda site, resource, handle: []

    @property
    def pace(self) -> float:
        """How much faster than AWS the cloud's clock runs."""
        return self.aws.banner.pace if self.aws.banner else 1.0

    @property
    def own_filter(self) -> list[Any]:
        """EC2's filter for whatever this deployment made."""
        return [{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [self.plan.deployment]}]

    def at(self, node: Node, survey: Survey | None = None) -> "Site":
        """The site of one node; in a look around, with the survey that answers each listing once for all who look."""
        return Site(self, node, survey)


class Findable(Node):
    """A node that can be looked up."""

    def find(self, site: "Site") -> Handle | None:
        """Look it up by name or tag; None when there is none. Needs no neighbour's id."""
        raise NotImplementedError


@dataclass(frozen=True)
class Site:
    """Where one node is built."""

    run: Run
    node: Node
    survey: Survey | None = None

    @property
    def plan(self) -> Plan:
        """What is wanted."""
        return self.run.plan

    @property
    def aws(self) -> Clients:
        """Typed clients, one a service."""
        return self.run.aws

    def handle(self, node: Node) -> Handle:
        """A neighbour as it was made or found; only what is in `needs` is sure to be there."""
        return self.run.handles[node]

    def find(self, neighbour: Findable) -> Handle | None:
        """Look up a neighbour; free while everybody looks at once."""
        return neighbour.find(self.run.at(neighbour, self.survey))

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
        names = (self.node.name, *self.node.formerly)
        return self.owns(tags) and as_mapping(tags).get(RESOURCE_TAG) in names

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
        return self.survey.ask(key, call) if self.survey else call()

    def say(self, line: str) -> None:
        """A line of live output."""
        self.run.tell(Said(resource=self.node.name, line=line))

    def report(self, text: str, key: str = "", at: float | None = None) -> None:
        """What ECS says of a service or a task; said once a run for each `key`. `at` is when ECS said it, in epoch seconds."""
        if key not in self.run.reported:
            self.run.reported.update({key} if key else ())
            said = time.time() if at is None else at
            self.run.tell(TaskEvent(resource=self.node.name, text=text, key=key, at=said))

    def progress(self, state: str) -> None:
        """How far long work is, in a few words."""
        since = self.run.since.setdefault(self.node.name, self.run.clock())
        self.run.tell(Waiting(resource=self.node.name, state=state, seconds=self.run.clock() - since))

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
