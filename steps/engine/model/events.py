"""Everything that happens, as small frozen types: the journal is these appended, the screen draws them."""

from enum import StrEnum
from typing import Any

import msgspec

from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.event import Event
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.plan import Plan


class Verb(StrEnum):
    """What a run does."""

    BUILD = "build"
    ATTACH = "attach"
    TEARDOWN = "teardown"


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    FAILED = "failed"
    LEFT = "left"  # a teardown that left something behind
    STOPPED = "stopped"


class Began(Event, frozen=True):
    """A run of `verb` started against this account and region, with the AWS profile that its user named, if any."""

    verb: Verb
    deployment: str
    target: str
    account: str
    region: str
    endpoint: str = ""
    identity: str = ""
    profile: str = ""


class Answered(Event, frozen=True):
    """A question has this answer from now on; the value is plain JSON."""

    question: str
    value: Any


class Scaled(Event, frozen=True):
    """So many tasks of an app are to run from now on, as long as its app.toml still says `declared`."""

    app: str
    count: int
    declared: int


class Taken(Event, frozen=True):
    """A resource's drift is taken as it is from now on; with an empty `what` it is not any more."""

    resource: str
    what: str


class Planned(Event, frozen=True):
    """What is to stand when the run is done."""

    plan: Plan


class Creating(Event, frozen=True):
    """About to ask AWS for it: on disk before the call, and with it the client token that the call carries.

    `needs` names what it is made of and in, which its deletion may have to know.
    """

    resource: str
    kind: str
    token: str = ""
    needs: tuple[str, ...] = ()


class Created(Event, frozen=True):
    """AWS has made it; it may not be ready yet. `born` tells it from a later one of the same name."""

    resource: str
    id: str
    arn: str = ""
    url: str = ""
    born: str = ""


class Adopted(Event, frozen=True):
    """It was there already: `ours` says whether this deployment made it, now or in an earlier run."""

    resource: str
    kind: str
    id: str
    arn: str = ""
    url: str = ""
    ours: bool = True
    needs: tuple[str, ...] = ()
    born: str = ""


class Ready(Event, frozen=True):
    """It can be used; `seconds` since it was asked for."""

    resource: str
    id: str
    arn: str = ""
    url: str = ""
    seconds: float = 0.0
    born: str = ""


class Updating(Event, frozen=True):
    """About to change in place what differs."""

    resource: str
    what: str


class Updated(Event, frozen=True):
    """The change was accepted."""

    resource: str


class Deleting(Event, frozen=True):
    """About to ask AWS to delete it: on disk before the call."""

    resource: str


class Deleted(Event, frozen=True):
    """It is gone; `seconds` since its deletion began."""

    resource: str
    seconds: float = 0.0


class Kept(Event, frozen=True):
    """It stays, because this deployment did not make it."""

    resource: str
    id: str


class Checked(Event, frozen=True):
    """Something that had to be true is true; `said` is what was seen."""

    check: str
    said: str
    seconds: float = 0.0


class Failed(Event, frozen=True):
    """A resource or a check could not be done; `refused` when AWS said no, so that nothing came of the call.

    `lines` are the last that its app wrote, where there are any.
    """

    resource: str
    what: str
    why: str = ""
    cure: str = ""
    step: str = ""
    refused: bool = False
    lines: tuple[str, ...] = ()


class Paused(Event, frozen=True):
    """The run waits for what only the world outside can bring, a login or the network; it goes on by itself."""

    what: str
    why: str = ""
    cure: str = ""


class Resumed(Event, frozen=True):
    """What the run waited for is there; `seconds` since it paused."""

    seconds: float = 0.0


class Renamed(Event, frozen=True):
    """What an earlier version recorded under one name is this version's resource of another."""

    resource: str
    name: str


class Drifted(Event, frozen=True):
    """AWS is no longer as this deployment left it: a resource was deleted (`missing`) or changed behind our back."""

    resource: str
    what: str
    missing: bool = False


class Ended(Event, frozen=True):
    """The run is over."""

    verb: Verb
    outcome: Outcome
    seconds: float


class Waiting(Event, frozen=True):
    """Passing: it is in this state, `seconds` after it was asked for."""

    resource: str
    state: str
    seconds: float


class Called(Event, frozen=True):
    """Passing: an AWS call, as the `aws` command that would make it; `error` is AWS's code, if it refused.

    `gave` has ids and ARNs of its answer that were not in the call, by where they are in it.
    """

    resource: str
    line: str
    seconds: float
    error: str = ""
    gave: dict[str, str] = msgspec.field(default_factory=dict)


class Said(Event, frozen=True):
    """Passing: a line of live output, from Docker or from a verb."""

    resource: str
    line: str


class TaskEvent(Event, frozen=True):
    """Passing: what ECS says of a service and its tasks, in its own words; `key` tells one from another of the same words."""

    resource: str
    text: str
    key: str = ""


class LastLines(Event, frozen=True):
    """Passing: the last `lines` of a `task` that stopped by itself, known by its short id; told again when there are more."""

    resource: str
    task: str
    lines: tuple[str, ...]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task in AWS's words: its last status, its target's health with the reason for it, why it stopped with exit codes.

    `id` is the short one; `since` is when it was asked for and `ended` when it began to stop, in epoch seconds.
    """

    id: str
    status: str
    zone: str = ""
    health: str = ""
    reason: str = ""
    stopped: str = ""
    since: float = 0.0
    ended: float = 0.0


class Observed(Event, frozen=True):
    """Passing: a service's tasks as they are now, of which `wanted` should run; told when they changed, recorded nowhere."""

    resource: str
    tasks: tuple[Task, ...]
    wanted: int
    service: str  # its name in ECS, without the deployment's: the app's, mostly


Lasting = (
    Began | Answered | Scaled | Taken | Planned | Creating | Created | Adopted | Ready | Updating | Updated | Deleting | Deleted
    | Kept | Checked | Failed | Paused | Resumed | Renamed | Drifted | Ended
)  # fmt: skip
Passing = Waiting | Called | Said | TaskEvent | LastLines | Observed | Obstacle | Cleared | Diagnosed
AnyEvent = Lasting | Passing

OfTheRun = Began | Answered | Planned | Scaled | Paused | Resumed | Ended
OfANode = (
    Creating | Created | Adopted | Ready | Updating | Updated | Deleting | Deleted | Kept | Checked | Failed | Renamed
    | Drifted | Taken | Waiting | Called | Said | TaskEvent | LastLines | Observed
)  # fmt: skip

INTENTS = (Creating, Updating, Deleting)
PASSING = (Waiting, Called, Said, TaskEvent, LastLines, Observed, Obstacle, Cleared, Diagnosed)
UNRECORDED = (Waiting, Observed)
