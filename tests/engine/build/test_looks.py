"""A look that failed is not remembered by whoever tries again; a look around asks once for all who look."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from steps.book.images import engine
from steps.docker.docker_troubles import EngineTrouble, Unusable
from steps.engine.model.plan import Plan
from steps.engine.model.site import Facts, Run, Survey

ANSWERS = ["the answer", "another one"]


def failing_once() -> "SimpleNamespace":
    looks = iter([ValueError("not yet"), *ANSWERS])

    def look() -> str:
        found = next(looks)
        if isinstance(found, Exception):
            raise found
        return str(found)

    return SimpleNamespace(look=look)


def test_a_fact_whose_look_failed_is_looked_for_again_and_then_known() -> None:
    facts, there = Facts(), failing_once()
    with pytest.raises(ValueError, match="not yet"):
        facts.ask("zones", there.look)
    assert [facts.ask("zones", there.look) for _ in range(2)] == [ANSWERS[0]] * 2


def test_a_look_around_asks_once_whatever_comes_of_it() -> None:
    survey, there = Survey(), failing_once()
    for _ in range(2):
        with pytest.raises(ValueError, match="not yet"):
            survey.ask("zones", there.look)


def test_whoever_asks_while_a_look_fails_hears_of_it() -> None:
    facts, begun, fail = Facts(), threading.Event(), threading.Event()
    heard: list[str] = []

    def look() -> str:
        begun.set()
        assert fail.wait(10)
        raise ValueError("not yet")

    def ask() -> None:
        try:
            facts.ask("zones", look)
        except ValueError as error:
            heard.append(str(error))

    first = threading.Thread(target=ask)
    first.start()
    assert begun.wait(10)
    second = threading.Thread(target=ask)
    second.start()
    fail.set()
    first.join(10)
    second.join(10)
    assert heard == ["not yet"] * 2


def test_docker_that_was_started_meanwhile_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[str] = []

    def find_engine(environ: object) -> str:
        if not there:
            raise EngineTrouble(Unusable.NOT_RUNNING, "No Docker engine answers.")
        return there[0]

    monkeypatch.setattr("steps.docker.engine.find_engine", find_engine)
    aws = SimpleNamespace(banner=None)
    run = Run(Plan(deployment="demo", target="test", account="1", region="r"), aws, print, Path())  # type: ignore[arg-type]
    with pytest.raises(EngineTrouble):
        engine(run)
    there.append("the engine")
    assert engine(run) == "the engine"  # type: ignore[comparison-overlap]  # a word in its place
