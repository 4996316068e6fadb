"""What becomes of what others deleted or changed in AWS: the ways that the screen, the lines and `--drift` offer."""

from enum import StrEnum
from typing import NamedTuple

WHAT_HAPPENED = "Since the last time, somebody else has deleted or changed in AWS:"


class DriftChoice(StrEnum):
    """What the user wants."""

    REBUILD = "rebuild"
    KEEP = "keep"
    LEAVE = "leave"


class DriftWay(NamedTuple):
    """One choice, the letter of its line in a menu, what it is called and what it means."""

    choice: DriftChoice
    key: str
    label: str
    means: str


DRIFT_WAYS = (
    DriftWay(DriftChoice.REBUILD, "b", "Build again", "As it was planned; what stands is kept."),
    DriftWay(DriftChoice.KEEP, "t", "Take as it is", "It is left alone from now on, and what needs it too."),
)
"""The ways to go on; the third is to decide nothing."""
