"""One thing to look at, and how several are looked at side by side."""

import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from msgspec.structs import replace

from steps.doctor.findings import Finding, Verdict, stopped_by, warn
from steps.doctor.patient import Patient
from steps.engine.cloud.caller import Caller
from steps.engine.cloud.explain import DENIED, explain
from steps.engine.cloud.refusals import error_code, error_message
from steps.engine.troubles import Trouble

AT_ONCE = 8


@dataclass(frozen=True)
class Examination:
    """What is looked at, in the words of its line; `look` may raise Trouble, which stops, and any error of AWS's.

    Where it `asks_the_region` there is nothing to see before the region knows the caller.
    """

    what: str
    look: Callable[[Patient], Finding]
    asks_the_region: bool = True


def examine(examinations: Iterable[Examination], patient: Patient) -> list[Finding]:
    """Look at all of them, several at once; what cannot be looked at yet is left out."""
    known = patient.caller
    answers = isinstance(known, Caller) and known.closed is None
    chosen = [each for each in examinations if answers or not each.asks_the_region]
    with ThreadPoolExecutor(AT_ONCE, "doctor") as pool:
        looks = [pool.submit(contextvars.copy_context().run, _look, each, patient) for each in chosen]
        return [look.result() for look in looks]


def _look(examination: Examination, patient: Patient) -> Finding:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        found = examination.look(patient)
    except Trouble as trouble:
        found = stopped_by(trouble)
    except (BotoCoreError, ClientError) as error:
        found = _not_seen(error, patient)
    return replace(found, look=examination.what)


def _not_seen(error: Exception, patient: Patient) -> Finding:
    """Nobody has to be allowed to look: whoever may not is told so, and may go on."""
    if DENIED.search(error_code(error)):
        return warn(
            "Nobody could look: AWS does not let you ask.",
            why=error_message(error),
            cure="It is no hindrance by itself. What to allow: `fargate-wizard doctor --policy`.",
        )
    trouble = explain(error, profile=patient.run.aws.profile)
    return warn(trouble.what, why=trouble.why, cure=trouble.cure)


def worst(findings: Iterable[Finding]) -> Verdict:
    """How it stands as a whole."""
    verdicts = {each.verdict for each in findings}
    return next((each for each in (Verdict.STOP, Verdict.WARN) if each in verdicts), Verdict.OK)
