"""For all tests alike: what runs always and what only with `--long`, no Docker of this machine, one worker for a set-up.

A Docker that happens to be on this machine is nobody's; those of tests/docker start their own.
"""

import gc
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
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `-n`, a worker takes a whole file, or all tests of a kind of Docker engine: that is what fixtures are made for."""
    if not config.getoption("--long"):
        config.hook.pytest_deselected(items=[item for item in items if is_long(item)])
        items[:] = [item for item in items if not is_long(item)]
    items.sort(key=turn)
    for item in items:
        engine = engine_of(item)
        item.add_marker(
            pytest.mark.xdist_group(
                f"engine-{engine}" if engine else f"{item.path.parent.name}-{item.path.stem}"
            )
        )


def engine_of(item: pytest.Item) -> object:
    """The kind of Docker engine that it runs on, if on any."""
    called = getattr(item, "callspec", None)
    return called.params.get("private") if called else None


def is_long(item: pytest.Item) -> bool:
    """Whether another test of its kind, or the same on the classic engine, stands for it in most runs."""
    either = item.get_closest_marker("either_engine") and engine_of(item) == "containerd"
    return bool(either or item.get_closest_marker("long"))


def pytest_collection_finish() -> None:
    """As the wizard does when it begins (`tui.wizard.app.run`): tests begin it in another way, and often."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


def pytest_sessionfinish() -> None:
    """What a worker has measured is kept before it ends: one that takes longer than ten seconds to end is killed."""
    if (coverage := sys.modules.get("coverage")) and (measuring := coverage.Coverage.current()):
        measuring.save()


def turn(item: pytest.Item) -> int:
    """When its room comes: the slow ones in their order, then all others."""
    room = item.path.parent.name
    return SLOW.index(room) if room in SLOW else len(SLOW)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: what takes long as well; `--every-action`: tests/whole/test_permissions.py takes out each action, not a few."""
    parser.addoption(
        "--long", action="store_true", help="also what others of its kind stand for in most runs"
    )
    parser.addoption(
        "--every-action", action="store_true", help="try every action that a run needs, one by one"
    )
