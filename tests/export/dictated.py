"""The plans of the app sets and of the shapes, and what is dictated of them, without any cloud."""

from pathlib import Path

from steps import STEPS
from steps.appfile.apps import load
from steps.engine.model.plan import Plan
from steps.export.dictation import Dictation, dictate
from tests.export.apps import SETS
from tests.export.plans import plan_of
from tests.export.shapes import SHAPES

PLANNED = (*SETS, *SHAPES)


def planned(which: str, folder: Path) -> Plan:
    """What `up` would settle for this set; its apps are written into the folder, unless it is a shape."""
    return SHAPES[which]() if which in SHAPES else plan_of(load(SETS[which](folder).folder))


def dictated(which: str, folder: Path) -> Dictation:
    """All of it."""
    return dictate(planned(which, folder), STEPS)
