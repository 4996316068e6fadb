"""The diagnosis: AWS's words and what probes found, as what is wrong, what to do, and the page that is about it."""

import re
from collections.abc import Iterable

from steps.aws.last_words import lines_of
from steps.aws.tasks import stopped_last
from steps.diagnosis.case import Case
from steps.diagnosis.finding import ProbeFinding, look
from steps.diagnosis.pattern import Pattern
from steps.diagnosis.pattern_table import AGAIN, STOPPED, UNKNOWN
from steps.engine.model.diagnosed import Diagnosed
from steps.engine.troubles import Trouble

ENDED = ("ended", "exited")
"""The patterns of an app that ended by itself: what it wrote says more than AWS does."""

OF_APPS = ("wrong processor", "disk", "memory", "needs a variable")
"""The patterns that an app itself may write."""


def pattern_of(said: str, patterns: Iterable[Pattern]) -> Pattern | None:
    """The first of these patterns that these words fit; None when nobody foresaw them."""
    return next((each for each in patterns if re.search(each.sign, said, re.IGNORECASE | re.DOTALL)), None)


def meaning(said: str, wrote: tuple[str, ...]) -> Pattern:
    """What the reason for a stop means; of an app that ended by itself, what it wrote says more than AWS does."""
    found = pattern_of(said, STOPPED) or UNKNOWN
    if found.name not in ENDED:
        return found
    return pattern_of("\n".join(wrote), [each for each in STOPPED if each.name in OF_APPS]) or found


def diagnose(case: Case, said: str, pattern: Pattern) -> Diagnosed:
    """Look at everything that the pattern names, and say what is wrong."""
    wrote = lines_of(case.site, case.app.name, stopped_last(case.failed)) if case.failed else ()
    findings = [found for probe in dict.fromkeys(pattern.probes) for found in look(probe, case)]
    broken = first_broken(findings)
    cause = _filled(case, pattern.cause if pattern.cause.startswith("{app}") else _capital(pattern.cause))
    cure = (broken.cure if broken else "") or (AGAIN if broken and broken.rebuild else "") or pattern.cure
    return Diagnosed(
        resource=case.site.node.name,
        evidence=said,
        cause=f"{cause}: {broken.said}" if broken else cause,
        cure=_filled(case, cure),
        step=(broken.step if broken else "") or pattern.step,
        rebuild=broken.rebuild if broken else pattern.rebuild,
        probes=tuple(dict.fromkeys(found.shown for found in findings)),
        lines=wrote,
    )


def first_broken(findings: Iterable[ProbeFinding]) -> ProbeFinding | None:
    """The first that is not as it must be."""
    return next((found for found in findings if found.ok is False), None)


def trouble(card: Diagnosed) -> Trouble:
    """The card as what ends the wait."""
    return Trouble(card.cause, why=card.evidence, cure=card.cure, step=card.step, lines=card.lines)


def is_proved(card: Diagnosed) -> bool:
    """Whether a live look found something broken."""
    return any(probed.ok is False for probed in card.probes)


def _filled(case: Case, words: str) -> str:
    """With the names in their places; any other brace, as a path may have one, stays as it is."""
    name = case.site.plan.deployment
    for place, told in (
        ("{app}", case.app.name),
        ("{up}", f"`fargate-wizard up {name}`"),
        ("{logs}", f"`fargate-wizard logs {name} {case.app.name}`"),
    ):
        words = words.replace(place, told)
    return words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
