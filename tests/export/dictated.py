"""The plans of the app sets, and what is dictated of them, without any cloud."""

from pathlib import Path
from typing import Any

from steps import STEPS
from steps.appfile.apps import load
from steps.engine.model.plan import EDITION, Plan
from steps.export.dictation import Dictation, dictate
from tests.export.apps import SETS


def planned(which: str, folder: Path) -> Plan:
    """What `up` would settle for this set, in an account of the practice cloud's."""
    asked = SETS[which](folder)
    apps = load(asked.folder)
    answers: dict[str, Any] = {
        "zones": ["eu-central-1a", "eu-central-1b"], "namespace": "demo.internal", "endpoint-zones": "both",
        "open-to": "0.0.0.0/0", "alarm": "yes", "rehearse": True,
    }  # fmt: skip
    return Plan(
        deployment="demo", target="aws", account="123456789012", region="eu-central-1", apps=apps, answers=answers,
        images={app.name: f"tag-{app.name}" for app in apps}, tags={"Owner": "Zoë", "Environment": "Demo"}, edition=EDITION,
    )  # fmt: skip


def dictated(which: str, folder: Path) -> Dictation:
    """All of it."""
    return dictate(planned(which, folder), STEPS)
