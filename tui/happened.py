"""What to say once a step is done: its own lines, with ids, addresses and what its checks saw filled in from the record."""

import re
from collections.abc import Sequence

from steps.engine.memory.progress import Progress
from steps.engine.model.plan import Plan
from steps.engine.model.step import Step

SLOT = re.compile(r"\{([^{}|]+)\|(id|url|said)\}")


def what_happened(step: Step, plan: Plan, progress: Progress) -> Sequence[str]:
    """Every line of the step of which the record knows all; the others are left out."""
    lines = (_filled(line, progress) for line in step.happened(plan))
    return tuple(line for line in lines if line)


def _filled(line: str, progress: Progress) -> str:
    for name, what in SLOT.findall(line):
        if not (told := getattr(progress.node(name), what)):
            return ""
        line = line.replace(f"{{{name}|{what}}}", told)
    return line
