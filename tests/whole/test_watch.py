"""Tasks as the practice cloud's ECS and load balancer tell of them: told on every change, recorded nowhere."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.watch import Watch
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Called, Observed, Outcome, TaskEvent
from steps.sandbox.control import clear_weather, set_weather
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice
from tests.practice import behind
from tests.sandbox.waiting import until

SERVICES = {"service.hostname-app": 2, "service.random-quote-app": 1, "service.static-app": 1}


@pytest.fixture(scope="module")
def events() -> list[AnyEvent]:
    return []


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, events: list[AnyEvent]) -> Iterator[Work]:
    """The whole platform, built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARGATE_WIZARD_HOME", str(tmp_path_factory.mktemp("home")))
        start_practice(speed=float("inf"))
        deployment = Deployment("watched")
        try:
            with deployment.locked():
                work = Work(
                    deployment,
                    STEPS,
                    "sandbox",
                    open_target(Target(TargetKind.SANDBOX)),
                    events.append,
                    remains=remains,
                )
                settle(work, load(BUNDLED))
                assert build(work) is Outcome.DONE
                yield work
        finally:
            stop_practice()


def seen_by(watch: Watch, events: list[AnyEvent]) -> dict[str, Observed]:
    """What one look tells."""
    del events[:]
    watch.look()
    return {event.resource: event for event in events if isinstance(event, Observed)}


def watch_of(work: Work) -> Watch:
    return Watch(work, threading.Event())


def test_each_service_is_seen_with_its_tasks_in_awss_words(work: Work, events: list[AnyEvent]) -> None:
    watch = watch_of(work)
    seen = seen_by(watch, events)
    assert {name: each.wanted for name, each in seen.items()} == SERVICES
    for name, each in seen.items():
        running = [task for task in each.tasks if task.status == "RUNNING"]
        assert len(running) == SERVICES[name]
        assert {task.zone for task in running} <= {"eu-central-1a", "eu-central-1b"}
        assert {task.health for task in running} == {"" if "quote" in name else "healthy"}
        assert all(len(task.id) == 8 and task.since > 0 and not task.stopped for task in running)
    assert seen_by(watch, events) == {}, "nothing has changed"


def test_watching_leaves_no_trace(work: Work, events: list[AnyEvent]) -> None:
    journal = work.deployment.journal
    files = (journal.path, journal.output)
    before = [path.read_bytes() for path in files]
    del events[:]
    stop = threading.Event()
    thread = threading.Thread(target=Watch(work, stop).run, daemon=True)
    thread.start()
    until(
        lambda: {event.resource for event in events if isinstance(event, Observed)} == SERVICES.keys(),
        within=20,
    )
    stop.set()
    thread.join(20)
    assert not [event for event in events if isinstance(event, Called)]
    assert [path.read_bytes() for path in files] == before
    assert b'"observed"' not in b"".join(before)


def test_a_task_that_was_stopped_says_why_and_ecs_says_what_it_does_about_it(
    work: Work, events: list[AnyEvent]
) -> None:
    watch = watch_of(work)
    before = seen_by(watch, events)["service.static-app"].tasks[0]
    ecs, cluster = work.aws.ecs, "watched-cluster"
    (arn,) = ecs.list_tasks(cluster=cluster, serviceName="watched-static-app")["taskArns"]
    ecs.stop_task(cluster=cluster, task=arn, reason="Somebody wanted to see it.")
    told: dict[str, Observed] = {}
    said: list[str] = []

    def replaced() -> bool:
        told.update(seen_by(watch, events))
        said.extend(event.text for event in events if isinstance(event, TaskEvent))
        tasks = told["service.static-app"].tasks if told else ()
        states = [(task.status, task.health) for task in tasks]
        return ("RUNNING", "healthy") in states and ("STOPPED", "") in states

    until(replaced, within=60)
    stopped = next(task for task in told["service.static-app"].tasks if task.id == before.id)
    assert stopped.stopped.startswith("Somebody wanted to see it.")
    assert stopped.ended >= stopped.since
    assert any("has started 1 tasks" in text for text in said)
    assert told.keys() == {"service.static-app"}


def test_a_login_that_has_ended_ends_the_watch_and_pauses_nothing(work: Work, events: list[AnyEvent]) -> None:
    running = behind(work.aws.ecs)
    set_weather(running, "expired", at=1)
    del events[:]
    try:
        thread = threading.Thread(target=watch_of(work).run, daemon=True)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
        assert not events
    finally:
        clear_weather(running)


def test_as_few_calls_as_can_be(work: Work, tmp_path: Path) -> None:
    """One for all services; for each a list of those that run and of those that stop, one to describe, one for health."""
    lines: list[str] = []
    session = work.aws.ecs.meta.events
    session.register("before-call", lambda model, **_: lines.append(model.name))
    work.aws.elbv2.meta.events.register("before-call", lambda model, **_: lines.append(model.name))
    watch_of(work).look()
    assert sorted(lines) == sorted(
        ["DescribeServices", *["ListTasks"] * 6, *["DescribeTasks"] * 3, *["DescribeTargetHealth"] * 2]
    )
