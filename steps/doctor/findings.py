"""What a look has found: ok, a warning, or what stops whoever goes on; why, and the cure."""

from enum import StrEnum

import msgspec

from steps.engine.troubles import Trouble, as_sentence


class Verdict(StrEnum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"
    STOP = "stop"


class Finding(msgspec.Struct, frozen=True):
    """One line of the doctor's: what was looked at, how it stands, what was seen, why that matters, what to do."""

    look: str
    verdict: Verdict
    saw: str
    why: str = ""
    cure: str = ""

    def __str__(self) -> str:
        """All of it in sentences."""
        return " ".join(as_sentence(part) for part in (self.saw, self.why, self.cure) if part)


def ok(saw: str) -> Finding:
    """All is well."""
    return Finding("", Verdict.OK, saw)


def warn(saw: str, *, why: str = "", cure: str = "") -> Finding:
    """It will work, but whoever builds should know."""
    return Finding("", Verdict.WARN, saw, why, cure)


def stop(saw: str, *, why: str = "", cure: str = "") -> Finding:
    """It will not work."""
    return Finding("", Verdict.STOP, saw, why, cure)


def stopped_by(trouble: Trouble) -> Finding:
    """What a trouble says."""
    return stop(trouble.what, why=trouble.why, cure=trouble.cure)
