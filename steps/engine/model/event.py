"""What every event has."""

import time

import msgspec


def _now() -> float:
    return time.time()


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=str.lower):
    """Something that happened, `at` epoch seconds."""

    at: float = msgspec.field(default_factory=_now)
