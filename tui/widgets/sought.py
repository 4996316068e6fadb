"""What can be searched and copied: each widget that shows text says where some letters are, and goes there."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Sought(Protocol):
    """Something in which letters can be found; places are numbers that grow from top to bottom."""

    def places(self, wanted: str) -> list[int]:
        """Where these letters are, in capitals or not."""

    def go_to(self, place: int | None, wanted: str) -> None:
        """Bring this place into sight and mark it; None when nothing is looked for any more."""


@runtime_checkable
class Copied(Protocol):
    """Something whose text can be copied."""

    def text_for_copy(self) -> str:
        """All of its text, a line each; empty where there is none."""
