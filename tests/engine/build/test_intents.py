"""What becomes of a request whose outcome nobody saw, over a cloud that is a dictionary and shows things late."""

import time
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from steps.engine.build.builder import build, survey, tear_down
from steps.engine.build.lifecycle import LAG
from steps.engine.memory.progress import Progress, State
from steps.engine.model.awake import AwakeClock
from steps.engine.model.events import Adopted, AnyEvent, Created, Creating, Deleted, Failed, Waiting
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Run, Site


@dataclass
class Cloud:
    """What there is; a thing is shown after so many looks. `answers` says what the next requests come to."""

    things: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    hidden: int = 0
    ours: bool = True
    answers: list[Exception | None] = field(default_factory=list)
    effect: bool = True  # whether a request that is not answered well has its effect


class Keyed(Resource):
    """A thing that AWS knows by its token or name: asking twice makes one."""

    kind = "Test::Keyed"
    every: ClassVar[float] = 1.0

    def find(self, site: Site) -> Handle | None:
        cloud = cloud_of(site.run)
        if not cloud.things:
            return None
        if cloud.hidden:
            cloud.hidden -= 1
            return None
        return Handle(cloud.things[0], ours=cloud.ours)

    def create(self, site: Site) -> Handle:
        cloud = cloud_of(site.run)
        answer = cloud.answers.pop(0) if cloud.answers else None
        if answer is None or cloud.effect:
            known = type(self).repeatable and site.token in cloud.tokens
            cloud.things += [] if known or (cloud.things and answer) else [f"thing-{len(cloud.things) + 1}"]
        cloud.tokens.append(site.token)
        if answer:
            raise answer
        return Handle(cloud.things[-1])

    def delete(self, site: Site, handle: Handle) -> None:
        cloud_of(site.run).things.remove(handle.id)


class Blind(Keyed):
    """A thing that AWS makes anew each time that it is asked for, such as a VPC."""

    repeatable = False


def cloud_of(run: Run) -> Cloud:
    cloud: Cloud = run.aws.cloud
    return cloud


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def refusal(code: str, status: int = 400, message: str = "") -> ClientError:
    error: Any = {
        "Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}
    }  # fmt: skip
    return ClientError(error, "Create")


def lost() -> ConnectionClosedError:
    return ConnectionClosedError(endpoint_url="http://aws")


def of(told: list[AnyEvent], kind: type) -> list[Any]:
    return [event for event in told if isinstance(event, kind)]


def remember(run: Run, told: list[AnyEvent]) -> Progress:
    """Go on in a later run, with nothing but what was told."""
    progress = Progress.of(told)
    for known in (run.handles, run.tokens, run.asked):
        known.clear()
    run.tokens.update({name: node.token for name, node in progress.nodes.items() if node.token})
    run.asked.update({name: node.asked for name, node in progress.nodes.items() if node.asked})
    return progress


def test_an_answer_that_was_lost_is_looked_for_and_nothing_is_made_twice(
    run: Run, told: list[AnyEvent]
) -> None:
    cloud_of(run).answers, cloud_of(run).hidden = [lost()], 2
    assert build(run, [Blind()])
    assert cloud_of(run).things == ["thing-1"]
    assert [event.id for event in of(told, Adopted)] == ["thing-1"]
    assert of(told, Waiting)[0].state == "looking for what was asked for before"


def test_a_fault_of_aws_without_effect_is_asked_for_once_more(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).answers, cloud_of(run).effect = [refusal("InternalError", 503)], False
    assert build(run, [Blind()])
    assert cloud_of(run).things == ["thing-1"]
    assert [event.id for event in of(told, Created)] == ["thing-1"]


def test_what_exists_already_is_looked_for_until_aws_shows_it(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).things, cloud_of(run).hidden = ["thing-1"], 3
    cloud_of(run).answers = [refusal("EntityAlreadyExists", 409)]
    assert build(run, [Keyed()])
    assert cloud_of(run).things == ["thing-1"]
    assert [event.id for event in of(told, Adopted)] == ["thing-1"]


def test_somebody_elses_that_shows_only_when_we_ask_is_refused(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).things, cloud_of(run).hidden, cloud_of(run).ours = ["theirs"], 1, False
    cloud_of(run).answers = [refusal("EntityAlreadyExists", 409)]
    assert not build(run, [Keyed()])
    assert "did not make it" in of(told, Failed)[0].what
    assert cloud_of(run).things == ["theirs"]


def test_a_later_run_carries_the_token_that_is_on_disk(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).answers = [lost()]
    assert not build(run, [Keyed()])
    cloud_of(run).hidden = 100
    remember(run, told)
    assert build(run, [Keyed()])
    first, second = cloud_of(run).tokens
    assert first == second
    assert cloud_of(run).things == ["thing-1"]


def test_a_token_is_new_once_the_outcome_is_known(run: Run, told: list[AnyEvent]) -> None:
    assert build(run, [Keyed()])
    assert survey(run, [Keyed()])
    assert tear_down(run, [Keyed()], {"keyed"})
    remember(run, told)
    assert build(run, [Keyed()])
    first, second = cloud_of(run).tokens
    assert first != second


def test_a_refusal_leaves_no_trace(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).answers, cloud_of(run).effect = [refusal("AccessDenied", 403)], False
    assert not build(run, [Blind()])
    progress = remember(run, told)
    assert progress.recorded == set()
    assert not run.tokens
    assert not run.asked


def test_in_a_later_run_a_late_one_is_looked_for_before_another_is_made(
    run: Run, told: list[AnyEvent]
) -> None:
    cloud_of(run).things, cloud_of(run).hidden = ["thing-1"], 4
    told.append(Creating(resource="blind", kind="Test::Blind", token="t"))
    remember(run, told)
    assert survey(run, [Blind()])
    assert build(run, [Blind()])
    assert cloud_of(run).things == ["thing-1"]


def test_a_late_one_is_torn_down_too(run: Run, told: list[AnyEvent]) -> None:
    cloud_of(run).things, cloud_of(run).hidden = ["thing-1"], 3
    told.append(Creating(resource="keyed", kind="Test::Keyed", token="t"))
    remember(run, told)
    assert survey(run, [Keyed()])
    assert tear_down(run, [Keyed()], {"keyed"})
    assert cloud_of(run).things == []
    assert of(told, Deleted)


def test_after_the_longest_lag_nothing_is_waited_for(run: Run, told: list[AnyEvent]) -> None:
    told.append(Creating(resource="blind", kind="Test::Blind", token="t", at=time.time() - LAG - 1))
    remember(run, told)
    assert survey(run, [Blind()])
    assert build(run, [Blind()])
    assert not of(told, Waiting)
    assert cloud_of(run).things == ["thing-1"]


def test_a_clock_that_was_set_back_makes_it_look_longer_and_not_for_ever(
    run: Run, told: list[AnyEvent]
) -> None:
    told.append(Creating(resource="blind", kind="Test::Blind", token="t", at=time.time() + 86400))
    remember(run, told)
    assert survey(run, [Blind()])
    assert build(run, [Blind()])
    assert of(told, Waiting)
    assert cloud_of(run).things == ["thing-1"]


def test_an_hour_of_sleep_between_two_looks_fails_nothing(run: Run, told: list[AnyEvent]) -> None:
    slept, looks = [0.0], iter(["pending", "pending", "pending"])
    run = replace(run, clock=AwakeClock(lambda: time.monotonic() + slept[0]))

    class Slow(Keyed):
        """A thing that is still not ready when the laptop wakes up."""

        def ready(self, site: Site, handle: Handle) -> Handle | str:
            slept[0] = 3600.0
            return next(looks, handle)

    assert build(run, [Slow()])
    assert not of(told, Failed)
    assert Progress.of(told).node("slow").state is State.READY
