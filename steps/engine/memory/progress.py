"""Progress is a fold over events: what stands, what is under way, what failed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, assert_never

from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.events import (
    Adopted,
    Answered,
    AnyEvent,
    Began,
    Called,
    Checked,
    Created,
    Creating,
    Deleted,
    Deleting,
    Drifted,
    Ended,
    Failed,
    Kept,
    LastLines,
    Observed,
    OfANode,
    Paused,
    Planned,
    Ready,
    Renamed,
    Resumed,
    Said,
    Scaled,
    Taken,
    TaskEvent,
    Updated,
    Updating,
    Verb,
    Waiting,
)
from steps.engine.model.graph import Node
from steps.engine.model.kind_words import OF_THE_ACCOUNT
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.plan import Plan


class State(StrEnum):
    """Where a resource or check is."""

    PLANNED = "planned"
    CREATING = "creating"
    CREATED = "created"
    READY = "ready"
    UPDATING = "updating"
    DELETING = "deleting"
    DELETED = "deleted"
    KEPT = "kept"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True)
class Standing:
    """One resource or check as the events tell it; times are epoch seconds, `seconds` how long it took."""

    name: str
    kind: str = ""
    state: State = State.PLANNED
    id: str = ""
    arn: str = ""
    url: str = ""
    ours: bool = True
    token: str = ""  # of the last request to make it, until its outcome is known
    asked: float = 0.0  # when AWS was last asked to make it; 0 when nothing can have come of it
    since: float = 0.0
    seconds: float = 0.0
    waiting: str = ""
    trouble: Failed | None = None
    diagnosis: Diagnosed | None = None  # what was looked at last, while it is waited for or since it failed
    drift: str = ""  # how it was changed behind our back
    said: str = ""  # what a check saw
    needs: tuple[str, ...] = ()  # what it was made of and in; journals of 0.1 do not say
    born: str = ""  # what AWS gave it beside its name
    exists: bool = False  # something of ours may be in AWS, whatever the state says


@dataclass
class Progress:
    """The fold: feed it events with `take`, read what they come to."""

    began: Began | None = None
    ended: Ended | None = None
    paused: Paused | None = None
    pauses: list[Resumed] = field(default_factory=list)  # of this run, that are over
    cut_off: float = 0.0  # when a run was last heard of whose end nobody could write down; 0 for any other
    first_began: float = 0.0
    rebuilt: float = 0.0  # when it was begun anew after a teardown; 0 for one that was not
    plans: list[Plan] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    scaled: dict[str, Scaled] = field(default_factory=dict)  # by app
    taken: dict[str, str] = field(default_factory=dict)  # the drift that is taken as it is, by resource
    nodes: dict[str, Standing] = field(default_factory=dict)
    obstacles: dict[tuple[str, str], Obstacle] = field(default_factory=dict)
    """What holds on to something that is to be deleted, by that and its own id."""
    replaced: list[Standing] = field(default_factory=list)  # of ours, whose name another one has now
    places: set[tuple[str, str, str, str]] = field(default_factory=set)
    """Each deployment, target, account and region that is named: one, unless the journal is damaged."""

    @classmethod
    def of(cls, events: Iterable[AnyEvent]) -> "Progress":
        """The fold over all of these."""
        progress = cls()
        for event in events:
            progress.take(event)
        return progress

    @property
    def plan(self) -> Plan | None:
        """The latest plan."""
        return self.plans[-1] if self.plans else None

    @property
    def drifted(self) -> dict[str, str]:
        """What was deleted or changed behind our back, by name."""
        found = {name: node.drift for name, node in self.nodes.items() if node.drift}
        return found | {name: "deleted" for name, node in self.nodes.items() if node.state is State.MISSING}

    @property
    def recorded(self) -> set[str]:
        """The names of what may stand in AWS and is ours."""
        return set(self.recorded_kinds)

    @property
    def recorded_kinds(self) -> dict[str, str]:
        """AWS's type of each of these, by name."""
        return {name: node.kind for name, node in self.nodes.items() if node.exists and node.ours}

    def renamed(self, nodes: Iterable[Node]) -> list[Renamed]:
        """Which of these an earlier version recorded under another name."""
        new = (node for node in nodes if node.name not in self.nodes)
        return [
            Renamed(resource=old, name=node.name)
            for node in new
            for old in node.formerly
            if old in self.nodes
        ]

    def node(self, name: str) -> Standing:
        """What is known of one resource or check."""
        return self.nodes.get(name) or Standing(name)

    @property
    def life_began(self) -> float:
        """When what stands now was begun, in epoch seconds; 0 before anything was."""
        return self.rebuilt or self.first_began

    def of_this_life(self, name: str) -> Standing:
        """What is known of one resource or check, but for what was taken down before all was begun anew."""
        node = self.node(name)
        return Standing(name) if node.state is State.DELETED and node.since < self.rebuilt else node

    def take(self, event: AnyEvent) -> None:
        """One more event."""
        match event:
            case Began():
                self.places.add((event.deployment, event.target, event.account, event.region))
                if event.verb is Verb.BUILD and self.began and self.began.verb is Verb.TEARDOWN:
                    self.rebuilt = event.at
                self.began, self.ended, self.paused, self.pauses, self.obstacles = event, None, None, [], {}
                self.cut_off = 0.0
                self.first_began = self.first_began or event.at
                self._forget_checks()
                if event.verb is Verb.TEARDOWN:
                    self._forget_missing()
            case Ended():
                self.ended, self.paused = event, None
            case Paused():
                self.paused = event
            case Resumed():
                self.paused = None
                self.pauses.append(event)
            case Answered():
                self.answers[event.question] = event.value
            case Scaled():
                self.scaled[event.app] = event
            case Planned(plan=plan):
                self.places.add((plan.deployment, plan.target, plan.account, plan.region))
                if event.plan not in self.plans[-1:]:
                    self.plans.append(event.plan)
            case Diagnosed():
                self._note(event.resource, diagnosis=event)
            case Obstacle(resource=name, id=id_):
                self.obstacles[name, id_] = event
            case Cleared(resource=name, id=id_):
                self.obstacles.pop((name, id_), None)
            case _:
                self._take_for_node(event)

    def _take_for_node(self, event: OfANode) -> None:
        match event:
            case Renamed(resource=old, name=name):
                if old in self.nodes:
                    self.nodes[name] = replace(self.nodes.pop(old), name=name)
            case Taken(resource=name, what=what):
                self.taken.pop(name, None)
                self.taken |= {name: what} if what else {}
            case Creating():
                self._asked_for(event)
            case Created(resource=name, id=id_, arn=arn, url=url, born=born):
                self._note(name, state=State.CREATED, id=id_, arn=arn, url=url, token="", born=born)
            case Adopted():
                self._was_there(event)
            case Ready(resource=name, id=id_, arn=arn, url=url, seconds=seconds, born=born):
                self._note(
                    name, state=State.READY, id=id_, arn=arn, url=url, seconds=seconds, waiting="",
                    born=born or self.node(name).born,
                )  # fmt: skip
            case Updating(resource=name):
                self._set(name, event, State.UPDATING)
            case Updated(resource=name):
                self._note(name, state=State.CREATED)
            case Deleting(resource=name):
                self._set(name, event, State.DELETING)
            case Deleted(resource=name, seconds=seconds):
                self._note(
                    name, state=State.DELETED, seconds=seconds, exists=False, url="", waiting="", asked=0.0,
                    token="",
                )  # fmt: skip
            case Kept(resource=name, id=id_):
                self._set(name, event, State.KEPT, id=id_, ours=False)
            case Checked(check=name, said=said, seconds=seconds):
                self._set(name, event, State.READY, said=said, seconds=seconds)
            case Failed(resource=name, refused=refused):
                self._note(name, state=State.FAILED, trouble=event, waiting="")
                if refused and self.node(name).token:
                    self._note(name, asked=0.0, token="", exists=False)
            case Drifted(resource=name, missing=True):
                self._set(name, event, State.MISSING, exists=False, url="", asked=0.0)
            case Drifted(resource=name, what=what):
                self._note(name, drift=what)
            case Waiting(resource=name, state=waiting, seconds=seconds):
                self._note(name, waiting=waiting, seconds=seconds)
            case Called() | Said() | TaskEvent() | LastLines() | Observed():
                pass
            case _:
                assert_never(event)

    def _asked_for(self, event: Creating) -> None:
        """Nothing is known of it but that it may be there from now on."""
        self._remember(event.resource, "")
        self._set(
            event.resource, event, State.CREATING, kind=event.kind, id="", arn="", token=event.token,
            asked=event.at, exists=True, ours=event.kind not in OF_THE_ACCOUNT, needs=event.needs, born="",
        )  # fmt: skip

    def _was_there(self, event: Adopted) -> None:
        self._remember(event.resource, event.id)
        self._set(
            event.resource, event, State.CREATED, kind=event.kind, id=event.id, arn=event.arn, url=event.url,
            ours=event.ours, exists=True, token="", needs=event.needs, born=event.born,
        )  # fmt: skip

    def _remember(self, name: str, new: str) -> None:
        """Keep what another one takes the place of: AWS may still have it."""
        before = self.node(name)
        if before.id not in ("", new) and before.ours and before.state is not State.DELETED:
            self.replaced.append(before)

    def _forget_checks(self) -> None:
        """What was true in an earlier run may be no longer."""
        self.nodes = {name: node for name, node in self.nodes.items() if node.kind}

    def _forget_missing(self) -> None:
        """What is gone already need not be taken down."""
        for name, node in self.nodes.items():
            if node.state is State.MISSING:
                self.nodes[name] = replace(node, state=State.DELETED)

    def _set(self, name: str, event: AnyEvent, state: State, **changes: Any) -> None:
        self._note(
            name, state=state, since=event.at, trouble=None, diagnosis=None, waiting="", drift="", **changes
        )

    def _note(self, name: str, **changes: Any) -> None:
        self.nodes[name] = replace(self.node(name), **changes)
