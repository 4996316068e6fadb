"""Times and values in words."""

from typing import Any


def as_text(value: Any) -> str:
    """A value as the user would type it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(as_text(each) for each in value)
        case _:
            return str(value)


def ago(seconds: float) -> str:
    """How long something is over: just now, 5 minutes ago, 2 hours ago, 3 days ago."""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if (number := int(seconds // size)) >= 1:
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return "just now"
