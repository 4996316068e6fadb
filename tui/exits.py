"""What the process tells a script: one exit code for each way in which a run ends."""

from typing import assert_never

from steps.engine.model.events import Outcome
from steps.engine.troubles import Exit


def exit_of(outcome: Outcome) -> Exit:
    """The exit code of a run."""
    match outcome:
        case Outcome.DONE:
            return Exit.DONE
        case Outcome.FAILED:
            return Exit.FAILED
        case Outcome.LEFT:
            return Exit.LEFT_BEHIND
        case Outcome.STOPPED:
            return Exit.STOPPED
        case _:
            assert_never(outcome)
