"""The book: one provisioning stage a module, in the order in which it is read and built."""

from importlib import import_module

from steps.engine.step import Step, read_step

CONTENTS = """
    preflight repositories images cluster permission task_definitions network first_light
    front_door lesson endpoints services names look
""".split()
"""The table of contents: adding a step is a new module and its name here."""

STEPS: tuple[Step, ...] = tuple(read_step(import_module(f"steps.{name}")) for name in CONTENTS)
