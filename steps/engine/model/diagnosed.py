"""What was looked at when something did not come up, and what is wrong with it."""

import msgspec

from steps.engine.model.event import Event

MARKS = {True: "✓", False: "✗", None: "?"}


class Probed(msgspec.Struct, frozen=True):
    """One thing that was looked at: its name, whether it is as it must be, and what was seen, in a sentence.

    `ok` is None where AWS did not let us look.
    """

    check: str
    ok: bool | None
    said: str

    def __str__(self) -> str:
        return f"{MARKS[self.ok]} {self.check}: {self.said}"


class Diagnosed(Event, frozen=True):
    """Passing: what is wrong with it, in a sentence, as far as can be seen; without a `cause` nothing wrong was found.

    `evidence` is why it was looked at, mostly AWS's own words; `step` is the key of the page that the `cure` is about, and
    with `rebuild` the wizard itself does the cure when it builds again. `lines` are the last that the app wrote.
    """

    resource: str
    evidence: str
    cause: str = ""
    cure: str = ""
    step: str = ""
    rebuild: bool = False
    probes: tuple[Probed, ...] = ()
    lines: tuple[str, ...] = ()
