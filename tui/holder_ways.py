"""What can be done when somebody else works on a deployment: the ways that the screen and the lines offer."""

from dataclasses import dataclass
from enum import StrEnum

TAKE_OVER = "Only if that was killed or cut off: go on in its place?"


class HolderChoice(StrEnum):
    """What the user wants."""

    AGAIN = "again"
    TAKE_OVER = "take-over"
    LEAVE = "leave"


@dataclass(frozen=True)
class HolderWay:
    """One choice, the letter of its line in a menu, what it is called and what it means."""

    choice: HolderChoice
    key: str
    label: str
    means: str


HOLDER_WAYS = (
    HolderWay(HolderChoice.AGAIN, "t", "Try again", "Perhaps it has ended meanwhile."),
    HolderWay(
        HolderChoice.TAKE_OVER, "o", "Take over", "Only if it was killed or cut off: you go on in its place."
    ),
)
"""The ways to go on; the third is to leave it at that."""
