"""What a probe found: whether one thing is as it must be, and what to do where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from steps.diagnosis.case import Case
from steps.engine.cloud.refusals import error_code
from steps.engine.model.diagnosed import Probed


@dataclass(frozen=True)
class ProbeFinding:
    """`check` is the name of what was looked at; `ok` is None where it could not be.

    Of what is broken, `cure` says what to do where it is another thing than what AWS's sentence asks for, and `step` which
    page is about it; with `rebuild` the next build puts it right.
    """

    check: str
    ok: bool | None
    said: str
    cure: str = ""
    step: str = ""
    rebuild: bool = False

    @property
    def shown(self) -> Probed:
        """As it is told."""
        return Probed(self.check, self.ok, self.said)


Probe = Callable[[Case], Iterator[ProbeFinding]]
"""Asks AWS about one thing that the tasks of a case need. Any refusal of AWS's may pass through."""


def look(probe: Probe, case: Case) -> list[ProbeFinding]:
    """What a probe finds; where AWS refuses to tell, that it could not be looked at."""
    from botocore.exceptions import BotoCoreError, ClientError

    found: list[ProbeFinding] = []
    try:
        found += probe(case)
    except (BotoCoreError, ClientError) as error:
        name = probe.__name__.replace("_", " ")
        found.append(
            ProbeFinding(
                name, None, f"it could not be looked at ({error_code(error) or type(error).__name__})"
            )
        )
    return found


def rebuilt(check: str, said: str, step: str) -> ProbeFinding:
    """Something that is broken, and that the next build puts right."""
    return ProbeFinding(check, ok=False, said=said, step=step, rebuild=True)
