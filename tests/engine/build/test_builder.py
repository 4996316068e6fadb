"""The builder, over a cloud that is a dictionary."""

from dataclasses import replace
from types import SimpleNamespace
from typing import ClassVar

import pytest
from msgspec import structs

from steps.engine.build.builder import Building, build, survey, tear_down
from steps.engine.build.drift import DELETED, without_taken
from steps.engine.model.events import (
    Adopted,
    AnyEvent,
    Checked,
    Created,
    Creating,
    Deleted,
    Failed,
    Kept,
    Ready,
    Said,
    Updating,
)
from steps.engine.model.resource import Check, Handle, Node, Resource, WhenReady
from steps.engine.model.site import Run, Site
from steps.engine.troubles import NotYet


class Thing(Resource):
    """A thing that lives in the run's folder-less cloud."""

    label: str
    after: tuple[Node, ...] = ()
    ready_after: WhenReady[tuple[Node, ...]] = ()
    slow: int = 0
    want: str = ""
    kind = "Test::Thing"
    every: ClassVar[float] = 50.0

    @property
    def name(self) -> str:
        return f"thing.{self.label}"

    def find(self, site: Site) -> Handle | None:
        return cloud_of(site).things.get(self.name)

    def create(self, site: Site) -> Handle:
        here = cloud_of(site)
        here.calls.append(f"create {self.label}")
        if self.label in here.broken:
            raise ValueError(self.label)
        handle = here.things[self.name] = Handle(self.label, seen=self.want)
        return handle

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        here = cloud_of(site)
        here.looks[self.label] = here.looks.get(self.label, 0) + 1
        return handle if here.looks[self.label] > self.slow else "pending"

    def differs(self, site: Site, handle: Handle) -> str:
        return "" if handle.seen == self.want else f"{handle.seen} to {self.want}"

    def update(self, site: Site, handle: Handle) -> Handle:
        cloud_of(site).calls.append(f"update {self.label}")
        return self.create(site)

    def delete(self, site: Site, handle: Handle) -> None:
        cloud_of(site).calls.append(f"delete {self.label}")
        del cloud_of(site).things[self.name]


class Seen(Check):
    """A check that comes true at the third look."""

    thing: WhenReady[Thing]
    every: ClassVar[float] = 50.0

    def verify(self, site: Site) -> str:
        here = cloud_of(site)
        here.looks["check"] = here.looks.get("check", 0) + 1
        if here.looks["check"] < 3:
            raise NotYet("not yet")
        return "seen"


class Cloud(SimpleNamespace):
    """All there is, and what was asked of it."""

    things: dict[str, Handle]
    calls: list[str]
    looks: dict[str, int]
    broken: set[str]


def cloud_of(site: Site) -> Cloud:
    found: Cloud = site.aws.cloud
    return found


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(things={}, calls=[], looks={}, broken=set())


def calls(run: Run) -> list[str]:
    found: list[str] = run.aws.cloud.calls
    return found


def names(told: list[AnyEvent], kind: type) -> list[str]:
    return [str(getattr(event, "resource", "")) for event in told if isinstance(event, kind)]


A = Thing("a", slow=3)
B = Thing("b", (A,))
C = Thing("c", ready_after=(A,))
D = Thing("d", (B,), (C,))


def test_made_is_enough_for_one_edge_and_ready_is_waited_for_on_the_other(
    run: Run, told: list[AnyEvent]
) -> None:
    assert survey(run, [A, B, C, D])
    assert build(run, [A, B, C, D])
    order = [
        (type(event).__name__, event.resource)
        for event in told
        if isinstance(event, Created | Creating | Ready)
    ]
    assert (
        order.index(("Created", A.name)) < order.index(("Creating", B.name)) < order.index(("Ready", A.name))
    )
    assert order.index(("Ready", A.name)) < order.index(("Creating", C.name))
    assert order.index(("Ready", C.name)) < order.index(("Creating", D.name))


def test_an_intent_is_told_before_its_call(run: Run) -> None:
    before: list[list[str]] = []
    run = replace(
        run, tell=lambda event: before.append(list(calls(run))) if isinstance(event, Creating) else None
    )
    assert build(run, [A])
    assert before == [[]]


def test_a_failure_blocks_its_dependents_and_nothing_else_and_a_second_run_goes_on(
    run: Run, told: list[AnyEvent]
) -> None:
    run.aws.cloud.broken.add("b")
    assert not build(run, [A, B, C, D])
    assert names(told, Failed) == [B.name]
    assert sorted(calls(run)) == ["create a", "create b", "create c"]
    run.aws.cloud.broken.clear()
    assert survey(run, [A, B, C, D])
    assert build(run, [A, B, C, D])
    assert sorted(calls(run)) == ["create a", "create b", "create b", "create c", "create d"]
    assert set(names(told, Adopted)) == {A.name, C.name}


def test_only_what_differs_is_updated(run: Run, told: list[AnyEvent]) -> None:
    assert build(run, [A, B])
    changed = [A, Thing("b", (A,), want="new")]
    assert survey(run, changed)
    assert build(run, changed)
    assert names(told, Updating) == [B.name]


def test_somebody_elses_is_refused_and_never_deleted(run: Run, told: list[AnyEvent]) -> None:
    run.aws.cloud.things[A.name] = Handle("theirs", ours=False)
    assert survey(run, [A, B])
    assert not build(run, [A, B])
    assert "did not make it" in next(event.what for event in told if isinstance(event, Failed))
    assert tear_down(run, [A, B], set())
    assert names(told, Kept) == [A.name]
    assert calls(run) == []


def test_teardown_goes_dependents_first_and_says_what_was_gone_already(
    run: Run, told: list[AnyEvent]
) -> None:
    assert build(run, [A, B, C, D])
    del run.aws.cloud.things[B.name]
    run.handles.clear()
    assert survey(run, [A, B, C, D])
    assert tear_down(run, [A, B, C, D], {A.name, B.name, C.name, D.name})
    assert calls(run)[4:] == ["delete d", "delete c", "delete a"]
    assert set(names(told, Deleted)) == {A.name, B.name, C.name, D.name}


def test_a_check_is_looked_at_until_it_is_true(run: Run, told: list[AnyEvent]) -> None:
    assert build(run, [A, Seen(A)])
    assert [event.said for event in told if isinstance(event, Checked)] == ["seen"]


def test_after_a_stop_nothing_new_begins(run: Run) -> None:
    tell = run.tell

    def stop_at_first(event: AnyEvent) -> None:
        tell(event)
        if isinstance(event, Created):
            run.stop.set()

    assert not build(replace(run, tell=stop_at_first), [A, B, C, D])
    assert calls(run) == ["create a"]


class Labelled(Thing):
    """A thing that is told which plan it is made of."""

    def create(self, site: Site) -> Handle:
        site.say(site.plan.tags["Of"])
        return super().create(site)


def test_what_has_begun_keeps_its_plan_and_what_an_extension_adds_has_the_new_one(
    run: Run, told: list[AnyEvent]
) -> None:
    first, second = (
        replace(run, plan=structs.replace(run.plan, tags={"Of": which})) for which in ("first", "second")
    )
    building = Building(first, [Labelled("x")])
    building.add(second, [Labelled("x"), Labelled("y", (Labelled("x"),))])
    assert building.finish()
    assert [(event.resource, event.line) for event in told if isinstance(event, Said)] == [
        ("thing.x", "first"), ("thing.y", "second"),
    ]  # fmt: skip


class Patient(Thing):
    """A thing that can do without what comes before it."""

    @property
    def may_lack(self) -> tuple[Node, ...]:
        return self.after


def test_what_is_taken_as_it_is_stops_only_checks_and_what_needs_what_is_gone(run: Run) -> None:
    changed, gone = Thing("changed", want="new"), Thing("gone")
    above = Thing("above", (changed,))
    needing, patient = Thing("needing", (gone,)), Patient("patient", (gone,))
    nodes = [changed, gone, above, needing, patient, Seen(changed)]
    run.aws.cloud.things[changed.name] = Handle("changed", seen="old")
    assert survey(run, nodes)
    wanted, as_they_are = without_taken(run, nodes, {changed.name: "old to new", gone.name: DELETED})
    assert wanted == [above, patient]
    assert Building(run, wanted, as_they_are).finish()
    assert sorted(calls(run)) == ["create above", "create patient"]


def test_somebody_elses_that_shows_when_ours_is_gone_is_not_waited_for(
    run: Run, told: list[AnyEvent]
) -> None:
    assert build(run, [A])
    run.handles.clear()
    assert survey(run, [A])
    theirs = Handle("theirs", ours=False)
    delete = Thing.delete

    class Uncovering(Thing):
        def delete(self, site: Site, handle: Handle) -> None:
            delete(self, site, handle)
            cloud_of(site).things[self.name] = theirs

    a = Uncovering("a", slow=3)
    assert tear_down(run, [a], {a.name})
    assert names(told, Deleted) == [A.name]
    assert run.aws.cloud.things == {A.name: theirs}
