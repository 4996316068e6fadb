"""A plan for these apps as `up` would settle it, in an account of the practice cloud's."""

from collections.abc import Mapping
from typing import Any

from steps.appfile.apps import App
from steps.engine.model.plan import EDITION, Plan

TAGS: Mapping[str, str] = {"Owner": "Zoë", "Environment": "Demo"}


def plan_of(apps: tuple[App, ...], tags: Mapping[str, str] = TAGS, answers: Mapping[str, Any] = {}) -> Plan:
    """All answers are given; `answers` are those that are not the usual ones."""
    usual = {
        "zones": ["eu-central-1a", "eu-central-1b"], "namespace": "demo.internal", "endpoint-zones": "both",
        "open-to": "0.0.0.0/0", "alarm": "yes", "rehearse": True,
    }  # fmt: skip
    return Plan(
        deployment="demo", target="aws", account="123456789012", region="eu-central-1", apps=apps, answers={**usual, **answers},
        images={app.name: f"tag-{app.name}" for app in apps}, tags=dict(tags), edition=EDITION,
    )  # fmt: skip
