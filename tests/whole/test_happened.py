"""What just happened: after each step, its own lines with the ids that the practice cloud gave."""

import threading
from collections.abc import Iterator

import pytest

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import Outcome
from steps.engine.model.resource import Node
from steps.engine.model.step import Step
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice
from tui.happened import SLOT, what_happened


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    """A deployment with every question answered, in a practice cloud without delays and without Docker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARGATE_WIZARD_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("DOCKER_HOST", "none")
        start_practice(speed=float("inf"))
        deployment = Deployment("demo")
        with deployment.locked():
            aws, stop = open_target(Target(TargetKind.SANDBOX)), threading.Event()
            work = Work(deployment, STEPS, "sandbox", aws, lambda event: None, stop, remains=remains)
            settle(work, load(BUNDLED), {"alarm": "yes"})
            yield work
        stop_practice()


def test_each_step_says_in_a_few_lines_what_happened_with_the_ids_filled_in(work: Work) -> None:
    told: dict[str, tuple[str, ...]] = {}
    for step in STEPS:
        assert build(work, step) is Outcome.DONE
        told[step.key] = tuple(what_happened(step, work.plan, work.record.progress))
        assert len(told[step.key]) == len(step.happened(work.plan)), step.key
        assert not any("{" in line or "}" in line for line in told[step.key])
    progress = work.record.progress
    assert progress.node("vpc").id in told["network"][0]
    assert "open it in your browser" in told["first_light"][0]
    assert "http://" in told["first_light"][0]
    words, fact = told["lesson"][1:]
    assert "ResourceInitializationError" in words
    assert "leads to 10.0.0.0/16 only" in fact
    assert "are: none" in fact
    assert progress.node("endpoint.ecr.api").id in told["endpoints"][0]


def test_every_slot_is_of_something_that_the_page_or_an_earlier_one_has(work: Work) -> None:
    known: set[str] = set()
    for step in STEPS:
        known |= {node.name for node in nodes(step, work)}
        slots = [name for line in step.happened(work.plan) for name, _ in SLOT.findall(line)]
        assert set(slots) <= known, step.key
        assert 1 <= len(step.happened(work.plan)) <= 4, step.key


def test_what_the_record_does_not_know_is_not_told(work: Work) -> None:
    from steps.engine.memory.progress import Progress

    network = next(step for step in STEPS if step.key == "network")
    assert what_happened(network, work.plan, Progress()) == ()


def nodes(step: Step, work: Work) -> tuple[Node, ...]:
    return step.nodes(work.plan)
