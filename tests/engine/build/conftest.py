"""A run of the builder over a cloud of the test module's own: the fixture `cloud` there."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from steps.engine.model.events import AnyEvent
from steps.engine.model.plan import Plan
from steps.engine.model.site import Run

PLAN = Plan(deployment="demo", target="test", account="1", region="r")


@pytest.fixture
def told() -> list[AnyEvent]:
    """Every event of the run."""
    return []


@pytest.fixture
def run(tmp_path: Path, told: list[AnyEvent], cloud: Any) -> Run:
    """It has `cloud` at `run.aws.cloud`, and AWS's minutes are a blink in it."""
    aws: Any = SimpleNamespace(banner=SimpleNamespace(pace=1000.0), profile="work", cloud=cloud)
    return Run(PLAN, aws, told.append, tmp_path)
