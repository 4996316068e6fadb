"""What a teardown came to: so many made, so many gone, and what still stands."""

from dataclasses import dataclass

from steps.engine.memory.progress import Progress, State


@dataclass(frozen=True)
class Receipt:
    """Numbers of resources of ours over the whole life of a deployment."""

    made: int
    gone: int
    left: int

    @property
    def words(self) -> str:
        """The line to sign off with."""
        counted = f"{self.made} made, {self.gone} gone"
        return f"{counted}, {self.left} left" if self.left else f"{counted}, running cost now $0.00/h"


def receipt(progress: Progress) -> Receipt:
    """Count what the events tell."""
    gone = sum(node.state is State.DELETED for node in progress.nodes.values())
    left = len(progress.recorded)
    return Receipt(gone + left, gone, left)
