"""What every step and every resource keeps to, so that the builder can rely on it."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps import CONTENTS, STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.engine.build.down import tear_down
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Called, Creating, Outcome, Updating
from steps.engine.model.plan import EDITION, Plan
from steps.engine.model.resource import Check, Node, Resource
from steps.engine.model.site import Survey
from steps.engine.model.step import Step
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice

PLAN = Plan(
    deployment="demo",
    target="sandbox",
    account="123456789012",
    region="eu-central-1",
    apps=load(BUNDLED),
    edition=EDITION,
    images={app.name: "0" * 12 for app in load(BUNDLED)},
    answers={
        "zones": ["eu-central-1a", "eu-central-1b"], "rehearse": True, "namespace": "demo.internal",
        "open-to": "0.0.0.0/0", "endpoint-zones": "one", "alarm": "yes", "unfetched": "stop",
    },
)  # fmt: skip
NODES = [node for step in STEPS for node in step.nodes(PLAN)]
RESOURCES = [node for node in NODES if isinstance(node, Resource)]


@pytest.mark.parametrize("step", STEPS, ids=CONTENTS)
def test_a_step_is_a_page_worth_reading(step: Step) -> None:
    heading, _, text = step.prose.partition("\n")
    assert heading == f"# {step.title}"
    assert len(text.split()) >= 60
    for question in step.questions:
        assert question.prompt.endswith("?")
        assert question.why


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.name)
def test_a_node_has_a_caption_and_comes_after_what_it_needs(node: Node) -> None:
    assert (type(node).__doc__ or "").partition("\n")[0].endswith(".")
    before = NODES[: NODES.index(node)]
    assert [need.name for need in node.needs if need not in before] == []
    if isinstance(node, Resource):
        assert node.kind.startswith("AWS::")
        assert 0 < node.typical <= node.patience


def test_names_are_unique() -> None:
    names = [node.name for node in NODES]
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def events() -> list[AnyEvent]:
    return []


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, events: list[AnyEvent]) -> Iterator[Work]:
    home, before = tmp_path_factory.mktemp("home"), os.environ.get("FARGATE_WIZARD_HOME")
    os.environ["FARGATE_WIZARD_HOME"] = str(home)
    start_practice(speed=float("inf"))
    deployment = Deployment("demo")
    with deployment.locked():
        yield Work(
            deployment,
            STEPS,
            "sandbox",
            open_target(Target(TargetKind.SANDBOX)),
            events.append,
            threading.Event(),
            remains=remains,
        )
    stop_practice()
    if before is None:
        del os.environ["FARGATE_WIZARD_HOME"]
    else:
        os.environ["FARGATE_WIZARD_HOME"] = before


def found(work: Work) -> set[str]:
    """The names of the resources that a look finds."""
    from botocore.exceptions import ClientError

    from steps.engine.cloud.refusals import is_absent

    names = set()
    run, survey = work.new_run(), Survey()
    for resource in wanted(work):
        try:
            names |= {resource.name} if resource.find(run.at(resource, survey)) else set()
        except ClientError as error:
            if not is_absent(error):
                raise
    return names


def wanted(work: Work) -> list[Resource]:
    steps = [step for step in STEPS if not step.optional]
    return [node for step in steps for node in step.nodes(work.plan) if isinstance(node, Resource)]


def test_every_resource_is_looked_for_made_kept_and_removed(work: Work, events: list[AnyEvent]) -> None:
    settle(work, load(BUNDLED))
    shared = {"ecs-service-role"}
    assert found(work) <= shared
    assert build(work) is Outcome.DONE
    assert found(work) == {resource.name for resource in wanted(work)}
    del events[:]
    assert build(work) is Outcome.DONE
    assert not [event for event in events if isinstance(event, Creating | Updating)]
    looks = (" describe-", " list-", " get-")
    calls = [event.line for event in events if isinstance(event, Called) and "/.lock.1 " not in event.line]
    assert not [line for line in calls if not any(look in line for look in looks)]
    assert tear_down(work) is Outcome.DONE
    assert found(work) <= shared


def test_checks_know_what_they_look_at() -> None:
    assert {type(node).__name__ for node in NODES if isinstance(node, Check)} >= {"Answers", "QuoteComesBack"}


def test_the_bundled_apps_are_where_the_wheel_puts_them() -> None:
    assert (Path(BUNDLED) / "hostname-app" / "Dockerfile").is_file()
