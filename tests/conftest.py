"""For all tests alike: no Docker that happens to be on this machine, and what is set up once is set up by one worker.

A Docker that happens to be on this machine is nobody's; those of tests/docker start their own.
"""

import logging
import os
import sys
from collections.abc import Iterator

import pytest

os.environ["DOCKER_HOST"] = "unix:///nowhere/docker.sock"


@pytest.fixture(autouse=True)
def logged_as_before() -> Iterator[None]:
    """A wizard that a test leaves open keeps the engine's log: the next test of this process has its own again."""
    ours = logging.getLogger("steps")
    before, propagated = ours.handlers, ours.propagate
    yield
    ours.handlers, ours.propagate = before, propagated


SLOW = ("docker", "crash", "changes", "past", "export", "whole")
"""Rooms whose files take minutes; they begin first, so that no worker is left alone with one at the end."""


@pytest.hookimpl(tryfirst=True)  # before the worker reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `-n`, a worker takes a whole file, or all tests of a kind of Docker engine: that is what fixtures are made for."""
    items.sort(key=turn)
    for item in items:
        engine = (
            item.callspec.params.get("private")
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else None
        )
        item.add_marker(
            pytest.mark.xdist_group(
                f"engine-{engine}" if engine else f"{item.path.parent.name}-{item.path.stem}"
            )
        )


def pytest_sessionfinish() -> None:
    """What a worker has measured is kept before it ends: one that takes longer than ten seconds to end is killed."""
    if (coverage := sys.modules.get("coverage")) and (measuring := coverage.Coverage.current()):
        measuring.save()


def turn(item: pytest.Item) -> int:
    """When its room comes: the slow ones in their order, then all others."""
    room = item.path.parent.name
    return SLOW.index(room) if room in SLOW else len(SLOW)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--every-action`: tests/whole/test_permissions.py takes out each action, not a few."""
    parser.addoption(
        "--every-action", action="store_true", help="try every action that a run needs, one by one"
    )
