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


def lasting(seconds: float) -> str:
    """How long something takes or took: 8 s, 2 min 10 s, 1 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def ago(seconds: float) -> str:
    """How long something is over: just now, 5 minutes ago, 2 hours ago, 3 days ago."""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if (number := int(seconds // size)) >= 1:
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return "just now"
