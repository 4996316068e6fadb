"""What a verb's failure comes to: told once and in words, counted, and in the way of nothing but what needs it."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError

from steps.engine.build import patience
from steps.engine.build.builder import Building, build, meet, survey, survey_or_raise, tear_down
from steps.engine.model.events import Adopted, AnyEvent, Checked, Deleted, Failed, Kept, Ready, Waiting
from steps.engine.model.resource import Check, Handle, Node, Resource
from steps.engine.model.site import Run, Site
from steps.engine.troubles import Stopped, Trouble


@dataclass
class Cloud:
    """What there is, by label, and which verb fails for which label with what."""

    things: dict[str, Handle] = field(default_factory=dict)
    failing: dict[tuple[str, str], Exception] = field(default_factory=dict)
    once: dict[tuple[str, str], Exception] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    listings: int = 0

    def meet(self, verb: str, label: str) -> None:
        if error := self.once.pop((verb, label), None) or self.failing.get((verb, label)):
            raise error

    def list_things(self) -> dict[str, Handle]:
        self.listings += 1
        return dict(self.things)


class Thing(Resource):
    """A thing whose verbs can fail; it is looked at every minute of AWS's, which is a blink here."""

    label: str
    after: tuple[Node, ...] = ()
    holds: tuple[str, ...] = ()
    kind = "Test::Thing"
    every: ClassVar[float] = 60.0

    @property
    def name(self) -> str:
        return self.label

    @property
    def held_by(self) -> Collection[Node]:
        return [Thing(label) for label in self.holds]

    def find(self, site: Site) -> Handle | None:
        cloud_of(site.run).meet("find", site.node.name)
        return site.listing("things", cloud_of(site.run).list_things).get(self.label)

    def create(self, site: Site) -> Handle:
        cloud_of(site.run).meet("create", site.node.name)
        return cloud_of(site.run).things.setdefault(self.label, Handle(self.label))

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        cloud_of(site.run).meet("ready", site.node.name)
        late = self.label in cloud_of(site.run).pending
        cloud_of(site.run).pending.discard(self.label)
        return "pending" if late else handle

    def delete(self, site: Site, handle: Handle) -> None:
        cloud_of(site.run).meet("delete", site.node.name)
        del cloud_of(site.run).things[self.label]


class Fine(Check):
    """A check that is true at once."""

    def verify(self, site: Site) -> str:
        return "fine"


def cloud_of(run: Run) -> Cloud:
    cloud: Cloud = run.aws.cloud
    return cloud


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def fail(run: Run, verb: str, label: str, error: Exception | None = None) -> None:
    cloud_of(run).failing[verb, label] = error or Trouble(
        "It broke.", why="Wear.", cure="Mend it.", step="look"
    )


def refusal(code: str) -> ClientError:
    error: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return ClientError(error, "CreateThing")


def of(told: list[AnyEvent], kind: type) -> list[Any]:
    return [event for event in told if isinstance(event, kind)]


A = Thing("a")
B = Thing("b", (A,))


def test_a_failure_is_told_in_the_words_of_its_trouble(run: Run, told: list[AnyEvent]) -> None:
    fail(run, "create", "a")
    assert not build(run, [A, B])
    assert [replace_at(event) for event in of(told, Failed)] == [
        Failed(
            at=0.0, resource="a", what="It broke.", why="Wear.", cure="Mend it.", step="look", refused=False
        )
    ]


def replace_at(event: Failed) -> Failed:
    from msgspec import structs

    return structs.replace(event, at=0.0)


def test_what_aws_refused_is_told_as_refused(run: Run, told: list[AnyEvent]) -> None:
    fail(run, "create", "a", refusal("ValidationError"))
    assert not build(run, [A])
    assert [event.refused for event in of(told, Failed)] == [True]


def test_ended_credentials_are_renewed_by_the_name_of_their_profile(run: Run, told: list[AnyEvent]) -> None:
    fail(run, "create", "a", refusal("ExpiredToken"))
    assert not build(run, [A])
    assert "--profile work" in of(told, Failed)[0].cure


@pytest.mark.parametrize("act", ["build", "tear down", "survey"])
def test_to_stop_is_no_failure(run: Run, told: list[AnyEvent], act: str) -> None:
    verb = {"build": "create", "tear down": "delete", "survey": "find"}[act]
    if act == "tear down":
        run.handles[A] = cloud_of(run).things["a"] = Handle("a")
    fail(run, verb, "a", Stopped())
    stood = {"build": lambda: build(run, [A]), "tear down": lambda: tear_down(run, [A], {"a"})}
    assert stood[act]() is False if act in stood else survey(run, [A])
    assert not of(told, Failed)


def test_a_look_that_fails_is_told_and_the_others_are_made_all_the_same(
    run: Run, told: list[AnyEvent]
) -> None:
    cloud_of(run).things = {"a": Handle("a"), "b": Handle("b")}
    fail(run, "find", "a")
    assert not survey(run, [A, B])
    assert [event.resource for event in of(told, Failed)] == ["a"]
    assert list(run.handles) == [B]


def test_a_silent_survey_raises_the_first_error_and_tells_nothing(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).things = {"a": Handle("a"), "b": Handle("b")}
    fail(run, "find", "a", refusal("Throttled"))
    with pytest.raises(ClientError, match="Throttled"):
        survey_or_raise(run, [A, B])
    cloud_of(run).failing.clear()
    survey_or_raise(run, [A, B, Fine()])
    assert set(run.handles) == {A, B}
    assert not told


def test_what_is_met_is_told_as_there_and_ready_where_it_is(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).things = {"a": Handle("a"), "b": Handle("b")}
    cloud_of(run).pending = {"b"}
    assert survey(run, [A, B, Fine()])
    assert meet(run, [A, B, Fine()])
    assert {event.resource for event in of(told, Adopted)} == {"a", "b"}
    assert [event.resource for event in of(told, Ready)] == ["a"]
    assert not of(told, Checked)


def test_what_cannot_be_met_is_told(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).things = {"a": Handle("a"), "b": Handle("b")}
    assert survey(run, [A, B])
    fail(run, "ready", "a")
    assert not meet(run, [A, B])
    assert [event.resource for event in of(told, Failed)] == ["a"]
    assert [event.resource for event in of(told, Ready)] == ["b"]


def test_what_does_not_go_keeps_what_it_is_made_of(run: Run, told: list[AnyEvent]) -> None:
    assert build(run, [A, B])
    fail(run, "delete", "b")
    assert not tear_down(run, [A, B, Fine()], {"a", "b"})
    assert [event.resource for event in of(told, Failed)] == ["b"]
    assert set(cloud_of(run).things) == {"a", "b"}
    cloud_of(run).failing.clear()
    assert tear_down(run, [A, B, Fine()], {"a", "b"})
    assert [event.resource for event in of(told, Deleted)] == ["b", "a"]


def test_what_may_be_somebody_elses_stays_and_is_told_but_holds_nothing_up(
    run: Run, told: list[AnyEvent]
) -> None:
    assert build(run, [A, B])
    run.handles[B] = replace(run.handles[B], ours=False)
    assert not tear_down(run, [A, B], {"a", "b"})
    assert "no longer carries" in of(told, Failed)[0].what
    assert set(cloud_of(run).things) == {"b"}


def test_what_is_not_recorded_and_not_there_is_not_said_to_be_gone(run: Run, told: list[AnyEvent]) -> None:
    assert tear_down(run, [A, B], set())
    assert not told


def test_theirs_that_was_never_recorded_stays_without_a_word_of_failure(
    run: Run, told: list[AnyEvent]
) -> None:
    run.handles[A] = Handle("a", ours=False)
    assert tear_down(run, [A], set())
    assert [event.resource for event in of(told, Kept)] == ["a"]
    assert not of(told, Failed)


def test_what_holds_another_without_needing_it_goes_first(run: Run, told: list[AnyEvent]) -> None:
    guest = Thing("guest")
    house = Thing("house", holds=("guest", "a stranger"))
    assert build(run, [house, guest])
    assert tear_down(run, [house, guest], {"house", "guest"})
    assert [event.resource for event in of(told, Deleted)] == ["guest", "house"]


def test_what_holds_another_is_waited_for_beside_what_needs_it(run: Run, told: list[AnyEvent]) -> None:
    guest = Thing("guest")
    house = Thing("house", holds=("guest",))
    roof = Thing("roof", (house,))
    assert build(run, [roof, house, guest])
    assert tear_down(run, [roof, house, guest], {"roof", "house", "guest"})
    assert [event.resource for event in of(told, Deleted)][-1] == "house"


def test_all_who_look_at_once_share_a_listing(run: Run) -> None:
    assert survey(run, [Thing(f"thing-{number}") for number in range(5)])
    assert cloud_of(run).listings == 1


@pytest.mark.parametrize(("verb", "act"), [("find", survey), ("ready", meet)])
def test_a_look_that_is_refused_for_a_moment_is_tried_again_at_the_clouds_pace(
    run: Run,
    told: list[AnyEvent],
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
    act: Callable[[Run, list[Node]], bool],
) -> None:
    monkeypatch.setattr(patience, "RETRY_EVERY", 0.1)
    banner: Any = run.aws.banner
    banner.pace = 0.5
    run.handles[A] = cloud_of(run).things["a"] = Handle("a")
    cloud_of(run).once[verb, "a"] = refusal("Throttling")
    began = time.monotonic()
    assert act(run, [A])
    assert time.monotonic() - began >= 0.2
    assert [event.state for event in of(told, Waiting)] == ["AWS has asked us to slow down"]


def test_a_check_is_a_need_like_any_other(run: Run) -> None:
    assert build(run, [Thing("c", (Fine(),)), Fine()])
    assert set(cloud_of(run).things) == {"c"}


def test_a_building_knows_what_it_builds(run: Run) -> None:
    building = Building(run, [A])
    assert A in building
    assert B not in building
