"""What can be done when somebody else works on a deployment: the ways that the screen and the lines offer."""

from enum import StrEnum

from tui.ways import Way

TAKE_OVER = "Only if that was killed or cut off: go on in its place?"


class HolderChoice(StrEnum):
    """What the user wants."""

    AGAIN = "again"
    TAKE_OVER = "take-over"
    LEAVE = "leave"


HOLDER_WAYS = (
    Way(HolderChoice.AGAIN, "t", "Try again", "Perhaps it has ended meanwhile."),
    Way(
        HolderChoice.TAKE_OVER, "o", "Take over", "Only if it was killed or cut off: you go on in its place."
    ),
)
"""The ways to go on; the third is to leave it at that."""
