"""Whether the practice cloud that a deployment was built in has ended since, and all that stood in it."""

import math

from steps.engine.memory.deployment import Deployment
from steps.engine.memory.lost import last_heard, lost_events
from steps.engine.memory.progress import Progress
from steps.target.target import TargetKind, practice_status


def practice_began() -> float:
    """When the practice cloud that runs now was started, in epoch seconds; infinity when none runs."""
    running = practice_status()
    return running.started if running else math.inf


def is_lost(progress: Progress, practice_since: float) -> bool:
    """Whether something stood in a practice cloud that ended before this one was started: all of it is gone."""
    began = progress.began
    if began is None or began.target != TargetKind.SANDBOX or not progress.recorded:
        return False
    return practice_since > last_heard(progress)


def note_lost(deployment: Deployment, practice_since: float) -> None:
    """Write down that nothing stands, if its practice cloud has ended; whoever asks holds the deployment's lock."""
    progress = deployment.progress()
    if is_lost(progress, practice_since):
        for event in lost_events(progress):
            deployment.journal.append(event)
