"""Why ECS cannot start a service's tasks at all: what it says in the service's events, and what to do about it.

Such a task never exists, so the circuit breaker does not count it, and ECS goes on trying for ever.
"""

import re
from collections.abc import Iterable
from typing import Any

from steps.engine.troubles import Trouble

SIGNS = (
    (
        r"reached the limit on the number of (tasks|vCPUs)",
        "This account may not run so many tasks at once.",
        "Its quota for Fargate is used up, or was never raised from the little that a new account has.",
        "Ask for more under Service Quotas (Fargate On-Demand vCPU resource count), or run fewer tasks; then build again.",
    ),
    (
        r"BlockedException|account is currently blocked",
        "AWS has blocked this account from starting tasks.",
        "New and unverified accounts often start that way.",
        "Only AWS Support can lift it: open a case under “Account and billing”, then build again.",
    ),
    (
        r"unable to place a task\. Reason: Internal error",
        "Fargate cannot start tasks in one of the chosen availability zones.",
        "Not every zone carries Fargate; AWS calls it an internal error.",
        "Take this down, choose other zones on the first page (`--az`), and build again.",
    ),
)


def trouble_in(events: Iterable[Any], old: set[str], app: str) -> Trouble | None:
    """The trouble that one of a service's new events tells of; those whose ids are `old` were there before."""
    for event in events:
        if event["id"] in old:
            continue
        for sign, what, why, cure in SIGNS:
            if re.search(sign, event["message"]):
                return Trouble(
                    f"{app} has no tasks: {what}", why=f"{why} ECS says: {event['message']}", cure=cure
                )
    return None
