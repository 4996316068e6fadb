"""What AWS may say when tasks do not come up, and what that means."""

from dataclasses import dataclass

from steps.diagnosis.finding import Probe


@dataclass(frozen=True)
class Pattern:
    """A sentence of AWS's, or of an app: what it looks like (`sign`), what it means, what to do, and what looks into it.

    `{app}`, `{up}` and `{logs}` in the words are the app's name and the two commands. One that is `certain` does not pass by
    itself, so AWS's word alone ends the wait; any other one needs a probe that finds something broken, or to be said twice.
    With `rebuild` the next build puts it right.
    """

    name: str
    sign: str
    cause: str
    cure: str
    step: str = ""
    probes: tuple[Probe, ...] = ()
    certain: bool = False
    rebuild: bool = False
