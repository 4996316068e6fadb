"""The plans of the app sets and of the shapes, and what is dictated of them, without any cloud; each once a process."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from steps import STEPS
from steps.appfile.apps import load
from steps.engine.model.plan import Plan
from steps.export.dictation import Dictation, dictate
from tests.export.apps import SETS
from tests.export.plans import plan_of
from tests.export.shapes import SHAPES

PLANNED = (*SETS, *SHAPES)


@cache
def planned(which: str) -> Plan:
    """What `up` would settle for this set or shape; nothing reads the apps' folders again."""
    if which in SHAPES:
        return SHAPES[which]()
    with TemporaryDirectory() as folder:
        return plan_of(load(SETS[which](Path(folder)).folder))


@cache
def dictated(which: str) -> Dictation:
    """All of it."""
    return dictate(planned(which), STEPS)
