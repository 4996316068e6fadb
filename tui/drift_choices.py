"""What becomes of what others deleted or changed in AWS: the ways that the screen, the lines and `--drift` offer."""

from enum import StrEnum

from tui.ways import Way

WHAT_HAPPENED = "Since the last time, somebody else has deleted or changed in AWS:"


class DriftChoice(StrEnum):
    """What the user wants."""

    REBUILD = "rebuild"
    KEEP = "keep"
    LEAVE = "leave"


DRIFT_WAYS = (
    Way(DriftChoice.REBUILD, "b", "Build again", "As it was planned; what stands is kept."),
    Way(DriftChoice.KEEP, "t", "Take as it is", "It is left alone from now on, and what needs it too."),
)
"""The ways to go on; the third is to decide nothing."""
