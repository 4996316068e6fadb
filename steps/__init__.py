"""The book: one provisioning stage a module, in the order in which it is read and built."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steps.engine.model.step import Step

CONTENTS = """
    preflight repositories images cluster permission task_definitions network first_light
    front_door lesson endpoints services names alarm look
""".split()
"""The table of contents: adding a step is a new module and its name here."""

STEPS: "tuple[Step, ...]"
"""The steps in written order, opened when somebody first asks for them: the first page of the screen does not."""


def __getattr__(name: str) -> Any:
    """Open the book."""
    if name != "STEPS":
        raise AttributeError(name)
    from steps.engine.model.step import read_step

    globals()["STEPS"] = found = tuple(read_step(import_module(f"steps.book.{step}")) for step in CONTENTS)
    return found
