"""What was overheard, to be read and tried: what changed things, a step after another, in a shell's variables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from steps.engine.model.events import AnyEvent, Began, Called, Created, Deleted, Ready, Verb
from steps.engine.model.plan import Plan
from steps.engine.model.step import Step
from steps.export.bash.quoting import quoted
from steps.export.bash.retold import Heard, Passage, Teller


@dataclass
class Stretch:
    """Runs of the same direction, one after another, and what was heard in them."""

    down: bool
    heard: list[Heard] = field(default_factory=list)


class Overheard:
    """Takes events; `read` tells them. A poll that asks the same again is kept once."""

    def __init__(self) -> None:
        self._stretches = [Stretch(down=False)]
        self._latest: dict[str, Called] = {}
        self.count = 0

    def take(self, event: AnyEvent) -> None:
        """One more event."""
        match event:
            case Began(verb=verb) if self._stretches[-1].down is not (verb is Verb.TEARDOWN):
                self._stretches.append(Stretch(down=verb is Verb.TEARDOWN))
            case Called(resource=name):
                before = self._latest.get(name)
                self._latest[name] = event
                if before is None or (before.line, before.error) != (event.line, event.error):
                    self._keep(event)
            case Created() | Ready() | Deleted():
                self._keep(event)
            case _:
                pass

    def _keep(self, event: Heard) -> None:
        self._stretches[-1].heard.append(event)
        self.count += 1

    def read(self, book: Sequence[Step], plan: Plan, *, everything: bool = False) -> tuple[Passage, ...]:
        """What changed things, or with `everything` every call, by step; a teardown from the last step to the first."""
        heard = [event for stretch in self._stretches for event in stretch.heard]
        teller = Teller(heard, book, plan, everything=everything)
        return tuple(
            passage
            for stretch in self._stretches
            for passage in teller.passages(stretch.heard, down=stretch.down)
        )


def as_script(passages: Sequence[Passage], region: str) -> str:
    """All of it as a script's lines."""
    head = [f"export AWS_DEFAULT_REGION={quoted(region)}"] if passages and region else []
    blocks = ["\n".join([*passage.heading, *(line.text for line in passage.lines)]) for passage in passages]
    return "".join(f"{block}\n\n" for block in (*head, *blocks)).removesuffix("\n")
