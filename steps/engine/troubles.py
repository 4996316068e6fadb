"""What a user is told when something goes wrong: what happened, why, what to do."""

from enum import IntEnum


class Exit(IntEnum):
    """What the process tells a script."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    LEFT_BEHIND = 3
    STOPPED = 130


def as_sentence(text: str) -> str:
    """Words of AWS's own often lack their full stop, and others follow."""
    return text if text.rstrip().endswith((".", "!", "?", ":", "”", "`")) else f"{text.rstrip()}."


class Trouble(Exception):
    """A failure in words: `what` happened, `why`, the `cure`, the key of the step that fixes it, the exit code.

    `lines` are the last that an app wrote, which are no part of the words.
    """

    def __init__(
        self,
        what: str,
        *,
        why: str = "",
        cure: str = "",
        step: str = "",
        lines: tuple[str, ...] = (),
        exit_code: Exit = Exit.FAILED,
    ) -> None:
        super().__init__(" ".join(as_sentence(part) for part in (what, why, cure) if part))
        self.what, self.why, self.cure, self.step, self.exit_code = what, why, cure, step, exit_code
        self.lines = lines


class BadInput(Trouble):
    """Something the user gave that cannot be used; nothing was made."""

    def __init__(self, what: str, *, why: str = "", cure: str = "") -> None:
        super().__init__(what, why=why, cure=cure, exit_code=Exit.USAGE)


class NotYet(Exception):
    """What a check raises while it may still come true; its text says what is waited for."""


class Stopped(Exception):
    """The user asked to stop while a verb was waiting."""
